"""A verified institution and somebody who may file for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories.dispatch import NEXT_WEEK, Make
from traduko.accounts.actor import Actor, Role
from traduko.accounts.models import User
from traduko.core import clock as core_clock
from traduko.core.db import transaction
from traduko.core.ids import new_id
from traduko.requests import filing
from traduko.requests.models import RequestKind
from traduko.requests.rules import RequestDraft
from traduko.translators.models import Mode


@pytest.fixture
def make(session, clock):
    return Make(session)


@pytest.fixture
def institution(make):
    return make.institution(name="Klinik Sonnenhof")


@pytest.fixture
def user_of(session, clock):
    """An account: `user_of("Rita")`."""

    def build(name="Rita Anfrage"):
        row = User(
            id=new_id(),
            email=f"{name.split()[0].lower()}@spital.example",
            email_key=f"{name.split()[0].lower()}@spital.example",
            name=name,
            locale="de",
            email_proven_at=core_clock.now(),
            created_at=core_clock.now(),
            version=1,
        )
        with transaction(session):
            session.add(row)
            session.flush()
        return row

    return build


@pytest.fixture
def rita(institution, user_of):
    user = user_of()
    return Actor(
        user.id, user.name, frozenset({Role.REQUESTER}), institution_ids=frozenset({institution.id})
    )


@pytest.fixture
def asked(institution):
    """A draft that breaks no rule: `asked(language="tr")`."""
    plain = RequestDraft(
        institution_id=institution.id,
        kind=RequestKind.INTERPRETING,
        language="ar",
        working_language="de",
        mode=Mode.ON_SITE,
        starts_at=NEXT_WEEK,
        ends_at=NEXT_WEEK + timedelta(hours=1),
        postal_code="4700",
        contact_name="Karl Kontakt",
    )
    return lambda **values: replace(plain, **values)


@pytest.fixture
def asked_text(asked):
    """A text to be translated that breaks no rule."""
    return lambda **values: asked(
        **(
            {
                "kind": RequestKind.TRANSLATION,
                "mode": Mode.WRITTEN,
                "starts_at": None,
                "ends_at": None,
                "postal_code": None,
                "due_at": NEXT_WEEK,
                "target_language": "ar",
                "uploads": (("brief.txt", b"Wir laden Sie ein."),),
            }
            | values
        )
    )


@pytest.fixture
def file(session, rita):
    """File what is asked, in a transaction of its own."""

    def do(draft, actor=rita):
        with transaction(session):
            return filing.file_request(session, draft, actor=actor)

    return do
