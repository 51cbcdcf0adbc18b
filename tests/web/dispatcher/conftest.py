"""A dispatcher's browser and the rows to look at."""

from __future__ import annotations

import pytest

from tests.factories.dispatch import DISPATCHER, Make, actor_for
from tests.factories.signed_in import browser_of_staff
from traduko.core.db import transaction
from traduko.dispatch import offers


@pytest.fixture
def make(session, clock):
    return Make(session)


@pytest.fixture
def desk(app, session, clock):
    """The dispatcher's browser."""
    return browser_of_staff(app, session, "dispatcher")


@pytest.fixture
def offered(session, make):
    """A request offered to some translators: (request, offers, translators)."""

    def build(count=1, *, accepted=False, **values):
        service_request = make.service_request(**values)
        people = [make.translator() for _ in range(count)]
        with transaction(session):
            made = offers.make_offers(
                session, service_request, [item.id for item in people], actor=DISPATCHER
            )
        if accepted:
            with transaction(session):
                offers.accept_offer(session, made[0], actor=actor_for(people[0]))
        return service_request, made, people

    return build
