"""The facts for matching hold the whole day, so that a proposed hour is really free."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK, actor_for
from traduko.core.db import transaction
from traduko.core.ids import new_id
from traduko.dispatch import assignments, offers
from traduko.dispatch.assignments import NoLongerPossible
from traduko.dispatch.pool import load_pool
from traduko.matching.candidates import candidates
from traduko.translators import qualifications
from traduko.translators.models import Absence, ProofKind


def test_the_proposed_hour_knows_what_else_stands_in_that_day(session, make):
    # The ask is 09:00 to 10:00 UTC; 09:30 to 19:00 is taken, and until 08:45 they are away.
    person = make.translator()
    asked = make.service_request()
    day = [
        make.service_request(starts_at=NEXT_WEEK + timedelta(hours=hours), minutes=minutes)
        for hours, minutes in ((0.5, 480), (8.5, 90))
    ]
    with transaction(session):
        for other in day:
            assignments.assign_directly(session, other, person.id, actor=DISPATCHER)
        session.add(
            Absence(
                id=new_id(),
                translator_id=person.id,
                starts_at=NEXT_WEEK - timedelta(hours=10),
                ends_at=NEXT_WEEK - timedelta(minutes=15),
            )
        )
    [only] = candidates(load_pool(session, asked))
    assert [obstacle.kind.value for obstacle in only.obstacles] == ["overlap"]
    assert only.possible_at == NEXT_WEEK + timedelta(hours=10)


def prove(session, translator, until):
    with transaction(session):
        qualifications.add(
            session,
            translator,
            kind=ProofKind.HEALTHCARE,
            valid_from=date(2025, 1, 1),
            valid_until=until,
            actor=DISPATCHER,
        )


def test_a_required_qualification_must_hold_on_the_day_of_the_appointment(session, make):
    # The appointment is next week: a proof that ends before it does not help, one of today does.
    the_day = NEXT_WEEK.date()
    people = {name: make.translator(name) for name in ("Ablauf", "Gültig", "Ohne")}
    prove(session, people["Ablauf"], the_day - timedelta(days=1))
    prove(session, people["Gültig"], the_day)
    asked = make.service_request(
        qualification_wanted=ProofKind.HEALTHCARE, qualification_is_must=True
    )
    found = {item.name: item for item in candidates(load_pool(session, asked))}
    assert found["Gültig"].can
    assert "qualification" in {reason.kind for reason in found["Gültig"].reasons}
    [expired] = found["Ablauf"].obstacles
    assert expired.params["date"] == the_day - timedelta(days=1)
    [missing] = found["Ohne"].obstacles
    assert (missing.kind.value, missing.text) == ("qualification", "has no %(proof)s")


def test_a_wished_qualification_moves_up_and_excludes_nobody(session, make):
    plain, proven = make.translator("Plain"), make.translator("Proven")
    prove(session, proven, None)
    asked = make.service_request(qualification_wanted=ProofKind.HEALTHCARE)
    found = candidates(load_pool(session, asked))
    assert [(item.translator_id, item.can) for item in found] == [
        (proven.id, True),
        (plain.id, True),
    ]


def test_a_yes_without_the_required_qualification_is_not_taken(session, make):
    # Removed between offer and answer: the yes looks again.
    person = make.translator()
    prove(session, person, None)
    asked = make.service_request(
        qualification_wanted=ProofKind.HEALTHCARE, qualification_is_must=True
    )
    with transaction(session):
        [offer] = offers.make_offers(session, asked, [person.id], actor=DISPATCHER)
    [proof] = qualifications.of(session, person.id)
    with transaction(session):
        qualifications.remove(session, person, proof, actor=DISPATCHER)
    with pytest.raises(NoLongerPossible), transaction(session):
        offers.accept_offer(session, offer, actor=actor_for(person))
