"""An account and what was posted about it."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from tests.factories.accounts import make_user
from traduko.core.outbox import OutboxMail


@pytest.fixture
def user(session, clock):
    return make_user(session)


@pytest.fixture
def mails(session):
    """All mails so far: [(template, address, text)], oldest first."""

    def read():
        session.rollback()
        rows = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()
        return [(row.template, row.to_email, row.body_text) for row in rows]

    return read


@pytest.fixture
def newest_token(mails):
    """The token of the newest mail that has a link."""

    def read():
        found = [
            match.group(1)
            for _, _, text in mails()
            for match in re.finditer(r"/account/\w+/(\S+)", text)
        ]
        return found[-1]

    return read
