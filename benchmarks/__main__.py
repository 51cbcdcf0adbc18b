"""CPU per page against a one-row Flask and SQLAlchemy page, at growing numbers of requests.

    python -m benchmarks [1000 10000 100000]

Each figure is the median of several batches of process CPU time through the whole WSGI stack,
divided by that of a page that reads one row and renders it. Clocks are never asserted in tests.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Flask, render_template_string
from flask_sqlalchemy_lite import SQLAlchemy

from traduko.accounts import sessions
from traduko.accounts.models import User
from traduko.app import Assembly, create_app
from traduko.cli.database import upgrade
from traduko.cli.demo import fill
from traduko.config import Settings
from traduko.core import clock
from traduko.core.db import Counter, transaction
from traduko.requests.models import RequestState, ServiceRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

BATCHES, PAGES = 7, 12
TRANSLATORS = 200


def one_row_page(url: str) -> FlaskClient:
    """Return a client of the yardstick: one row, one template."""
    app = Flask("yardstick")
    app.config["SQLALCHEMY_ENGINES"] = {"default": url}
    db = SQLAlchemy()
    db.init_app(app)
    # The same courtesy as in the portal: no coroutine is run for nothing.
    app.teardown_appcontext_funcs[:] = app.teardown_appcontext_funcs[:1]

    @app.get("/")
    def show() -> str:
        row = db.session.scalar(sa.select(Counter).limit(1))
        return render_template_string("<h1>{{ row.name }}</h1><p>{{ row.value }}</p>", row=row)

    return app.test_client()


def cpu_of(page: Callable[[], object]) -> float:
    """Return the median CPU time of one page in seconds."""
    for _ in range(3):
        page()
    gc.collect()
    batches = []
    for _ in range(BATCHES):
        begin = time.process_time()
        for _ in range(PAGES):
            page()
        batches.append((time.process_time() - begin) / PAGES)
    return statistics.median(batches)


def signed_in(app: Flask, assembly: Assembly, email: str) -> FlaskClient:
    """Return a client whose cookie carries a sign-in of this person."""
    with assembly.sessions()() as session:
        with transaction(session):
            user = session.scalars(sa.select(User).where(User.email_key == email)).one()
            token = sessions.start(session, user, user_agent="benchmark", address="127.0.0.1")
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


def measure(count: int, folder: Path) -> dict[str, float]:
    """Return CPU per page as multiples of the one-row page."""
    settings = replace(
        Settings(), data_folder=folder, argon2={"time_cost": 1, "memory_cost": 8, "parallelism": 1}
    )
    assembly = Assembly(settings)
    engine = assembly.engine()
    upgrade(engine)
    fill(assembly, engine, requests=count, translators=TRANSLATORS)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    desk = signed_in(app, assembly, "dispo@demo.example")
    clinic = signed_in(app, assembly, "klinik@demo.example")
    with assembly.sessions()() as session:
        open_one = session.scalar(
            sa.select(ServiceRequest.id)
            .where(ServiceRequest.state == RequestState.SUBMITTED)
            .order_by(ServiceRequest.sort_at.desc())
        )
    yardstick = one_row_page(settings.url)
    unit = cpu_of(lambda: _ok(yardstick.get("/")))
    found = {"one-row page (ms)": unit * 1000}
    found["work list"] = cpu_of(lambda: _ok(desk.get("/dispatch/"))) / unit
    found["request with candidates"] = (
        cpu_of(lambda: _ok(desk.get(f"/dispatch/requests/{open_one}"))) / unit
    )
    found["institution's list"] = cpu_of(lambda: _ok(clinic.get("/institution/requests"))) / unit
    found["filing"] = cpu_of(lambda: _ok(_file(clinic))) / unit
    engine.dispose()
    return found


def _file(client: FlaskClient) -> object:
    day = clock.now() + timedelta(days=9)
    while day.weekday() != 1:
        day += timedelta(days=1)
    return client.post(
        "/institution/requests/new?kind=interpreting",
        data={
            "language": "ar",
            "working_language": "de",
            "mode": "on_site",
            "day": day.date().isoformat(),
            "starts": "10:00",
            "length": "60",
            "postal_code": "4700",
            "municipality_key": "eupen",
        },
    )


def _ok(answer: object) -> None:
    status = getattr(answer, "status_code", 0)
    if status not in {200, 303}:
        raise SystemExit(f"the page answered {status}")


def main() -> None:
    """Measure and print."""
    counts = [int(argument) for argument in sys.argv[1:]] or [1_000, 10_000, 100_000]
    table: dict[int, dict[str, float]] = {}
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            begin = time.perf_counter()
            table[count] = measure(count, Path(folder))
            print(f"{count} requests measured in {time.perf_counter() - begin:.0f} s")
    width = max(len(name) for name in table[counts[0]])
    print(" " * width, *(f"{count:>10}" for count in counts))
    for name in table[counts[0]]:
        print(f"{name:{width}}", *(f"{table[count][name]:10.2f}" for count in counts))
    print("All but the first line are multiples of the one-row page.")


if __name__ == "__main__":
    main()
