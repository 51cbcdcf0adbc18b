"""Offers: made, answered, withdrawn, expired."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK, actor_for
from traduko.accounts.actor import Channel
from traduko.core import clock as core_clock
from traduko.core.audit import history
from traduko.core.db import transaction
from traduko.core.errors import NotAllowed, NotPossibleNow
from traduko.core.tokens import TokenInvalid
from traduko.dispatch import assignments, offers, queries
from traduko.dispatch.assignments import NoLongerPossible, OverlapsAssignment, RequestTaken
from traduko.dispatch.models import Assignment, OfferState
from traduko.requests.models import RequestState, TranslatorWish, WishKind


def offer_to(session, service_request, *translators, **options):
    with transaction(session):
        return offers.make_offers(
            session,
            service_request,
            [translator.id for translator in translators],
            actor=DISPATCHER,
            **options,
        )


def accept(session, offer, translator):
    with transaction(session):
        return offers.accept_offer(session, offer, actor=actor_for(translator))


def test_an_offer_goes_out_with_little_data_and_a_tentative_calendar_entry(
    session, make, last_mail
):
    service_request = make.service_request(matter="Diagnose", meeting_point="Raum 7")
    translator = make.translator(locale="en")
    [offer] = offer_to(session, service_request, translator)
    assert service_request.state == RequestState.OFFERED
    assert offer.expires_at == core_clock.now() + timedelta(hours=24)
    mail = last_mail("offer")
    raw = mail.raw.decode()
    assert 'method="REQUEST"' in raw
    for secret in ("AZ-17", "Karl Kontakt", "Teststra", "Raum 7", "Diagnose"):
        assert secret not in mail.body_text
        assert secret not in raw
    assert "Eupen" in mail.body_text
    assert "/o/" in mail.body_text
    assert mail.body_text.lstrip("\u2068").startswith("Wed")


def test_an_offer_never_outlasts_the_start_and_urgent_ones_are_short(session, make, clock):
    soon = make.service_request(starts_at=core_clock.now() + timedelta(hours=30))
    very_soon = make.service_request(starts_at=core_clock.now() + timedelta(hours=2))
    translator, other = make.translator(), make.translator()
    [first] = offer_to(session, soon, translator)
    [second] = offer_to(session, very_soon, other)
    assert first.expires_at == core_clock.now() + timedelta(hours=3)
    assert second.expires_at == very_soon.starts_at
    with pytest.raises(offers.ExpiryNotPossible):
        offer_to(session, soon, other, expires_at=soon.starts_at + timedelta(minutes=1))
    clock.set(soon.starts_at)
    with pytest.raises(offers.RequestTimeOver):
        offer_to(session, soon, other)


def test_asking_somebody_twice_is_asking_once(session, make, mails):
    service_request, translator = make.service_request(), make.translator()
    [first] = offer_to(session, service_request, translator)
    [again] = offer_to(session, service_request, translator)
    assert again.id == first.id
    assert len(mails(of="offer")) == 1


def test_nobody_is_asked_whom_something_forbids_for_good(session, make, mails):
    service_request = make.service_request()
    able, unwanted = make.translator(), make.translator()
    russian = make.translator(languages=("ru",))
    make._add(
        TranslatorWish(
            request_id=service_request.id,
            translator_id=unwanted.id,
            kind=WishKind.NEVER,
            is_must=True,
        )
    )
    for wrong in (unwanted, russian):
        with pytest.raises(offers.CannotBeAsked, match=wrong.name):
            offer_to(session, service_request, able, wrong)
    with pytest.raises(offers.NobodyChosen):
        offer_to(session, service_request)
    assert service_request.state == RequestState.SUBMITTED
    assert mails() == []


def test_the_first_yes_wins_and_all_others_are_told_at_once(session, make, mails, last_mail):
    unit_mail = "station3@spital.example"
    institution = make.institution()
    unit = make.unit(institution, shared_mailbox=unit_mail)
    service_request = make.service_request(institution, unit_id=unit.id)
    first, second, third = (make.translator() for _ in range(3))
    made = offer_to(session, service_request, first, second, third)
    assignment = accept(session, made[1], second)
    assert assignment.translator_id == second.id
    assert service_request.state == RequestState.CONFIRMED
    states = {offer.translator_id: offer.state for offer in made}
    session.expire_all()
    states = {
        offer.translator_id: offer.state for offer in queries.offers_of(session, service_request.id)
    }
    assert states == {
        first.id: OfferState.LOST,
        second.id: OfferState.ACCEPTED,
        third.id: OfferState.LOST,
    }
    sent = mails()
    assert {to for kind, to in sent if kind == "offer_lost"} == {first.email, third.email}
    assert [to for kind, to in sent if kind == "confirmed_translator"] == [second.email]
    assert {to for kind, to in sent if kind == "confirmed_institution"} == {
        service_request.requester_email,
        unit_mail,
    }
    confirmation = last_mail("confirmed_translator").body_text
    for detail in ("AZ-17", "Karl Kontakt", "Teststraße 1"):
        assert detail in confirmation
    with pytest.raises(offers.OfferAlreadyTaken):
        accept(session, made[0], first)


def test_saying_yes_twice_is_one_yes(session, make, mails):
    service_request, translator = make.service_request(), make.translator()
    [offer] = offer_to(session, service_request, translator)
    first = accept(session, offer, translator)
    before = mails()
    again = accept(session, offer, translator)
    assert again.id == first.id
    assert mails() == before


def test_somebody_elses_offer_cannot_be_answered(session, make):
    service_request = make.service_request()
    translator, stranger = make.translator(), make.translator()
    [offer] = offer_to(session, service_request, translator)
    with pytest.raises(NotAllowed):
        accept(session, offer, stranger)
    with pytest.raises(NotAllowed), transaction(session):
        offers.decline_offer(session, offer, actor=actor_for(stranger))


def test_a_late_yes_is_told_that_the_time_is_over_even_before_the_worker_came(session, make, clock):
    service_request, translator = make.service_request(), make.translator()
    [offer] = offer_to(session, service_request, translator)
    clock.set(offer.expires_at)
    with pytest.raises(offers.OfferExpired):
        accept(session, offer, translator)


def test_expired_offers_put_the_request_back_on_the_work_list(session, make, clock, mails):
    service_request = make.service_request()
    first, second = make.translator(), make.translator()
    [early] = offer_to(session, service_request, first)
    offer_to(session, service_request, second, expires_at=core_clock.now() + timedelta(hours=48))
    clock.set(early.expires_at)
    with transaction(session):
        assert offers.expire_due(session) == 1
    session.refresh(service_request)
    assert service_request.state == RequestState.OFFERED
    clock.move(timedelta(hours=24))
    with transaction(session):
        assert offers.expire_due(session) == 1
    with transaction(session):
        assert offers.expire_due(session) == 0
    session.refresh(service_request)
    assert service_request.state == RequestState.SUBMITTED
    assert [to for _, to in mails(of="offer_expired")] == [first.email, second.email]


def test_declining_takes_one_click_and_twice_is_once(session, make):
    service_request, translator = make.service_request(), make.translator()
    [offer] = offer_to(session, service_request, translator)
    for _ in range(2):
        with transaction(session):
            offers.decline_offer(session, offer, actor=actor_for(translator))
    assert offer.state == OfferState.DECLINED
    assert offer.answered_via == Channel.LINK
    session.refresh(service_request)
    assert service_request.state == RequestState.SUBMITTED
    with pytest.raises(offers.OfferDeclined):
        accept(session, offer, translator)


def test_a_withdrawn_offer_says_so_kindly(session, make, mails):
    service_request, translator = make.service_request(), make.translator()
    [offer] = offer_to(session, service_request, translator)
    for _ in range(2):
        with transaction(session):
            offers.withdraw_offer(session, offer, actor=DISPATCHER)
    assert mails(of="offer_withdrawn") == [("offer_withdrawn", translator.email)]
    with pytest.raises(offers.OfferWithdrawn):
        accept(session, offer, translator)
    session.refresh(service_request)
    assert service_request.state == RequestState.SUBMITTED


def test_a_translator_cannot_be_in_two_places_and_the_way_counts(session, make):
    translator = make.translator()
    first = make.service_request()
    same_time = make.service_request(starts_at=NEXT_WEEK + timedelta(minutes=30))
    too_far = make.service_request(
        starts_at=NEXT_WEEK + timedelta(minutes=70), municipality_key="st-vith"
    )
    later = make.service_request(starts_at=NEXT_WEEK + timedelta(minutes=60))
    made = [offer_to(session, each, translator)[0] for each in (first, same_time, too_far, later)]
    accept(session, made[0], translator)
    for blocked in made[1:3]:
        with pytest.raises(OverlapsAssignment):
            accept(session, blocked, translator)
        assert blocked.state == OfferState.OPEN
    assert accept(session, made[3], translator)


def test_the_database_refuses_overlaps_even_without_our_check(session, make, monkeypatch):
    monkeypatch.setattr(assignments, "check_possible", lambda *_: None)
    translator = make.translator()
    made = [
        offer_to(
            session,
            make.service_request(starts_at=NEXT_WEEK + timedelta(minutes=shift)),
            translator,
        )[0]
        for shift in (0, 30)
    ]
    accept(session, made[0], translator)
    with pytest.raises(OverlapsAssignment):
        accept(session, made[1], translator)
    assert session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 1


def test_a_wish_never_again_that_came_later_stops_the_yes(session, make):
    service_request, translator = make.service_request(), make.translator()
    [offer] = offer_to(session, service_request, translator)
    make._add(
        TranslatorWish(
            request_id=service_request.id,
            translator_id=translator.id,
            kind=WishKind.NEVER,
            is_must=True,
        )
    )
    with pytest.raises(NoLongerPossible):
        accept(session, offer, translator)


def test_a_yes_by_phone_accepts_the_open_offer_and_says_who_spoke(session, make):
    service_request = make.service_request()
    asked, other = make.translator(), make.translator()
    made = offer_to(session, service_request, asked, other)
    by_phone = DISPATCHER.speaking_for(asked.name, Channel.PHONE)
    with transaction(session):
        assignment = assignments.assign_directly(session, service_request, asked.id, actor=by_phone)
    assert assignment.offer_id == made[0].id
    assert made[0].answered_via == Channel.PHONE
    entry = next(e for e in history(session, [service_request.id]) if e.event == "request:confirm")
    assert (entry.actor_name, entry.via) == ("Dora Dispo", "phone")
    assert entry.detail["on_behalf_of"] == asked.name
    with transaction(session):
        again = assignments.assign_directly(session, service_request, asked.id, actor=by_phone)
    assert again.id == assignment.id
    with pytest.raises(RequestTaken), transaction(session):
        assignments.assign_directly(session, service_request, other.id, actor=DISPATCHER)


def test_a_yes_by_phone_needs_no_offer(session, make, mails):
    service_request, translator = make.service_request(), make.translator()
    with transaction(session):
        assignment = assignments.assign_directly(
            session, service_request, translator.id, actor=DISPATCHER
        )
    assert assignment.offer_id is None
    assert service_request.state == RequestState.CONFIRMED
    assert mails(of="confirmed_translator") == [("confirmed_translator", translator.email)]


def test_the_second_way_is_offered_to_whoever_works_only_that_way(session, make):
    service_request = make.service_request(second_mode="phone")
    caller = make.translator(modes=["phone"])
    [offer] = offer_to(session, service_request, caller)
    assert offer.mode == "phone"
    assert accept(session, offer, caller).municipality_key is None


def test_a_text_is_offered_without_a_calendar_entry(session, make, last_mail):
    service_request, translator = make.text(), make.translator()
    [offer] = offer_to(session, service_request, translator)
    assert b"text/calendar" not in last_mail("offer").raw
    assignment = accept(session, offer, translator)
    assert assignment.starts_at is None


def test_a_link_opens_only_its_own_offer(session, make):
    service_request = make.service_request()
    first, second = make.translator(), make.translator()
    made = offer_to(session, service_request, first, second)
    token = offers.offer_token(session, made[0])
    assert offers.read_token(session, token).id == made[0].id
    for broken in (token[:-1], token[1:], token + "x", "", "x.y", token.swapcase()):
        with pytest.raises(TokenInvalid):
            offers.read_token(session, broken)


def test_offers_are_made_only_while_somebody_is_searched(session, make):
    service_request = make.service_request(state=RequestState.CANCELLED)
    with pytest.raises(NotPossibleNow):
        offer_to(session, service_request, make.translator())
