"""From a school's registration to its statement: the whole main job, over real mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.factories.signed_in import browser_of_staff
from traduko import mailer, worker
from traduko.accounts.actor import Role
from traduko.billing import tariff_book
from traduko.billing.models import RecordPrice
from traduko.cli.assembly import COMMAND
from traduko.completion.models import RecordState, ServiceRecord
from traduko.core.audit import broken_links
from traduko.core.db import session_factory, transaction
from traduko.core.outbox import MailState, OutboxMail
from traduko.dispatch.models import Assignment, Offer, OfferState
from traduko.institutions.models import Institution, InstitutionState
from traduko.operator import profiles
from traduko.operator import settings as operator_settings
from traduko.requests.models import RequestState, ServiceRequest
from traduko.translators import people
from traduko.translators.models import Engagement, Level, Mode

PASSWORD = "eine kurze lange Zeile"
LINK = re.compile(r"http://localhost(/\S+)")


@pytest.fixture
def operator(session, clock):
    """TRADUKO, as its profile makes it; the second factor is another story."""
    with transaction(session):
        profile = profiles.load("ostbelgien")
        profiles.init(session, profile, actor=COMMAND)
        tariff_book.add_from_profile(session, profile.tariffs, actor=COMMAND)
        operator_settings.change(session, "second_factor_roles", (), actor=COMMAND)
        operator_settings.change(session, "email", "hallo@traduko.example", actor=COMMAND)
    return operator_settings.current(session)


@pytest.fixture
def send(database, carried, settings, smtp):
    """Do everything that is due, over a real SMTP server; return the mails that arrived."""
    from dataclasses import replace

    make_session = session_factory(database.engine, **carried)
    sender = mailer.sender(replace(settings, mail_server=smtp.host, mail_port=smtp.port))

    def now():
        before = len(smtp.messages)
        worker.tick(make_session, sender)
        return smtp.messages[before:]

    return now


def look_again(session):
    """See what others have committed."""
    session.rollback()
    session.expire_all()


def body_of(message):
    return message.get_body(("plain",)).get_content()


def link_in(message):
    return LINK.search(body_of(message)).group(1)


def to(messages, address):
    return [m for m in messages if address in m["To"]]


def register_school(client, send):
    client.post("/register", data={"kind": "school"})
    answer = client.post(
        "/register/details",
        data={
            "name": "Gemeindeschule Beispiel",
            "country": "BE",
            "enterprise_number": "0412.778.847",
            "street": "Schulweg 1",
            "postal_code": "4700",
            "municipality": "Eupen",
            "contact_name": "Klara Probe",
            "contact_email": "klara@schule.example",
            "agrees": "y",
        },
    )
    assert answer.status_code == 303, answer.text
    (proof,) = to(send(), "klara@schule.example")
    shown = client.get(link_in(proof))
    assert "Gemeindeschule Beispiel" in shown.text
    invitation = client.post(link_in(proof)).headers["Location"]
    done = client.post(invitation, data={"password": PASSWORD, "again": PASSWORD})
    assert done.status_code == 303


def add_translators(session, count=2):
    with transaction(session):
        return [
            people.add_translator(
                session,
                people.TranslatorFacts(
                    name=f"Samira Muster {n}",
                    email=f"samira{n}@sprache.example",
                    engagement=Engagement.FREELANCE,
                    skills=(people.Skill("ar", "de", Level.NATIVE),),
                    modes=frozenset({Mode.ON_SITE}),
                    locale="ar" if n == 1 else "de",
                    home_municipality="eupen",
                ),
                actor=COMMAND,
            )
            for n in range(1, count + 1)
        ]


REQUEST = {
    "language": "ar",
    "working_language": "de",
    "mode": "on_site",
    "day": "2026-03-11",
    "starts": "10:00",
    "length": "60",
    "street": "Schulweg 1",
    "postal_code": "4700",
    "municipality_key": "eupen",
    "contact_name": "Klara Probe",
    "case_reference": "S-12",
    "gender_otherwise": "y",
}


def test_a_school_gets_its_interpreter_and_its_statement(
    app, client, session, operator, send, clock
):
    register_school(client, send)
    refused = client.post("/institution/requests/new?kind=interpreting", data=REQUEST)
    assert refused.status_code == 422
    assert "not verified" in refused.text or "nicht (mehr) verifiziert" in refused.text

    desk = browser_of_staff(app, session, Role.DISPATCHER)
    school = session.scalars(sa.select(Institution)).one()
    desk.post(f"/dispatch/institutions/{school.id}/verify", data={"criteria": ["public_task"]})
    look_again(session)
    assert school.state == InstitutionState.VERIFIED
    assert to(send(), "klara@schule.example")

    first, second = add_translators(session)
    filed = client.post("/institution/requests/new?kind=interpreting", data=REQUEST)
    assert filed.status_code == 303, filed.text
    asked = session.scalars(sa.select(ServiceRequest)).one()
    assert asked.number == "TR-2026-00001"
    (received,) = to(send(), "klara@schule.example")
    assert "not yet confirmed" in received["Subject"]

    page = desk.get(f"/dispatch/requests/{asked.id}")
    assert first.name in page.text
    desk.post(
        f"/dispatch/requests/{asked.id}/offers",
        data={"translators": [str(first.id), str(second.id)]},
    )
    offers = send()
    (to_first,) = to(offers, first.email)
    (to_second,) = to(offers, second.email)
    assert "S-12" not in body_of(to_first)
    assert "Schulweg" not in body_of(to_first)
    assert any(part.get_content_type() == "text/calendar" for part in to_first.walk())

    offer_page = client.get(link_in(to_first))
    assert 'dir="rtl"' in offer_page.text
    look_again(session)
    assert {offer.state for offer in session.scalars(sa.select(Offer))} == {OfferState.OPEN}
    client.post(link_in(to_first) + "/accept")
    confirmed = send()
    assert "Confirmed" in to(confirmed, "klara@schule.example")[0]["Subject"]
    assert to(confirmed, first.email)
    assert to(confirmed, second.email), "the one who was not first is told at once"
    late = client.post(link_in(to_second) + "/accept")
    assert late.status_code in {200, 303, 409, 410}
    look_again(session)
    assert session.scalars(sa.select(Assignment)).one().translator_id == first.id
    assert asked.state == RequestState.CONFIRMED

    clock.set(datetime(2026, 3, 11, 12, 0, tzinfo=UTC))
    (ask,) = to(send(), first.email)
    record_link = link_in(ask)
    assert client.get(record_link).status_code == 200
    sent = client.post(
        record_link,
        data={"outcome": "held", "day": "2026-03-11", "starts": "10:00", "ends": "11:15"},
    )
    assert sent.status_code == 303, sent.text
    (approve,) = to(send(), "klara@schule.example")
    look_again(session)
    record = session.scalars(sa.select(ServiceRecord)).one()
    assert record.state == RecordState.SUBMITTED
    assert link_in(approve).endswith(str(record.id))
    # A week has passed: the old sign-in is over.
    client.post("/account/sign-in", data={"email": "klara@schule.example", "password": PASSWORD})
    approved = client.post(f"/institution/records/{record.id}/approve")
    assert approved.headers["Location"].endswith("/institution/records"), approved.headers
    look_again(session)
    price = session.scalars(sa.select(RecordPrice)).one()
    assert (str(price.total), price.month, price.facts["minutes"]) == ("0.00", "2026-03", 75)

    clock.set(datetime(2026, 4, 2, 8, 0, tzinfo=UTC))
    finance = browser_of_staff(app, session, Role.FINANCE, name="Finn Finanz")
    finance.post("/finance/months/2026-03/issue")
    look_again(session)
    assert asked.state == RequestState.BILLED
    statement = finance.get("/finance/months/2026-03").text
    assert "LS-2026-00001" in statement
    assert broken_links(session, asked.id) == []
    assert {mail.state for mail in session.scalars(sa.select(OutboxMail))} == {MailState.SENT}


def test_looking_at_links_changes_nothing_whoever_looks(
    app, client, session, operator, send, clock
):
    """Mail scanners open every link, some with a browser: only a pressed button acts."""
    register_school(client, send)
    desk = browser_of_staff(app, session, Role.DISPATCHER)
    school = session.scalars(sa.select(Institution)).one()
    desk.post(f"/dispatch/institutions/{school.id}/verify", data={"criteria": []})
    (one,) = add_translators(session, 1)
    client.post("/institution/requests/new?kind=interpreting", data=REQUEST)
    asked = session.scalars(sa.select(ServiceRequest)).one()
    desk.post(f"/dispatch/requests/{asked.id}/offers", data={"translators": [str(one.id)]})
    link = link_in(to(send(), one.email)[0])
    for method in ("HEAD", "GET", "OPTIONS"):
        for path in (link, link + "/accept", link + "/decline"):
            client.open(path, method=method)
    look_again(session)
    assert session.scalars(sa.select(Offer)).one().state == OfferState.OPEN
    client.post(link + "/accept")
    look_again(session)
    assert asked.state == RequestState.CONFIRMED


def test_a_mail_server_that_is_down_loses_nothing(
    session, operator, database, carried, settings, smtp
):
    from dataclasses import replace

    from traduko.accounts import users

    with transaction(session):
        users.invite_staff(
            session,
            email="neu@traduko.example",
            name="Nora Neu",
            locale="fr",
            roles=[Role.FINANCE],
            actor=COMMAND,
        )
    make_session = session_factory(database.engine, **carried)
    closed = mailer.sender(replace(settings, mail_server="127.0.0.1", mail_port=1))
    worker.send_due(make_session, closed)
    mail = session.scalars(sa.select(OutboxMail)).one()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 1)
    open_again = mailer.sender(replace(settings, mail_server=smtp.host, mail_port=smtp.port))
    with transaction(session):
        mail.due_at = mail.created_at - timedelta(minutes=1)
    worker.send_due(make_session, open_again)
    (arrived,) = smtp.messages
    assert arrived["Message-ID"] == mail.message_id
    look_again(session)
    assert mail.state == MailState.SENT
