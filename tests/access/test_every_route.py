"""No folder without a guard, nothing of another institution's, nothing changed by looking."""

from __future__ import annotations

import itertools
import uuid

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import Make
from tests.factories.signed_in import with_token
from traduko.accounts import sessions
from traduko.accounts.actor import Role
from traduko.accounts.models import User
from traduko.core import clock as core_clock
from traduko.core.db import Base, transaction
from traduko.core.ids import new_id
from traduko.institutions.models import MemberInvitation, Membership, Unit
from traduko.requests.models import RequestDraft

OPEN = {"public", "account", "links", "development"}


def sign_in(app, session, institution, role, name):
    user = User(
        id=new_id(),
        email=f"{name}@haus.example",
        email_key=f"{name}@haus.example",
        name=name,
        locale="en",
        email_proven_at=core_clock.now(),
        created_at=core_clock.now(),
        version=1,
    )
    with transaction(session):
        session.add(user)
        session.flush()
        membership = Membership(
            id=new_id(),
            user_id=user.id,
            institution_id=institution.id,
            role=role,
            created_at=core_clock.now(),
        )
        session.add(membership)
        token = sessions.start(session, user, user_agent="t", address="::1")
    return with_token(app, token), user, membership


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_folder_has_a_guard(app):
    for rule in rules(app):
        folder = app.blueprints[rule.endpoint.split(".")[0]]
        assert getattr(folder, "guarded_for", None), rule


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_somebody_who_has_not_signed_in_sees_nothing_behind_a_guard(app, client):
    for rule in rules(app):
        if rule.endpoint.split(".")[0] in OPEN:
            continue
        values = {name: _example(rule, name) for name in rule.arguments}
        with app.test_request_context():
            path = rule.build(values)[1]
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method)
            assert answer.status_code == 303, (rule, method, answer.status_code)
            assert "/account/sign-in" in answer.headers["Location"]


def _example(rule, name):
    converter = rule._converters[name]
    kind = type(converter).__name__
    if kind == "UUIDConverter":
        return uuid.UUID(int=7)
    if kind == "IntegerConverter":
        return 2026 if name == "year" else 3
    if kind == "AnyConverter":
        return min(converter.items)
    return "2026-03" if "month" in name else "x"


def test_everything_of_another_institution_is_not_found(app, session, clock):
    make = Make(session)
    ours, theirs = make.institution(), make.institution()
    client, _user, _own = sign_in(app, session, ours, Role.INSTITUTION_ADMIN, "anna")
    _other, their_user, their_membership = sign_in(
        app, session, theirs, Role.INSTITUTION_ADMIN, "berta"
    )
    foreign = _things_of(session, make, theirs, their_user, their_membership)
    tried = 0
    for rule in rules(app):
        if not rule.endpoint.startswith("institution.") or not rule.arguments:
            continue
        names = [n for n in rule.arguments if type(rule._converters[n]).__name__ == "UUIDConverter"]
        for name, thing in itertools.product(names, foreign):
            values = {other: _example(rule, other) for other in rule.arguments} | {name: thing}
            unknown = values | {name: uuid.UUID(int=99)}
            with app.test_request_context():
                path, nowhere = rule.build(values)[1], rule.build(unknown)[1]
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                answer = client.open(path, method=method)
                nothing = client.open(nowhere, method=method)
                assert answer.status_code == nothing.status_code == 404, (rule, method)
                assert len(answer.data) == len(nothing.data)
                tried += 1
    assert tried > 60


def _things_of(session, make, institution, user, membership):
    request = make.service_request(institution=institution)
    unit = Unit(id=new_id(), institution_id=institution.id, name="Station")
    invitation = MemberInvitation(
        id=new_id(),
        institution_id=institution.id,
        email="x@haus.example",
        name="X",
        role=Role.REQUESTER,
        locale="de",
        invited_by="Y",
        created_at=core_clock.now(),
        expires_at=core_clock.now(),
        version=1,
    )
    draft = RequestDraft(
        id=new_id(),
        user_id=user.id,
        institution_id=institution.id,
        form={},
        saved_at=core_clock.now(),
    )
    with transaction(session):
        session.add_all([unit, invitation, draft])
    return [institution.id, request.id, unit.id, invitation.id, draft.id, membership.id, user.id]


def _signature(session):
    """Return every row of every table, but when somebody was last seen."""
    session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.columns if c.name != "last_seen_at"]
        found[table.name] = sorted(map(repr, session.execute(sa.select(*columns))))
    return found


def test_looking_at_any_page_changes_nothing(app, session, clock):
    make = Make(session)
    institution = make.institution()
    client, *_ = sign_in(app, session, institution, Role.INSTITUTION_ADMIN, "carla")
    make.service_request(institution=institution)
    before = _signature(session)
    for rule in rules(app):
        if "GET" not in rule.methods or rule.arguments:
            continue
        with app.test_request_context():
            path = rule.build({})[1]
        assert client.get(path).status_code < 500, rule
    assert _signature(session) == before
