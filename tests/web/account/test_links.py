"""Invitation, new password and new address, by the links in the mails."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.accounts import PASSWORD, make_user
from traduko.accounts import users
from traduko.accounts.actor import SYSTEM, Role
from traduko.accounts.models import User
from traduko.core.audit import AuditEntry
from traduko.core.db import transaction
from traduko.core.outbox import OutboxMail
from traduko.web.extensions import limiter

NEW = "vier Störche auf dem Dach"
TWICE = {"password": NEW, "again": NEW}


def test_a_forgotten_password_is_set_anew_without_being_signed_in(ada, links):
    assert ada.client.post("/account/forgotten", data={"email": ada.email}).status_code == 200
    (path,) = links()
    assert ada.client.get(path).status_code == 200
    answer = ada.client.post(path, data=TWICE)
    assert answer.location == "/account/sign-in"
    assert not ada.is_in
    assert ada.sign_in().status_code == 422
    assert ada.sign_in(NEW).status_code == 303


def test_known_and_unknown_addresses_are_answered_in_the_same_words(ada, browser_of, links):
    def answer(email):
        given = browser_of(email).client.post("/account/forgotten", data={"email": email})
        text = re.sub(r'value="[^"]*"', "", given.text.replace(email, ""))
        return given.status_code, text, sorted(given.headers.keys())

    for _ in range(5):
        limiter.reset()
        assert answer(ada.email) == answer("nobody@office.example") == answer("no address")
    assert len(links()) == 3


def test_opening_links_changes_nothing(session, ada, links, app):
    def everything():
        session.rollback()
        return [
            session.execute(sa.select(table)).all()
            for table in (User.__table__, OutboxMail.__table__, AuditEntry.__table__)
        ]

    with transaction(session):
        users.invite_staff(
            session, email="n@traduko.example", name="N", locale="en", roles=[], actor=SYSTEM
        )
    ada.client.post("/account/forgotten", data={"email": ada.email})
    with transaction(session):
        user = users.find_by_email(session, ada.email)
        users.ask_for_new_email(session, user, "ada@neu.example", actor=SYSTEM)
    assert len(links()) == 3
    before = everything()
    for path in links():
        for _ in range(3):
            assert ada.client.get(path).status_code == 200
            assert ada.client.head(path).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("path", ["reset", "invitation", "email"])
@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "%00", "x" * 3000])
def test_a_link_that_is_none_says_so_and_what_to_do(client, path, token):
    answer = client.get(f"/account/{path}/{token}")
    assert answer.status_code == 410
    assert "/account/forgotten" in answer.text
    assert client.post(f"/account/{path}/{token}", data=TWICE).status_code == 410


def test_a_link_used_twice_or_late_shows_what_happened(ada, links):
    ada.client.post("/account/forgotten", data={"email": ada.email})
    (path,) = links()
    ada.client.post(path, data=TWICE)
    again = ada.client.get(path)
    assert again.status_code == 410
    assert "has changed since" in again.text
    ada.client.post("/account/forgotten", data={"email": ada.email})
    ada.clock.move(timedelta(hours=2))
    assert "has expired" in ada.client.get(links()[-1]).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Enter a password"),
        ({"password": "short", "again": "short"}, "at least 10"),
        ({"password": NEW, "again": NEW + "x"}, "not the same"),
        ({"password": "Ada-Amt-2026", "again": "Ada-Amt-2026"}, "easy to guess"),
        ({"password": "x1y" * 50, "again": "x1y" * 50}, "at most 128"),
    ],
)
def test_a_password_that_does_not_do_is_said_at_its_field(ada, links, data, words):
    ada.client.post("/account/forgotten", data={"email": ada.email})
    answer = ada.client.post(links()[0], data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#' in answer.text
    assert ada.sign_in().status_code == 303


def test_an_invited_colleague_sets_a_password_and_then_the_second_factor(
    session, client, links, clock
):
    with transaction(session):
        users.invite_staff(
            session,
            email="neu@traduko.example",
            name="Nina Neu",
            locale="en",
            roles=[Role.DISPATCHER],
            actor=SYSTEM,
        )
    (path,) = links()
    assert "neu@traduko.example" in client.get(path).text
    assert client.post(path, data=TWICE).location == "/account/"
    assert client.get("/account/").location.startswith("/account/second-factor")
    assert client.get("/dispatch/search").status_code == 303
    assert client.get(path).status_code == 410


def test_a_new_address_needs_the_password_its_own_yes_and_tells_the_old_one(
    session, ada, links, account
):
    ada.sign_in()
    ada.clock.move(timedelta(minutes=11))
    answer = ada.client.get("/account/profile/email")
    assert answer.location == "/account/confirm?next=/account/profile/email"
    ada.client.post("/account/confirm", data={"present": "wrong password 1"})
    assert ada.client.get("/account/profile/email").status_code == 303
    answer = ada.client.post(
        "/account/confirm", data={"present": PASSWORD, "next": "/account/profile/email"}
    )
    assert answer.location == "/account/profile/email"
    ada.client.post("/account/profile/email", data={"email": "ada@neu.example"})
    assert account("ada@office.example")
    recipients = {row.to_email for row in session.scalars(sa.select(OutboxMail))}
    assert recipients == {"ada@office.example", "ada@neu.example"}
    ada.client.post(links()[-1])
    assert account("ada@neu.example")
    assert ada.sign_in().status_code == 422


def test_whether_an_address_is_taken_is_not_told_to_who_asks_for_it(session, ada):
    make_user(session, "bea@office.example")
    ada.sign_in()
    answers = [
        ada.client.post("/account/profile/email", data={"email": email})
        for email in ("bea@office.example", "free@office.example")
    ]
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, "/account/profile")
    }


def test_the_address_of_the_portal_never_comes_from_the_browser(ada, session):
    ada.client.post(
        "/account/forgotten",
        data={"email": ada.email},
        headers={"X-Forwarded-Host": "evil.example"},
    )
    ada.client.post(
        "/account/forgotten", data={"email": ada.email}, headers={"Host": "evil.example"}
    )
    for row in session.scalars(sa.select(OutboxMail)):
        assert "evil.example" not in row.body_text
