"""A requester's browser and the rows to look at."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.factories.dispatch import Make
from tests.factories.signed_in import with_token
from traduko.accounts import sessions
from traduko.accounts.actor import Actor, Role
from traduko.accounts.models import User
from traduko.core import clock as core_clock
from traduko.core.db import transaction
from traduko.core.ids import new_id
from traduko.institutions.models import Membership

FORM = {
    "language": "ar",
    "working_language": "de",
    "mode": "on_site",
    "day": "2026-03-11",
    "starts": "10:00",
    "length": "60",
    "postal_code": "4700",
    "contact_name": "Karl Kontakt",
    "gender_otherwise": "y",
}
TEXT_FORM = {
    "kind": "translation",
    "language": "ar",
    "working_language": "de",
    "direction": "into",
    "due": "2026-03-20",
}


@dataclass(frozen=True)
class Member:
    """Somebody of an institution, signed in."""

    browser: object
    user: User
    institution: object

    @property
    def actor(self):
        return Actor(
            self.user.id,
            self.user.name,
            frozenset({Role.REQUESTER}),
            institution_ids=frozenset({self.institution.id}),
        )


@pytest.fixture
def make(session, clock):
    return Make(session)


@pytest.fixture
def member_of(app, session, clock):
    """A signed-in member: `member_of(institution, role=Role.INSTITUTION_ADMIN)`."""

    def build(institution, *, name="Rita Anfrage", role=Role.REQUESTER, unit=None):
        email = f"{name.split()[0].lower()}{str(institution.id)[-6:]}@spital.example"
        user = User(
            id=new_id(),
            email=email,
            email_key=email,
            name=name,
            locale="en",
            email_proven_at=core_clock.now(),
            created_at=core_clock.now(),
            version=1,
        )
        with transaction(session):
            session.add(user)
            session.flush()
            session.add(
                Membership(
                    id=new_id(),
                    user_id=user.id,
                    institution_id=institution.id,
                    unit_id=unit.id if unit else None,
                    role=role,
                    created_at=core_clock.now(),
                )
            )
        with transaction(session):
            token = sessions.start(session, user, user_agent="test", address="127.0.0.1")
        return Member(with_token(app, token), user, institution)

    return build


@pytest.fixture
def institution(make):
    return make.institution(name="Klinik Sonnenhof", street="Sonnenweg 4", postal_code="4700")


@pytest.fixture
def rita(member_of, institution):
    return member_of(institution)


@pytest.fixture
def otto(member_of, make):
    """Somebody of another institution."""
    return member_of(make.institution(name="Andere Schule"), name="Otto Anders")
