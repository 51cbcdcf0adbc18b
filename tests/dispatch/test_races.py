"""Many people at the same moment: one yes wins, nobody is in two places."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK, actor_for
from traduko.core.audit import AuditEntry
from traduko.core.db import make_session, transaction
from traduko.core.errors import RuleBroken
from traduko.core.outbox import OutboxMail
from traduko.dispatch import assignments, offers
from traduko.dispatch.models import Assignment, AssignmentState, Offer
from traduko.requests.models import RequestState

pytestmark = pytest.mark.race

OVERLAPS = sa.text(
    "SELECT count(*) FROM assignments a JOIN assignments b ON a.translator_id = b.translator_id"
    " AND a.id < b.id AND a.state = 'active' AND b.state = 'active'"
    " AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
)


def all_at_once(database, carried, tasks):
    """Run each task in its own thread and session; return what each one said."""
    barrier = threading.Barrier(len(tasks))
    answers = [None] * len(tasks)

    def run(place, task):
        with make_session(database.engine, **carried) as mine:
            barrier.wait()
            try:
                with transaction(mine):
                    task(mine)
                answers[place] = "yes"
            except RuleBroken as error:
                answers[place] = type(error).__name__
            except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
                answers[place] = repr(error)

    threads = [threading.Thread(target=run, args=item) for item in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(answers)


def test_of_twenty_who_say_yes_at_once_exactly_one_wins(database, carried, session, make):
    service_request = make.service_request()
    people = [make.translator() for _ in range(20)]
    with transaction(session):
        made = offers.make_offers(
            session, service_request, [person.id for person in people], actor=DISPATCHER
        )
    pairs = [(offer.id, actor_for(person)) for offer, person in zip(made, people, strict=True)]
    session.rollback()

    def yes(offer_id, actor):
        return lambda mine: offers.accept_offer(mine, mine.get_one(Offer, offer_id), actor=actor)

    answers = all_at_once(database, carried, [yes(*pair) for pair in pairs])
    assert answers == {"yes": 1, "OfferAlreadyTaken": 19}
    assert session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 1
    kinds = Counter(session.scalars(sa.select(OutboxMail.template)))
    assert kinds["dispatch/offer_lost"] == 19
    assert kinds["dispatch/confirmed_translator"] == 1


def test_the_same_person_pressing_many_times_at_once_gets_one_assignment(
    database, carried, session, make
):
    service_request, person = make.service_request(), make.translator()
    with transaction(session):
        [made] = offers.make_offers(session, service_request, [person.id], actor=DISPATCHER)
    offer_id, actor = made.id, actor_for(person)
    session.rollback()
    answers = all_at_once(
        database,
        carried,
        [
            lambda mine: offers.accept_offer(mine, mine.get_one(Offer, offer_id), actor=actor)
            for _ in range(8)
        ],
    )
    assert answers == {"yes": 8}
    kinds = Counter(session.scalars(sa.select(OutboxMail.template)))
    assert kinds["dispatch/confirmed_translator"] == 1


@pytest.mark.parametrize("is_checked", [True, False], ids=["checked", "database alone"])
def test_overlapping_yeses_of_one_person_never_both_stand(
    database, carried, session, make, monkeypatch, is_checked
):
    if not is_checked:
        monkeypatch.setattr(assignments, "check_possible", lambda *_: None)
    person = make.translator()
    ids = []
    for shift in range(0, 120, 10):
        each = make.service_request(starts_at=NEXT_WEEK + timedelta(minutes=shift))
        with transaction(session):
            [made] = offers.make_offers(session, each, [person.id], actor=DISPATCHER)
            ids.append(made.id)
    actor = actor_for(person)
    session.rollback()
    answers = all_at_once(
        database,
        carried,
        [
            lambda mine, key=key: offers.accept_offer(mine, mine.get_one(Offer, key), actor=actor)
            for key in ids
        ],
    )
    assert set(answers) <= {"yes", "OverlapsAssignment"}
    assert answers["yes"] >= 1
    assert session.scalar(OVERLAPS) == 0


def test_a_yes_by_link_and_a_yes_by_phone_for_another_do_not_both_stand(
    database, carried, session, make
):
    service_request = make.service_request()
    first, second = make.translator(), make.translator()
    with transaction(session):
        [made] = offers.make_offers(session, service_request, [first.id], actor=DISPATCHER)
    offer_id, request_id, second_id, actor = (
        made.id,
        service_request.id,
        second.id,
        actor_for(first),
    )
    session.rollback()

    def by_phone(mine):
        found = mine.get_one(type(service_request), request_id)
        assignments.assign_directly(mine, found, second_id, actor=DISPATCHER)

    answers = all_at_once(
        database,
        carried,
        [
            lambda mine: offers.accept_offer(mine, mine.get_one(Offer, offer_id), actor=actor),
            by_phone,
            lambda mine: offers.decline_offer(mine, mine.get_one(Offer, offer_id), actor=actor),
        ],
    )
    assert sum(answers.values()) == 3
    held = session.scalars(
        sa.select(Assignment).where(Assignment.state == AssignmentState.ACTIVE)
    ).all()
    assert len(held) == 1
    session.refresh(service_request)
    assert service_request.state == RequestState.CONFIRMED
    confirmations = session.scalar(
        sa.select(sa.func.count())
        .select_from(AuditEntry)
        .where(AuditEntry.event == "request:confirm")
    )
    assert confirmations == 1
