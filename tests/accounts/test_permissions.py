"""The table of permissions: complete, printed, and of one mind with lives and folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from traduko.accounts.actor import SYSTEM, Actor, Role
from traduko.accounts.permissions import MATRIX, Permission, as_markdown, may, require
from traduko.completion import lifecycle as completion
from traduko.core.errors import NotAllowed
from traduko.dispatch import lifecycle as dispatch
from traduko.institutions import lifecycle as institutions
from traduko.requests import lifecycle as requests

PEOPLE = [role for role in Role if role is not Role.SYSTEM]
STEPS = [
    (Permission.DECIDE_APPLICATIONS, institutions.VERIFY),
    (Permission.DECIDE_APPLICATIONS, institutions.REFUSE),
    (Permission.DECIDE_APPLICATIONS, institutions.ASK),
    (Permission.SUSPEND_INSTITUTIONS, institutions.SUSPEND),
    (Permission.FILE_REQUEST, requests.SUBMIT),
    (Permission.ANSWER_QUESTION, requests.ANSWER),
    (Permission.CANCEL_REQUEST, requests.CANCEL),
    (Permission.DECIDE_REQUEST, requests.REFUSE),
    (Permission.DECIDE_REQUEST, requests.RETURN),
    (Permission.DECIDE_REQUEST, requests.PASS_ON),
    (Permission.MAKE_OFFER, requests.OFFER),
    (Permission.ANSWER_OFFER, dispatch.ACCEPT),
    (Permission.ANSWER_OFFER, dispatch.DECLINE),
    (Permission.WITHDRAW, dispatch.STEP_BACK),
    (Permission.SUBMIT_RECORD, completion.SUBMIT),
    (Permission.APPROVE_RECORD, completion.APPROVE),
    (Permission.OBJECT_TO_RECORD, completion.OBJECT),
]


def test_every_permission_has_its_row():
    assert set(MATRIX) == set(Permission)
    assert all(MATRIX.values())
    assert all(permission.value.count(":") == 2 for permission in Permission)


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", PEOPLE)
def test_each_cell_allows_and_refuses_as_the_table_says(permission, role):
    actor = Actor(None, "x", frozenset({role}))
    assert may(actor, permission) == (role in MATRIX[permission])
    if role not in MATRIX[permission]:
        with pytest.raises(NotAllowed):
            require(actor, permission)


@pytest.mark.parametrize("permission", list(Permission))
def test_nobody_may_nothing_and_the_system_everything(permission):
    assert not may(Actor(None, "", frozenset()), permission)
    assert may(SYSTEM, permission)


@pytest.mark.parametrize(("permission", "step"), STEPS)
def test_the_table_and_the_lives_agree(permission, step):
    assert MATRIX[permission] == step.by - {Role.SYSTEM}


def test_the_folders_let_in_whoever_the_table_gives_their_work():
    from traduko.web.folders import FOLDERS

    roles = {name: allowed for name, _, _, allowed in FOLDERS}
    assert MATRIX[Permission.MAKE_OFFER] == roles["dispatcher"]
    assert MATRIX[Permission.SET_TARIFF] == roles["finance"]
    assert MATRIX[Permission.MANAGE_USERS] == roles["admin"]
    assert MATRIX[Permission.OBJECT_TO_RECORD] == roles["institution"]
    assert MATRIX[Permission.RENEW_FEED] == roles["translator"]


def test_the_documentation_prints_this_table():
    page = Path(__file__).parents[2] / "docs" / "permissions.md"
    assert as_markdown() in page.read_text(encoding="utf-8")
