"""What every test can ask for: a database, a session, the portal, a clock, a mail server."""

from __future__ import annotations

import shutil
import socket
import threading
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests import databases
from tests.databases import Database, PostgresqlDatabases, SqliteDatabases
from traduko.config import Settings
from traduko.core import clock as core_clock
from traduko.core.crypto import Keyring
from traduko.core.db import make_engine, make_session
from traduko.core.files import FileStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser
    from sqlalchemy.orm import Session

# A Wednesday morning, 09:00 in Eupen.
START = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
SECRET = "a-secret-that-is-only-good-for-tests-and-long-enough"

# A busy machine is not a mistake: no time limit for a single example.
hypothesis.settings.register_profile("traduko", deadline=None)
hypothesis.settings.load_profile("traduko")


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """SQLite files: `make(folder)`."""
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[PostgresqlDatabases]:
    """The run's PostgreSQL server: `make()` and `drop(url)` for databases of one's own."""
    server = PostgresqlDatabases(*databases.this_run())
    yield server
    server.stop()


@pytest.fixture(params=databases.NAMES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database; the test runs once on each of the two.

    For one only: `@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`.
    """
    if request.param == "sqlite":
        url = request.getfixturevalue("sqlite_databases").make(tmp_path)
    else:
        url = request.getfixturevalue("postgresql_databases").shared()
    engine = make_engine(url)
    yield Database(request.param, url, engine)
    engine.dispose()
    if request.param == "postgresql":
        databases.empty(engine)


@pytest.fixture(params=databases.NAMES)
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, for tests of migrations; on each of the two."""
    if request.param == "sqlite":
        url = request.getfixturevalue("sqlite_databases").make(tmp_path, migrated=False)
    else:
        url = request.getfixturevalue("postgresql_databases").make()
    engine = make_engine(url)
    yield Database(request.param, url, engine)
    engine.dispose()
    if request.param == "postgresql":
        request.getfixturevalue("postgresql_databases").drop(url)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The installation's settings: the test's database if it has one, its own data folder."""
    has_one = "database" in request.fixturenames
    url = request.getfixturevalue("database").url if has_one else ""
    return Settings(
        data_folder=tmp_path / "var",
        database_url=url,
        secret_keys=(SECRET,),
        base_url="http://localhost",
        mail_sender="traduko@traduko.example",
        testing=True,
        # The real cost is 160 ms a password.
        argon2={"time_cost": 1, "memory_cost": 8, "parallelism": 1},
    )


@pytest.fixture
def carried(settings: Settings) -> dict[str, Any]:
    """What sessions carry to the verbs, as `app.Assembly` puts it together, without the pages."""
    from traduko.mailer import PortalMailer

    return {
        "mailer": PortalMailer(settings),
        "keys": Keyring(settings.secret_keys),
        "files": FileStore(settings.data_folder / "files"),
        "argon2": dict(settings.argon2),
    }


@pytest.fixture
def session(database: Database, carried: dict[str, Any]) -> Iterator[Session]:
    """A session that carries what verbs need; write inside `core.db.transaction(session)`."""
    with make_session(database.engine, **carried) as opened:
        yield opened


@pytest.fixture
def app(database: Database, settings: Settings) -> Iterator[Flask]:
    """The portal on the test's database; forms need no token here."""
    from traduko.app import create_app
    from traduko.web.extensions import db, limiter

    portal = create_app(settings)
    portal.config["WTF_CSRF_ENABLED"] = False
    limiter.reset()
    yield portal
    with portal.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript that prefers English, nobody signed in."""
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


@pytest.fixture
def live(database: Database, settings: Settings, free_port: int) -> Iterator[str]:
    """The address of the portal, served as `traduko serve` does, for browsers and for crowds."""
    import waitress
    from waitress import wasyncore

    from traduko.app import create_app
    from traduko.web.extensions import db, limiter

    address = f"http://127.0.0.1:{free_port}"
    portal = create_app(replace(settings, base_url=address))
    limiter.reset()
    sockets: dict[int, Any] = {}
    server = waitress.create_server(
        portal, host="127.0.0.1", port=free_port, threads=8, map=sockets
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield address
    # Its loop ends when it has no socket left; only its own thread may close them.
    server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets, ignore_all=True))
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()
    with portal.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Missing Chromium is a failure, never a skipped test."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    place = next(filter(None, map(shutil.which, names)), None)
    if place is None:
        pytest.fail("Chromium is missing: run tools/ensure_chromium.sh")
    # Chromium refuses its sandbox to root, and a container has no large /dev/shm.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=place, args=arguments)
        yield launched
        launched.close()


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: datetime) -> None:
        """Show another moment; it must be aware."""
        assert moment.tzinfo is not None, "a clock without time zone tells nothing"
        self.moment = moment.astimezone(UTC)

    def move(self, by: timedelta) -> datetime:
        """Go on (or back) and return the new moment."""
        self.moment += by
        return self.moment


@pytest.fixture
def clock() -> Iterator[Clock]:
    """`core.clock.now()` under the test's control, from a Wednesday morning on."""
    frozen = Clock(START)
    core_clock.set_clock(frozen)
    yield frozen
    core_clock.set_clock(None)


class MailServer:
    """A real SMTP server on this machine that keeps what it takes."""

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.port = _free_port()
        self.envelopes: list[Any] = []
        # Answers for addresses that are not just taken: {"full@a.example": "452 mailbox full"}.
        self.answers: dict[str, str] = {}
        # Answers to the next letters as a whole, such as "451 try again later".
        self.interruptions: list[str] = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if self.interruptions:
            return self.interruptions.pop(0)
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        """Return what arrived, parsed, in order."""
        return [
            message_from_bytes(envelope.content, policy=policy.default)
            for envelope in self.envelopes
        ]

    @property
    def by_recipient(self) -> dict[str, list[EmailMessage]]:
        """Return what arrived for each address."""
        found: dict[str, list[EmailMessage]] = defaultdict(list)
        for envelope, message in zip(self.envelopes, self.messages, strict=True):
            for address in envelope.rcpt_tos:
                found[address].append(message)
        return found


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    """A real SMTP server: `host`, `port`, `messages`, `by_recipient`, `answers`."""
    from aiosmtpd.controller import Controller

    server = MailServer()
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    yield server
    controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    return _free_port()


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket in the file system
    try:
        return ip_address(str(address[0]).partition("%")[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


@pytest.fixture(scope="session", autouse=True)
def nothing_but_this_machine() -> Iterator[None]:
    """No test talks to another machine, not even by asking for its address."""
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def refuse(address: Any) -> None:
        if not _is_here(address):
            raise AssertionError(f"a test wanted to reach {address}")

    def guarded_connect(self, address):
        refuse(address)
        return connect(self, address)

    def guarded_connect_ex(self, address):
        refuse(address)
        return connect_ex(self, address)

    def guarded_look_up(host, *rest, **options):
        if host not in {None, "", "localhost", socket.gethostname()}:
            refuse((host.decode() if isinstance(host, bytes) else host, 0))
        return look_up(host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield
