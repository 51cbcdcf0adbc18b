"""The facts for matching hold the whole day, so that a proposed hour is really free."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK
from traduko.core.db import transaction
from traduko.core.ids import new_id
from traduko.dispatch import assignments
from traduko.dispatch.pool import load_pool
from traduko.matching.candidates import candidates
from traduko.translators.models import Absence


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
