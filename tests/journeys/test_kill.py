"""kill -9 at any moment: no committed request and no mail is lost, none is sent as another one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from traduko.cli.assembly import COMMAND
from traduko.core import clock, outbox
from traduko.core.db import session_factory, transaction
from traduko.core.mail import Mail, Recipient
from traduko.core.outbox import MailState, OutboxMail
from traduko.operator import profiles

TRADUKO = Path(sys.executable).with_name("traduko")
MAILS = 60
KILLS = int(os.environ.get("TRADUKO_KILLS", "6"))


@pytest.fixture
def environment(database, settings, smtp):
    """What a worker process of this test's installation runs with."""
    return {
        **os.environ,
        "DATABASE_URL": database.url,
        "TRADUKO_DATA": str(settings.data_folder),
        "TRADUKO_SECRET_KEYS": settings.secret_keys[0],
        "MAIL_SERVER": smtp.host,
        "MAIL_PORT": str(smtp.port),
        "MAIL_SENDER": settings.mail_sender,
    }


def start_worker(environment):
    return subprocess.Popen(
        [str(TRADUKO), "worker"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def post(session, number):
    """Put mail number `number` into the outbox."""
    recipient = Recipient(f"n{number}@post.example", f"Nummer {number}", "de")
    outbox.post(session, Mail(recipient, "accounts/password_changed"))


def free_claims(session):
    """Let the dead worker's claims be old enough to be taken over."""
    with transaction(session):
        session.execute(
            sa.update(OutboxMail)
            .where(OutboxMail.state == MailState.SENDING)
            .values(claimed_at=clock.now() - timedelta(minutes=10))
        )


@pytest.mark.kill
def test_a_worker_killed_again_and_again_loses_no_mail(database, carried, environment, smtp):
    with session_factory(database.engine, **carried)() as session:
        with transaction(session):
            profiles.init(session, profiles.load("ostbelgien"), actor=COMMAND)
            for number in range(MAILS - 1):
                post(session, number)
        chance = random.Random(1)
        for _kill in range(KILLS):
            before = len(smtp.messages)
            worker = start_worker(environment)
            deadline = time.monotonic() + 30
            wanted = before + chance.randrange(1, 8)
            while len(smtp.messages) < min(wanted, MAILS - 1) and time.monotonic() < deadline:
                time.sleep(0.01)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            free_claims(session)
        # The last worker surely has something to send, so that it is at work when it is stopped.
        with transaction(session):
            post(session, MAILS - 1)
        promised = set(session.scalars(sa.select(OutboxMail.message_id)))
        last = start_worker(environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            session.rollback()
            if not session.scalar(
                sa.select(sa.func.count()).where(OutboxMail.state != MailState.SENT)
            ):
                break
            time.sleep(0.1)
        last.terminate()
        assert last.wait(20) == 0, "a worker that is asked to stop stops by itself"
    arrived = Counter(message["Message-ID"] for message in smtp.messages)
    assert set(arrived) == promised
    # At least once is all SMTP can promise: twice only in the window between the server's yes
    # and our note of it, once for each kill, and then with the same Message-ID.
    assert sum(arrived.values()) - MAILS <= KILLS
