"""Accounts with a password, as sign-in needs them."""

from __future__ import annotations

from traduko.accounts import passwords
from traduko.accounts.models import StaffRole, User
from traduko.core import clock
from traduko.core.db import transaction
from traduko.core.ids import new_id

PASSWORD = "drei Kraniche am Fluss"


def make_user(session, email="ada@office.example", *, name="Ada Amt", roles=(), **values):
    """Return an account whose password is PASSWORD and whose address is proven."""
    given = {
        "password_hash": passwords.hash_password(session, PASSWORD),
        "email_proven_at": clock.now(),
        "locale": "en",
    } | values
    user = User(
        id=new_id(),
        email=email,
        email_key=email.casefold(),
        name=name,
        created_at=clock.now(),
        version=1,
        **given,
    )
    with transaction(session):
        session.add(user)
        session.flush()
        session.add_all(StaffRole(user_id=user.id, role=role) for role in roles)
    return user
