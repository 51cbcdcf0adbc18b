"""People with a password, their browsers and the mails they get."""

from __future__ import annotations

import re

import pyotp
import pytest
import sqlalchemy as sa

from tests.factories.accounts import PASSWORD, make_user
from traduko.accounts.models import User
from traduko.core.outbox import OutboxMail


class Person:
    """Somebody in front of a browser."""

    def __init__(self, client, clock, email):
        self.client, self.clock, self.email = client, clock, email
        self.secret = None

    def sign_in(self, password=PASSWORD, **values):
        return self.client.post(
            "/account/sign-in", data={"email": self.email, "password": password} | values
        )

    @property
    def is_in(self):
        return self.client.get("/account/profile").status_code == 200

    def code(self):
        return pyotp.TOTP(self.secret).at(self.clock())

    def set_up_factor(self):
        assert self.client.post("/account/second-factor/begin").status_code == 303
        page = self.client.get("/account/second-factor/set-up").text
        self.secret = re.search(r'class="secret">(\w+)<', page).group(1)
        return self.client.post("/account/second-factor/set-up", data={"code": self.code()})


@pytest.fixture
def browser_of(app, clock):
    """A browser for an address."""

    def build(email):
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return Person(client, clock, email)

    return build


@pytest.fixture
def ada(session, clock, browser_of):
    """Somebody without a role at the operator, not signed in yet."""
    make_user(session)
    return browser_of("ada@office.example")


@pytest.fixture
def dora(session, clock, browser_of):
    """A dispatcher who has no second factor yet."""
    make_user(session, "dora@traduko.example", name="Dora Dispo", roles=("dispatcher",))
    return browser_of("dora@traduko.example")


@pytest.fixture
def account(session):
    """The row of an address, as it is now."""

    def read(email):
        session.rollback()
        session.expire_all()
        return session.scalar(sa.select(User).where(User.email_key == email))

    return read


@pytest.fixture
def links(session):
    """The paths in the mails so far, oldest first."""

    def read():
        session.rollback()
        rows = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()
        return [
            match.group(0)
            for row in rows
            for match in re.finditer(r"/account/\w+/\S+", row.body_text)
        ]

    return read
