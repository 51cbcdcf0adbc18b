"""Dropping out, changing, deciding, reminding."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK, actor_for, requester_of
from traduko.core import clock as core_clock
from traduko.core.db import transaction
from traduko.core.errors import ChangedMeanwhile, NotAllowed, NotPossibleNow
from traduko.dispatch import assignments, changes, decisions, offers, queries, reminders
from traduko.dispatch.changes import RequestDetails
from traduko.dispatch.models import AssignmentState, OfferState
from traduko.requests.models import RefusalReason, RequestState, UnfilledReason


@pytest.fixture
def confirmed(session, make):
    """A confirmed request with its translator and assignment."""

    def build(translator=None, **values):
        service_request = make.service_request(**values)
        translator = translator or make.translator()
        with transaction(session):
            [offer] = offers.make_offers(
                session, service_request, [translator.id], actor=DISPATCHER
            )
        with transaction(session):
            assignment = offers.accept_offer(session, offer, actor=actor_for(translator))
        return service_request, translator, assignment

    return build


def entry_of(mail):
    """The calendar entry of a mail: (method, status, sequence, uid)."""
    message = message_from_bytes(mail.raw, policy=policy.default)
    part = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    [event] = calendar.walk("VEVENT")
    return (
        str(calendar["METHOD"]),
        str(event["STATUS"]),
        int(event["SEQUENCE"]),
        str(event["UID"]),
    )


def change(session, service_request, actor=None, **values):
    details = replace(RequestDetails.of(service_request), **values)
    with transaction(session):
        return changes.change_request(
            session, service_request, details, actor=actor or requester_of(service_request)
        )


def test_when_a_translator_drops_out_the_search_starts_again_by_itself(
    session, confirmed, mails, last_mail
):
    service_request, translator, assignment = confirmed()
    first = entry_of(last_mail("confirmed_translator"))
    for _ in range(2):
        with transaction(session):
            changes.withdraw(session, assignment, actor=actor_for(translator))
    assert assignment.state == AssignmentState.WITHDRAWN
    session.refresh(service_request)
    assert service_request.state == RequestState.SUBMITTED
    assert mails(of="withdrawn_institution") == [
        ("withdrawn_institution", service_request.requester_email)
    ]
    gone = entry_of(last_mail("withdrawn_translator"))
    assert gone[:2] == ("CANCEL", "CANCELLED")
    assert gone[3] == first[3]
    assert gone[2] > first[2]
    assert entry_of(last_mail("withdrawn_institution"))[:2] == ("REQUEST", "TENTATIVE")


def test_nobody_drops_out_after_the_start_or_for_somebody_else(session, confirmed, make, clock):
    _, translator, assignment = confirmed()
    stranger = make.translator()
    with pytest.raises(NotAllowed), transaction(session):
        changes.withdraw(session, assignment, actor=actor_for(stranger))
    clock.set(NEXT_WEEK)
    with pytest.raises(changes.TooLateToWithdraw), transaction(session):
        changes.withdraw(session, assignment, actor=actor_for(translator))


def test_taking_back_needs_a_reason_and_tells_both_sides(session, confirmed, mails, last_mail):
    service_request, translator, assignment = confirmed()
    with pytest.raises(assignments.ReasonMissing), transaction(session):
        assignments.take_back(session, assignment, reason=" ", actor=DISPATCHER)
    with transaction(session):
        assignments.take_back(session, assignment, reason="Doppelt vergeben", actor=DISPATCHER)
    session.refresh(service_request)
    assert service_request.state == RequestState.SUBMITTED
    assert "Doppelt vergeben" in last_mail("taken_back", translator.email).body_text
    assert entry_of(last_mail("taken_back"))[0] == "CANCEL"
    assert "Doppelt" not in last_mail("withdrawn_institution").body_text


def test_another_time_needs_a_new_yes_and_the_old_link_is_void(
    session, confirmed, mails, last_mail
):
    service_request, translator, assignment = confirmed()
    before = entry_of(last_mail("confirmed_translator"))
    old_offer = queries.offers_of(session, service_request.id)[0]
    later = NEXT_WEEK + timedelta(hours=2)
    found = change(session, service_request, starts_at=later, ends_at=later + timedelta(hours=1))
    assert [item.name for item in found] == ["time"]
    session.expire_all()
    assert assignment.state == AssignmentState.CANCELLED
    assert service_request.state == RequestState.OFFERED
    assert service_request.version == 2
    assert service_request.sort_at == later
    [new_offer] = queries.open_offers_of(session, service_request.id)
    assert new_offer.translator_id == translator.id
    asked = last_mail("changed", translator.email)
    assert "10:00–11:00" in asked.body_text
    assert "12:00–13:00" in asked.body_text
    entry = entry_of(asked)
    assert entry[:2] == ("REQUEST", "TENTATIVE")
    assert entry[2] > before[2]
    assert entry[3] == before[3]
    assert entry_of(last_mail("changed", service_request.requester_email))[1] == "TENTATIVE"
    with pytest.raises(offers.OfferWithdrawn), transaction(session):
        offers.accept_offer(session, old_offer, actor=actor_for(translator))
    with transaction(session):
        again = offers.accept_offer(session, new_offer, actor=actor_for(translator))
    assert again.starts_at == later


def test_a_change_asks_again_all_who_had_been_asked(session, make, mails):
    service_request = make.service_request()
    first, second = make.translator(), make.translator()
    with transaction(session):
        made = offers.make_offers(session, service_request, [first.id, second.id], actor=DISPATCHER)
    change(session, service_request, municipality_key="kelmis", street="Neuer Weg 3")
    session.expire_all()
    assert {offer.state for offer in made} == {OfferState.WITHDRAWN}
    assert len(queries.open_offers_of(session, service_request.id)) == 2
    assert mails(of="offer_withdrawn") == []
    assert {to for _, to in mails(of="changed")} == {
        first.email,
        second.email,
        service_request.requester_email,
    }
    with pytest.raises(offers.RequestChanged), transaction(session):
        offers.accept_offer(session, made[0], actor=actor_for(first))


def test_what_is_not_said_before_the_yes_is_not_said_in_a_change_either(session, make, last_mail):
    service_request, translator = make.service_request(), make.translator()
    with transaction(session):
        offers.make_offers(session, service_request, [translator.id], actor=DISPATCHER)
    later = NEXT_WEEK + timedelta(hours=1)
    change(
        session,
        service_request,
        starts_at=later,
        ends_at=later + timedelta(hours=1),
        street="Geheimweg 9",
        contact_name="Neue Person",
    )
    text = last_mail("changed", translator.email).raw.decode()
    assert "Geheimweg" not in text
    assert "Neue Person" not in text


def test_whom_a_change_makes_impossible_is_told_and_freed(session, confirmed, mails, last_mail):
    service_request, translator, _ = confirmed()
    change(session, service_request, language="ru")
    session.refresh(service_request)
    assert service_request.state == RequestState.SUBMITTED
    assert queries.open_offers_of(session, service_request.id) == []
    assert entry_of(last_mail("changed", translator.email))[0] == "CANCEL"


def test_a_small_change_only_informs(session, confirmed, last_mail):
    service_request, translator, assignment = confirmed()
    change(session, service_request, contact_name="Neue Person", meeting_point="Raum 9")
    session.expire_all()
    assert service_request.state == RequestState.CONFIRMED
    assert assignment.state == AssignmentState.ACTIVE
    told = last_mail("changed", translator.email)
    assert "Neue Person" in told.body_text
    assert entry_of(told)[:2] == ("REQUEST", "CONFIRMED")


def test_changing_nothing_changes_nothing(session, confirmed, mails):
    service_request, *_ = confirmed()
    before = mails()
    assert change(session, service_request) == []
    assert mails() == before


def test_two_people_changing_at_once_do_not_lose_each_others_work(session, confirmed):
    service_request, *_ = confirmed()
    seen = service_request.version
    details = RequestDetails.of(service_request)
    later = NEXT_WEEK + timedelta(hours=2)
    change(session, service_request, starts_at=later, ends_at=later + timedelta(hours=1))
    with pytest.raises(ChangedMeanwhile), transaction(session):
        changes.change_request(
            session,
            service_request,
            replace(details, street="Andere Straße 2"),
            actor=DISPATCHER,
            seen_version=seen,
        )


def test_impossible_times_are_refused(session, make):
    service_request = make.service_request()
    past = core_clock.now() - timedelta(hours=1)
    with pytest.raises(changes.StartInPast):
        change(session, service_request, starts_at=past, ends_at=NEXT_WEEK)
    with pytest.raises(changes.EndBeforeStart):
        change(session, service_request, ends_at=NEXT_WEEK)


def test_a_question_stops_the_search_until_it_is_answered(session, make, mails, last_mail):
    service_request, translator = make.service_request(), make.translator()
    with transaction(session):
        [offer] = offers.make_offers(session, service_request, [translator.id], actor=DISPATCHER)
    with pytest.raises(decisions.QuestionMissing), transaction(session):
        decisions.ask_institution(session, service_request, question=" ", actor=DISPATCHER)
    with transaction(session):
        decisions.ask_institution(
            session, service_request, question="Welcher Dialekt?", actor=DISPATCHER
        )
    assert service_request.state == RequestState.RETURNED
    assert "Welcher Dialekt?" in last_mail("question").body_text
    assert mails(of="offer_withdrawn") == [("offer_withdrawn", translator.email)]
    with pytest.raises(offers.OfferWithdrawn), transaction(session):
        offers.accept_offer(session, offer, actor=actor_for(translator))


def test_a_refusal_says_why_and_where_to_turn(session, make, last_mail):
    from traduko.operator import settings as operator_settings

    with transaction(session):
        operator_settings.change(
            session, "text_sworn", "Vereidigte: Liste des Gerichts", actor=DISPATCHER
        )
    service_request = make.service_request()
    with pytest.raises(decisions.NoteMissing), transaction(session):
        decisions.refuse(
            session, service_request, reason=RefusalReason.OTHER, note="", actor=DISPATCHER
        )
    with transaction(session):
        decisions.refuse(
            session,
            service_request,
            reason=RefusalReason.SWORN_NEEDED,
            note=None,
            actor=DISPATCHER,
        )
    assert service_request.state == RequestState.REFUSED
    assert "Liste des Gerichts" in last_mail("refused").body_text


def test_passing_on_keeps_the_partners_reference(session, make, last_mail):
    service_request = make.service_request()
    with transaction(session):
        decisions.pass_on(
            session,
            service_request,
            partner_name="SeTIS",
            partner_reference="S-77",
            actor=DISPATCHER,
        )
    assert service_request.state == RequestState.PASSED_ON
    assert "S-77" in last_mail("passed_on").body_text


def test_closing_keeps_the_reason_and_opening_again_clears_it(session, make, mails, clock):
    service_request = make.service_request()
    with transaction(session):
        decisions.close_unfilled(
            session,
            service_request,
            reason=UnfilledReason.NOBODY_FREE,
            note=None,
            actor=DISPATCHER,
        )
    assert service_request.unfilled_reason == UnfilledReason.NOBODY_FREE
    with transaction(session):
        decisions.reopen(session, service_request, actor=DISPATCHER)
    assert service_request.state == RequestState.SUBMITTED
    assert service_request.unfilled_reason is None
    assert [kind for kind, _ in mails()] == ["unfilled", "reopened_institution"]
    with transaction(session):
        decisions.close_unfilled(
            session, service_request, reason=UnfilledReason.TOO_FAR, note=None, actor=DISPATCHER
        )
    clock.set(NEXT_WEEK)
    with pytest.raises(decisions.TooLateToReopen), transaction(session):
        decisions.reopen(session, service_request, actor=DISPATCHER)


def test_both_sides_are_reminded_once_on_the_day_before(session, confirmed, mails, clock):
    service_request, translator, _ = confirmed()
    day_before = NEXT_WEEK - timedelta(days=1)
    clock.set(day_before.replace(hour=13, minute=59))
    with transaction(session):
        assert reminders.due(session) == 0
    clock.set(day_before.replace(hour=14, minute=0))
    for expected in (1, 0):
        with transaction(session):
            assert reminders.due(session) == expected
    assert mails(of="reminder_translator") == [("reminder_translator", translator.email)]
    assert mails(of="reminder_institution") == [
        ("reminder_institution", service_request.requester_email)
    ]


def test_who_was_confirmed_after_the_hour_of_reminders_gets_none(session, confirmed, mails, clock):
    clock.set((NEXT_WEEK - timedelta(days=1)).replace(hour=16))
    confirmed()
    with transaction(session):
        assert reminders.due(session) == 0
    assert mails(of="reminder_translator") == []


def test_links_are_sent_again_only_to_whom_we_know(session, confirmed, make, mails, last_mail):
    _, translator, _ = confirmed()
    waiting = make.service_request(starts_at=NEXT_WEEK + timedelta(days=1))
    with transaction(session):
        offers.make_offers(session, waiting, [translator.id], actor=DISPATCHER)
    with transaction(session):
        assert reminders.send_links_again(session, "unknown@post.example") is None
    with transaction(session):
        reminders.send_links_again(session, translator.email.upper())
    assert mails(of="links") == [("links", translator.email)]
    assert last_mail("links").body_text.count("/o/") == 2


def test_nobody_changes_what_is_over(session, make):
    service_request = make.service_request(state=RequestState.APPROVED)
    with pytest.raises(NotPossibleNow):
        change(session, service_request, contact_name="X")
