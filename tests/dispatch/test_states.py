"""Every verb tried in every state: what is not possible is refused with words."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK, actor_for
from traduko.core.audit import AuditEntry
from traduko.core.db import transaction
from traduko.core.errors import NotAllowed, NotPossibleNow, RuleBroken
from traduko.dispatch import assignments, changes, decisions, lifecycle, offers, queries
from traduko.dispatch.models import Assignment, AssignmentState, Offer, OfferState
from traduko.requests.lifecycle import LIFE
from traduko.requests.models import RefusalReason, RequestState, ServiceRequest, UnfilledReason

S = RequestState
ROLES = ["dispatcher", "requester", "translator", "system", "finance"]


def verbs(translator):
    return {
        "offer": lambda s, r: offers.make_offers(s, r, [translator.id], actor=DISPATCHER),
        "assign": lambda s, r: assignments.assign_directly(s, r, translator.id, actor=DISPATCHER),
        "question": lambda s, r: decisions.ask_institution(s, r, question="?", actor=DISPATCHER),
        "refuse": lambda s, r: decisions.refuse(
            s, r, reason=RefusalReason.CAPACITY, note=None, actor=DISPATCHER
        ),
        "pass_on": lambda s, r: decisions.pass_on(
            s, r, partner_name="SeTIS", partner_reference=None, actor=DISPATCHER
        ),
        "unfilled": lambda s, r: decisions.close_unfilled(
            s, r, reason=UnfilledReason.TOO_FAR, note=None, actor=DISPATCHER
        ),
        "reopen": lambda s, r: decisions.reopen(s, r, actor=DISPATCHER),
    }


POSSIBLE = {
    "offer": {S.SUBMITTED, S.OFFERED},
    "assign": {S.SUBMITTED, S.OFFERED},
    "question": {S.SUBMITTED, S.OFFERED},
    "refuse": {S.SUBMITTED, S.OFFERED, S.RETURNED},
    "pass_on": {S.SUBMITTED, S.OFFERED, S.RETURNED},
    "unfilled": {S.SUBMITTED, S.OFFERED, S.RETURNED},
    "reopen": {S.UNFILLED, S.REFUSED, S.PASSED_ON},
}


def test_each_verb_works_in_its_states_and_is_refused_with_words_in_all_others(session, make):
    translator = make.translator()
    institution = make.institution()
    for place, state in enumerate(S):
        for name, verb in verbs(translator).items():
            service_request = make.service_request(
                institution, state=state, starts_at=NEXT_WEEK + timedelta(days=place)
            )
            if state in POSSIBLE[name]:
                with transaction(session):
                    verb(session, service_request)
                if name == "assign":
                    with transaction(session):
                        held = queries.active_assignment_of(session, service_request.id)
                        assignments.take_back(session, held, reason="x", actor=DISPATCHER)
                continue
            with pytest.raises(NotPossibleNow) as refused, transaction(session):
                verb(session, service_request)
            assert refused.value.message
            session.refresh(service_request)
            assert service_request.state == state
            assert not session.scalar(
                sa.select(sa.func.count())
                .select_from(AuditEntry)
                .where(AuditEntry.thing_id == service_request.id)
            )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("life", "states"),
    [
        (lifecycle.OFFERS, OfferState),
        (lifecycle.ASSIGNMENTS, AssignmentState),
        (LIFE, RequestState),
    ],
    ids=["offers", "assignments", "requests"],
)
def test_every_step_in_every_state_by_every_role_is_as_the_table_says(session, clock, life, states):
    from traduko.accounts.actor import Actor

    class Thing:
        def __init__(self, state):
            from traduko.core.ids import new_id

            self.id, self.state = new_id(), state

    for step in life.transitions:
        for state in states:
            for role in ROLES:
                actor = Actor(None, "X", frozenset({role}))
                thing = Thing(state)
                expected = None
                if role not in step.by:
                    expected = NotAllowed
                elif state not in step.sources:
                    expected = NotPossibleNow
                if expected:
                    with pytest.raises(expected):
                        life.advance(session, thing, step, actor, reason="r")
                    assert thing.state == state
                else:
                    life.advance(session, thing, step, actor, reason="r")
                    assert thing.state == step.target
    session.rollback()


def overlapping(session):
    return session.scalar(
        sa.text(
            "SELECT count(*) FROM assignments a JOIN assignments b"
            " ON a.translator_id = b.translator_id AND a.id < b.id AND a.state = 'active'"
            " AND b.state = 'active' AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
        )
    )


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_in_whatever_order_the_rows_tell_one_story(session, make, clock, seed):
    """Random lives: no overlap, a confirmed request has one translator, an open one has none."""
    chance = random.Random(seed)
    institution = make.institution()
    people = [make.translator() for _ in range(4)]
    requests = [
        make.service_request(institution, starts_at=NEXT_WEEK + timedelta(minutes=30 * place))
        for place in range(6)
    ]

    def offer():
        chosen = chance.sample(people, chance.randint(1, 3))
        offers.make_offers(
            session, chance.choice(requests), [p.id for p in chosen], actor=DISPATCHER
        )

    def some(model, state):
        rows = session.scalars(sa.select(model).where(model.state == state)).all()
        return chance.choice(rows) if rows else None

    def on_offer(verb):
        found = some(Offer, OfferState.OPEN)
        if found:
            person = next(p for p in people if p.id == found.translator_id)
            verb(session, found, actor=actor_for(person))

    def on_assignment(verb, **more):
        found = some(Assignment, AssignmentState.ACTIVE)
        if found:
            verb(session, found, actor=DISPATCHER, **more)

    def move():
        from dataclasses import replace

        found = chance.choice(requests)
        start = NEXT_WEEK + timedelta(minutes=30 * chance.randint(0, 8))
        details = replace(
            changes.RequestDetails.of(found), starts_at=start, ends_at=start + timedelta(hours=1)
        )
        changes.change_request(session, found, details, actor=DISPATCHER)

    steps = [
        offer,
        offer,
        lambda: on_offer(offers.accept_offer),
        lambda: on_offer(offers.accept_offer),
        lambda: on_offer(offers.decline_offer),
        lambda: on_assignment(changes.withdraw),
        lambda: on_assignment(assignments.take_back, reason="x"),
        lambda: assignments.assign_directly(
            session, chance.choice(requests), chance.choice(people).id, actor=DISPATCHER
        ),
        move,
        lambda: offers.expire_due(session),
    ]
    for _ in range(60):
        if chance.random() < 0.1:
            clock.move(timedelta(hours=2))
        try:
            with transaction(session):
                chance.choice(steps)()
        except RuleBroken:
            session.rollback()
        assert overlapping(session) == 0
        session.expire_all()
        for each in session.scalars(sa.select(ServiceRequest)):
            held = queries.active_assignment_of(session, each.id)
            waiting = queries.open_offers_of(session, each.id)
            assert (held is not None) == (each.state == S.CONFIRMED)
            assert bool(waiting) == (each.state == S.OFFERED)
            if held:
                assert held.starts_at == each.starts_at
            assert all(item.request_version == each.version for item in waiting)
