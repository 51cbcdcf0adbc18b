"""Browsers in which somebody has signed in."""

from __future__ import annotations

from traduko.accounts import sessions
from traduko.accounts.models import StaffRole, User
from traduko.core import clock
from traduko.core.db import transaction
from traduko.core.ids import new_id


def browser_of_staff(app, session, role, *, name="Dora Dispo", locale="en"):
    """Return a client in which somebody of the operator has signed in, second factor included."""
    user = User(
        id=new_id(),
        email=f"{role}@traduko.example",
        email_key=f"{role}@traduko.example",
        name=name,
        locale=locale,
        email_proven_at=clock.now(),
        created_at=clock.now(),
        version=1,
    )
    with transaction(session):
        session.add(user)
        session.flush()
        session.add(StaffRole(user_id=user.id, role=role))
    with transaction(session):
        token = sessions.start(session, user, user_agent="test", address="127.0.0.1")
        signed_in = sessions.read(session, token)
        sessions.mark_second_factor(session, signed_in.sign_in_id)
    return with_token(app, token)


def with_token(app, token):
    """Return a client whose cookie carries this sign-in."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client
