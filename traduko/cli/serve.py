"""`traduko serve` and `traduko worker`."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import click
import waitress

from traduko.cli.database import upgrade
from traduko.cli.demo import ensure as fill_demo

if TYPE_CHECKING:
    from traduko.cli.assembly import Assembly

THREADS = 8


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with a believable operator.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), show_default="PORT")
@click.option("--no-worker", is_flag=True, help="A worker runs elsewhere.")
@click.pass_obj
def serve(assembly: Assembly, *, demo: bool, host: str, port: int, no_worker: bool) -> None:
    """Migrate, serve the portal and, inside the same process, do what happens by itself."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    engine = assembly.engine()
    upgrade(engine)
    sign_ins: list[str] = []
    if demo:
        sign_ins = fill_demo(assembly, engine)
    app = assembly.create_app()
    stop = threading.Event()
    if not no_worker:
        threading.Thread(
            target=assembly.work, args=(assembly.sessions(engine), stop), daemon=True
        ).start()
    server = waitress.create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
        clear_untrusted_proxy_headers=True,
    )
    address = assembly.settings.base_url if not _is_local(host) else f"http://{host}:{port}"
    threading.Thread(target=_announce, args=(address, sign_ins), daemon=True).start()
    signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    finally:
        stop.set()
        engine.dispose()


def _is_local(host: str) -> bool:
    return host in {"127.0.0.1", "localhost", "::1"}


def _stop(*_: Any) -> None:
    raise SystemExit(0)


def _announce(address: str, lines: list[str]) -> None:
    """Say the address as soon as it answers, and not before."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/", timeout=30).close()  # noqa: S310 - our own address
            break
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.05)
    click.echo(f"\nTraduko is ready: {address}\n")
    for line in lines:
        click.echo(line)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.pass_obj
def worker(assembly: Assembly, *, once: bool) -> None:
    """Send mails, let offers expire, remind, open records: what happens by itself."""
    stop = threading.Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    engine = assembly.engine()
    sessions = assembly.sessions(engine)
    if once:
        assembly.tick(sessions)
        return
    assembly.work(sessions, stop)
    engine.dispose()
