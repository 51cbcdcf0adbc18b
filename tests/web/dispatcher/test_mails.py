"""Outgoing mails: seen, filtered, tried again, without the links only recipients may use."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from traduko.core.db import transaction
from traduko.core.outbox import MailState, OutboxMail


def test_mails_that_failed_are_found_and_sent_again(desk, offered, session):
    offered()
    mail = session.scalars(sa.select(OutboxMail)).one()
    with transaction(session):
        mail = session.get_one(OutboxMail, mail.id)
        mail.state, mail.attempts, mail.last_error = MailState.FAILED, 12, "550 unknown"
    assert "1 mail was not delivered" in desk.get("/dispatch/mails").text
    assert mail.subject in desk.get("/dispatch/mails?state=failed").text
    assert mail.subject not in desk.get("/dispatch/mails?state=sent").text
    page = desk.get(f"/dispatch/mails/{mail.id}").text
    assert "550 unknown" in page
    for _ in range(2):
        assert desk.post(f"/dispatch/mails/{mail.id}/retry").status_code == 303
    session.rollback()
    session.refresh(mail)
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)


def test_the_page_of_a_mail_does_not_show_the_personal_link(desk, offered, session):
    offered()
    mail = session.scalars(sa.select(OutboxMail)).one()
    page = desk.get(f"/dispatch/mails/{mail.id}").text
    token = mail.body_text.split("/o/")[1].split()[0]
    assert token not in page
    assert "/o/…" in page.replace("&#8230;", "…")


def test_an_unknown_mail_is_not_found_and_an_empty_page_is_friendly(desk):
    assert desk.get(f"/dispatch/mails/{uuid.uuid4()}").status_code == 404
    assert "No mail yet" in desk.get("/dispatch/mails").text
