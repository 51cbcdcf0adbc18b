"""The link of an offer: looking changes nothing, each ending has its own clear page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK, Make, actor_for
from traduko.completion import cancellation
from traduko.core import clock as core_clock
from traduko.core.audit import AuditEntry
from traduko.core.db import transaction
from traduko.core.outbox import OutboxMail
from traduko.dispatch import assignments, changes, offers, queries
from traduko.dispatch.models import Offer, OfferState
from traduko.requests.models import CancelledBy


@pytest.fixture
def make(session, clock):
    return Make(session)


@pytest.fixture
def link(session, make):
    """An offer and its link: (request, offer, translator, address)."""

    def build(translator=None, **values):
        service_request = values.pop("to", None) or make.service_request(**values)
        translator = translator or make.translator(locale="en")
        with transaction(session):
            [offer] = offers.make_offers(
                session, service_request, [translator.id], actor=DISPATCHER
            )
        return service_request, offer, translator, "/o/" + offers.offer_token(session, offer)

    return build


def state_of(session, offer):
    session.rollback()
    return session.scalar(sa.select(Offer.state).where(Offer.id == offer.id))


def test_the_offer_says_little_and_has_two_buttons(client, link):
    _, _, _, address = link()
    page = client.get(address)
    assert page.status_code == 200
    for shown in ("Eupen", "Arabic", "1 h", "Yes, I accept", "No, I cannot"):
        assert shown in page.text
    for hidden in ("AZ-17", "Teststra", "Karl Kontakt", "Testspital"):
        assert hidden not in page.text
    assert page.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert page.headers["Cache-Control"] == "no-store"


def test_looking_changes_nothing_however_often_and_by_whom(client, link, session):
    _, offer, _, address = link()
    before = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    for method in ("get", "head", "options"):
        for ending in ("", "/accept", "/decline", "/withdraw"):
            answer = getattr(client, method)(address + ending)
            assert answer.status_code in {200, 405}
    assert state_of(session, offer) == OfferState.OPEN
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before


def test_yes_shows_everything_and_a_calendar_file(client, link, session):
    service_request, offer, _, address = link()
    answer = client.post(address + "/accept", follow_redirects=True)
    assert answer.status_code == 200
    for shown in ("Confirmed", "AZ-17", "Teststraße 1", "Karl Kontakt", "Testspital"):
        assert shown in answer.text
    assert state_of(session, offer) == OfferState.ACCEPTED
    again = client.post(address + "/accept", follow_redirects=True)
    assert again.status_code == 200
    entry = client.get(address + "/calendar.ics")
    assert entry.headers["Content-Type"].startswith("text/calendar")
    assert service_request.calendar_uid in entry.text.replace("\r\n ", "")
    assert client.post(address + "/decline").status_code == 409


def test_no_takes_one_click(client, link, session):
    _, offer, _, address = link()
    answer = client.post(address + "/decline", follow_redirects=True)
    assert "You have declined" in answer.text
    assert state_of(session, offer) == OfferState.DECLINED
    assert client.post(address + "/accept").status_code == 409
    assert client.get(address).status_code == 200
    assert client.get(address + "/calendar.ics").status_code == 404


def test_whoever_cannot_come_after_all_withdraws_by_the_same_link(client, link, session):
    service_request, _, _, address = link()
    client.post(address + "/accept")
    answer = client.post(address + "/withdraw", follow_redirects=True)
    assert "We know that you cannot come" in answer.text
    session.rollback()
    session.refresh(service_request)
    assert service_request.state == "submitted"
    assert client.get(address).status_code == 200


def test_each_ending_has_its_own_page(client, link, make, session, clock):
    taken, _first, _loser, taken_address = link()
    _, _, _winner, winner_address = link(to=taken)
    client.post(winner_address + "/accept")
    for answer in (client.get(taken_address), client.post(taken_address + "/accept")):
        assert answer.status_code in {409, 410}
        assert "Another translator was first" in answer.text
    _, withdrawn, _, withdrawn_address = link(starts_at=NEXT_WEEK + timedelta(days=1))
    with transaction(session):
        offers.withdraw_offer(session, withdrawn, actor=DISPATCHER)
    answer = client.get(withdrawn_address)
    assert answer.status_code == 410
    assert "No answer is needed any more" in answer.text
    _, late, _, late_address = link(starts_at=NEXT_WEEK + timedelta(days=2))
    clock.set(late.expires_at)
    answer = client.get(late_address)
    assert answer.status_code == 410
    assert "The time to answer is over" in answer.text
    assert client.post(late_address + "/accept").status_code == 409


def test_a_changed_request_leads_to_the_new_offer(client, link, session):
    service_request, _, translator, address = link()
    start = NEXT_WEEK + timedelta(hours=3)
    details = replace(
        changes.RequestDetails.of(service_request),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )
    with transaction(session):
        changes.change_request(session, service_request, details, actor=DISPATCHER)
    answer = client.get(address)
    assert answer.status_code == 410
    assert "The request has changed" in answer.text
    [newer] = queries.open_offers_of(session, service_request.id)
    assert "/o/" + offers.offer_token(session, newer) in answer.text
    assert newer.translator_id == translator.id
    assert client.post(address + "/accept").status_code == 409


def test_a_cancelled_or_taken_back_assignment_says_so(client, link, session):
    service_request, _, _, address = link()
    client.post(address + "/accept")
    session.rollback()
    session.refresh(service_request)
    with transaction(session):
        cancellation.cancel_request(
            session,
            service_request,
            received_at=core_clock.now(),
            by=CancelledBy.INSTITUTION,
            reason=None,
            actor=DISPATCHER,
        )
    answer = client.get(address)
    assert answer.status_code == 410
    assert "has been cancelled" in answer.text
    _other, offer, translator, other_address = link(starts_at=NEXT_WEEK + timedelta(days=1))
    with transaction(session):
        held = offers.accept_offer(session, offer, actor=actor_for(translator))
    with transaction(session):
        assignments.take_back(session, held, reason="x", actor=DISPATCHER)
    assert "not yours any more" in client.get(other_address).text


def test_a_yes_that_overlaps_keeps_the_offer_and_says_what_to_do(client, link, session):
    _, _, translator, address = link()
    _, second, _, second_address = link(translator, starts_at=NEXT_WEEK + timedelta(minutes=30))
    client.post(address + "/accept")
    answer = client.post(second_address + "/accept")
    assert answer.status_code == 409
    assert "There is another assignment at this time" in answer.text
    assert state_of(session, second) == OfferState.OPEN


def test_a_broken_link_says_what_to_do_now(client, link):
    _, _, _, address = link()
    for broken in ("/o/nonsense", address[:-2], address + "AA", "/o/" + "x" * 500):
        answer = client.get(broken)
        assert answer.status_code == 410
        assert "/links" in answer.text
    assert client.post("/o/nonsense/accept").status_code == 410


@pytest.mark.parametrize("locale", ["de", "fr", "en", "ar", "tr", "ru"])
def test_the_page_speaks_the_translators_language(client, link, make, locale):
    _, _, _, address = link(make.translator(locale=locale))
    page = client.get(address).text
    assert f'lang="{locale}"' in page
    assert ('dir="rtl"' in page) == (locale == "ar")


def test_a_text_can_be_accepted_too(client, link, make):
    _, _, _, address = link(to=make.text())
    assert "Translation due" in client.get(address).text
    assert client.post(address + "/accept", follow_redirects=True).status_code == 200


def test_asking_for_links_answers_everybody_alike(client, link, session):
    _, _, translator, _ = link()
    known = client.post("/links", data={"email": translator.email})
    unknown = client.post("/links", data={"email": "nobody@post.example"})
    assert known.status_code == unknown.status_code == 200
    assert "is on its way" in known.text
    assert known.text.replace(translator.email, "") == unknown.text.replace(
        "nobody@post.example", ""
    )
    assert client.post("/links", data={"email": ""}).status_code == 422
    kinds = list(session.scalars(sa.select(OutboxMail.template)))
    assert kinds.count("dispatch/links") == 1


def test_too_many_tries_are_slowed_down(client, link):
    _, _, _, address = link()
    codes = [client.get(address).status_code for _ in range(65)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_only_the_button_of_the_page_itself_acts(app, client, link, session):
    app.config["WTF_CSRF_ENABLED"] = True
    _, offer, _, address = link()
    assert client.post(address + "/accept").status_code == 400
    assert state_of(session, offer) == OfferState.OPEN
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)[1]
    answer = client.post(
        address + "/accept", data={"csrf_token": token}, headers={"Referer": "http://localhost/"}
    )
    assert answer.status_code == 303
    assert state_of(session, offer) == OfferState.ACCEPTED
