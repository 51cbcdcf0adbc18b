"""What happens by itself: mails leave, offers expire, reminders go out, records open.

One table of jobs, one loop, one transaction a job. Any number of workers may run.
"""

from __future__ import annotations

import logging
import smtplib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from traduko.accounts import sessions
from traduko.billing import approval
from traduko.completion import records
from traduko.core import outbox
from traduko.core.db import transaction
from traduko.dispatch import offers, reminders

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session, sessionmaker

log = logging.getLogger(__name__)
MAIL_EVERY = 1.0
PERMANENT = range(500, 600)


class Sender(Protocol):
    """Something that can hand mails on."""

    def connection(self) -> AbstractContextManager[Callable[[Any], None]]: ...


@dataclass(frozen=True)
class Job:
    """Something done every so many seconds; returns how many things it did."""

    name: str
    every: float
    run: Callable[[Session], int]


JOBS = (
    Job("offers expire", 15, offers.expire_due),
    Job("reminders", 60, reminders.due),
    Job("records open", 60, records.open_due),
    Job("records are chased", 600, records.remind),
    Job("records count as approved", 600, approval.deem_approved),
    Job("old sign-ins are forgotten", 3600, sessions.forget_old),
)


def send_due(make_session: sessionmaker[Session], sender: Sender) -> int:
    """Send what is due and return how many mails the server took.

    Claimed in one transaction and marked in another: a crash in between sends a mail twice at
    worst, with the same Message-ID, and never loses one.
    """
    with make_session() as session:
        with transaction(session):
            claimed = outbox.claim_due(session)
            session.expunge_all()
    if not claimed:
        return 0
    sent = 0
    try:
        with sender.connection() as send:
            for mail in claimed:
                sent += _send_one(make_session, send, mail)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail server not reachable: %s", error)
        for mail in claimed[sent:]:
            _mark(make_session, mail, str(error), permanent=False)
    return sent


def _send_one(
    make_session: sessionmaker[Session], send: Callable[[Any], None], mail: outbox.OutboxMail
) -> int:
    try:
        send(mail)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        _mark(make_session, mail, f"{code} {answer!r}", permanent=code in PERMANENT)
    except smtplib.SMTPResponseException as error:
        permanent = error.smtp_code in PERMANENT
        _mark(make_session, mail, f"{error.smtp_code} {error.smtp_error!r}", permanent=permanent)
    except UnicodeError as error:
        # An address no server takes must not hold up the mails behind it.
        _mark(make_session, mail, str(error), permanent=True)
    else:
        with make_session() as session, transaction(session):
            outbox.mark_sent(session, mail.id)
    return 1


def _mark(
    make_session: sessionmaker[Session], mail: outbox.OutboxMail, error: str, *, permanent: bool
) -> None:
    with make_session() as session, transaction(session):
        outbox.mark_failed(session, mail.id, error, permanent=permanent)


def run_job(make_session: sessionmaker[Session], job: Job) -> int:
    """Run one job in its own transaction and return what it counted; errors are logged."""
    try:
        with make_session() as session, transaction(session):
            done = job.run(session)
    except Exception:
        log.exception("job %r failed; it is tried again", job.name)
        return 0
    if done:
        log.info("%s: %d", job.name, done)
    return done


def work(
    make_session: sessionmaker[Session], sender: Sender, stop: threading.Event | None = None
) -> None:
    """Run the jobs and send mails until told to stop; a job sees its own schedule only."""
    stop = stop or threading.Event()
    waited = dict.fromkeys((job.name for job in JOBS), 0.0)
    while not stop.is_set():
        for job in JOBS:
            waited[job.name] -= MAIL_EVERY
            if waited[job.name] <= 0:
                run_job(make_session, job)
                waited[job.name] = job.every
        try:
            while send_due(make_session, sender) and not stop.is_set():
                pass
        except Exception:
            log.exception("sending mails failed; it is tried again")
        stop.wait(MAIL_EVERY)


def tick(make_session: sessionmaker[Session], sender: Sender) -> None:
    """Do everything that is due now, once (tests, `traduko worker --once`)."""
    for job in JOBS:
        run_job(make_session, job)
    while send_due(make_session, sender):
        pass
