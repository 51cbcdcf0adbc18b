"""Translators' addresses are checked like everybody's: mails must reach them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from traduko.accounts.actor import Actor, Role
from traduko.accounts.users import EmailInvalid
from traduko.core.db import transaction
from traduko.translators.models import Engagement, Level, Mode
from traduko.translators.people import (
    Skill,
    TranslatorExists,
    TranslatorFacts,
    add_translator,
    change_translator,
)

DISPATCHER = Actor(None, "Dora Dispo", frozenset({Role.DISPATCHER}))


@pytest.fixture
def facts():
    return TranslatorFacts(
        name="Salma Probe",
        email="salma@Bücher.example",
        phone=None,
        locale="ar",
        gender=None,
        engagement=Engagement.FREELANCE,
        skills=(Skill("ar", "de", next(iter(Level))),),
        modes=frozenset({Mode.ON_SITE}),
    )


def test_an_address_no_mail_server_takes_is_said_at_its_field(session, facts, clock):
    for email in ("salma", "salma@", "müller@office.example", "a b@office.example"):
        with pytest.raises(EmailInvalid) as refused, transaction(session):
            add_translator(session, replace(facts, email=email), actor=DISPATCHER)
        assert refused.value.field == "email"


def test_one_address_is_one_translator_however_it_is_typed(session, facts, clock):
    with transaction(session):
        translator = add_translator(session, facts, actor=DISPATCHER)
    assert translator.email.isascii()
    with pytest.raises(TranslatorExists), transaction(session):
        add_translator(
            session, replace(facts, email="SALMA@xn--bcher-kva.example"), actor=DISPATCHER
        )
    with transaction(session):
        change_translator(
            session, translator, replace(facts, email="neu@office.example"), actor=DISPATCHER
        )
    assert translator.email == "neu@office.example"
