"""Two hundred translators press yes at the same moment, on four server processes.

`TRADUKO_ROUNDS=100 .venv/bin/pytest tests/journeys/test_crowd.py` runs the long form.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import Make
from traduko.accounts.actor import SYSTEM
from traduko.core import clock
from traduko.core.db import session_factory, transaction
from traduko.core.ids import new_id
from traduko.dispatch.links import offer_token
from traduko.dispatch.models import Assignment, Offer, OfferState
from traduko.requests import lifecycle
from traduko.requests.models import RequestState, ServiceRequest
from traduko.translators.models import Mode

ROUNDS = int(os.environ.get("TRADUKO_ROUNDS", "1"))
PEOPLE, PROCESSES = 200, 4
TRADUKO = Path(sys.executable).with_name("traduko")
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture
def servers(database, settings):
    """Four processes of the portal on one database; their ports."""
    ports = free_ports(PROCESSES)
    environment = {
        **os.environ,
        "DATABASE_URL": database.url,
        "TRADUKO_DATA": str(settings.data_folder),
        "TRADUKO_SECRET_KEYS": settings.secret_keys[0],
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": "1",
    }
    running = [
        subprocess.Popen(
            [str(TRADUKO), "serve", "--no-worker", "--port", str(port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for port in ports
    ]
    for port in ports:
        _wait_for(port)
    yield ports
    for process in running:
        process.kill()
        process.wait()


def _wait_for(port):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("a server did not start")


def one_round(session, make):
    """Write one request with two hundred open offers; return its id and the links."""
    start = clock.now() + timedelta(days=7)
    request = make.service_request(starts_at=start)
    people = [make.translator(f"Person {n}") for n in range(PEOPLE)]
    offers = [
        Offer(
            id=new_id(),
            request_id=request.id,
            translator_id=person.id,
            state=OfferState.OPEN,
            request_version=request.version,
            mode=Mode.ON_SITE,
            made_at=clock.now(),
            made_by="Dora Dispo",
            expires_at=clock.now() + timedelta(hours=5),
        )
        for person in people
    ]
    with transaction(session):
        session.add_all(offers)
        lifecycle.advance(session, request, lifecycle.OFFER, SYSTEM)
    return request.id, [offer_token(session, offer) for offer in offers]


class Person(threading.Thread):
    """Opens the link, waits for everybody, presses yes."""

    def __init__(self, port, token, together):
        super().__init__(daemon=True)
        self.port, self.token, self.together = port, token, together
        self.answer = (0, "")

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", f"/o/{self.token}")
            page = connection.getresponse()
            cookie = (page.getheader("Set-Cookie") or "").split(";")[0]
            found = CSRF.search(page.read().decode())
            self.together.wait(120)
            connection.request(
                "POST",
                f"/o/{self.token}/accept",
                body=f"csrf_token={found.group(1)}" if found else "",
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": cookie,
                },
            )
            answer = connection.getresponse()
            self.answer = (answer.status, answer.read().decode())
        except (OSError, http.client.HTTPException, threading.BrokenBarrierError) as error:
            self.answer = (0, repr(error))
        finally:
            connection.close()


@pytest.mark.race
def test_two_hundred_yeses_have_one_winner_and_clear_words_for_the_others(
    database, carried, servers
):
    with session_factory(database.engine, **carried)() as session:
        make = Make(session)
        for _round in range(ROUNDS):
            request_id, links = one_round(session, make)
            together = threading.Barrier(PEOPLE)
            people = [
                Person(servers[place % PROCESSES], token, together)
                for place, token in enumerate(links)
            ]
            for person in people:
                person.start()
            for person in people:
                person.join()
            session.rollback()
            session.expire_all()
            answers = Counter(person.answer[0] for person in people)
            assert not [c for c in answers if c == 0 or c >= 500], (
                answers,
                [p.answer for p in people if p.answer[0] in {0, 500, 503}][:3],
            )
            taken = session.scalars(
                sa.select(Assignment).where(Assignment.request_id == request_id)
            ).all()
            assert len(taken) == 1
            states = Counter(
                session.scalars(sa.select(Offer.state).where(Offer.request_id == request_id))
            )
            assert states == {OfferState.ACCEPTED: 1, OfferState.LOST: PEOPLE - 1}
            assert session.get(ServiceRequest, request_id).state == RequestState.CONFIRMED
            # One is led on to the assignment; everybody else reads what happened.
            others = [text for status, text in (p.answer for p in people) if status != 303]
            assert len(others) == PEOPLE - 1, answers
            assert all("schneller" in text or "vergeben" in text for text in others)
