"""What tests of dispatch share."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import Make
from traduko.core.outbox import OutboxMail


@pytest.fixture
def make(session, clock):
    return Make(session)


@pytest.fixture
def mails(session):
    """Return (template, address) of every mail so far, in order."""

    def read(*, of=None):
        session.rollback()
        rows = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.created_at, OutboxMail.id))
        found = [(row.template.removeprefix("dispatch/"), row.to_email) for row in rows]
        return [item for item in found if of is None or item[0] == of]

    return read


@pytest.fixture
def last_mail(session):
    """Return the newest mail of a kind, perhaps to one address."""

    def read(template, to=None):
        session.rollback()
        query = sa.select(OutboxMail).where(OutboxMail.template == f"dispatch/{template}")
        if to:
            query = query.where(OutboxMail.to_email == to)
        return session.scalars(query.order_by(OutboxMail.id.desc()).limit(1)).one()

    return read
