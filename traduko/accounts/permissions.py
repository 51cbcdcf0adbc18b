"""Who may do what at all: one table, used by verbs and pages and printed in the documentation.

Which things of a kind somebody may reach (their institution's, their own) is decided where the
thing is loaded; which step its state allows, by its life.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from traduko.accounts.actor import Role
from traduko.core.errors import NotAllowed
from traduko.core.i18n import LabelEnum

if TYPE_CHECKING:
    from collections.abc import Mapping


class Permission(LabelEnum):
    """Something that can be done: "room:resource:action"."""

    DECIDE_APPLICATIONS = "institutions:application:decide"
    SUSPEND_INSTITUTIONS = "institutions:institution:suspend"
    MANAGE_COLLEAGUES = "institutions:member:manage"
    MANAGE_UNITS = "institutions:unit:manage"
    KEEP_TRANSLATORS = "translators:profile:manage"
    SET_AVAILABILITY = "translators:availability:set"
    RENEW_FEED = "translators:feed:renew"
    FILE_REQUEST = "requests:request:file"
    SEE_REQUEST = "requests:request:see"
    CHANGE_REQUEST = "requests:request:change"
    CANCEL_REQUEST = "requests:request:cancel"
    ANSWER_QUESTION = "requests:question:answer"
    SEE_CANDIDATES = "dispatch:candidate:see"
    MAKE_OFFER = "dispatch:offer:make"
    ANSWER_OFFER = "dispatch:offer:answer"
    ASSIGN = "dispatch:assignment:make"
    WITHDRAW = "dispatch:assignment:withdraw"
    TAKE_BACK = "dispatch:assignment:take_back"
    DECIDE_REQUEST = "dispatch:request:decide"
    SEE_MAILS = "dispatch:mail:see"
    SUBMIT_RECORD = "completion:record:submit"
    APPROVE_RECORD = "completion:record:approve"
    OBJECT_TO_RECORD = "completion:record:object"
    SEE_STATEMENT = "billing:statement:see"
    ISSUE_STATEMENT = "billing:statement:issue"
    SET_TARIFF = "billing:tariff:set"
    CHANGE_SETTINGS = "operator:settings:change"
    MANAGE_USERS = "accounts:user:manage"
    SEE_HISTORY = "core:history:see"


_ADMIN = frozenset({Role.OPERATOR_ADMIN})
_DISPATCH = _ADMIN | {Role.DISPATCHER}
_FINANCE = _ADMIN | {Role.FINANCE}
_MEMBERS = frozenset({Role.REQUESTER, Role.INSTITUTION_ADMIN})
_MEMBER_ADMINS = frozenset({Role.INSTITUTION_ADMIN})
_TRANSLATOR = frozenset({Role.TRANSLATOR})

MATRIX: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.DECIDE_APPLICATIONS: _DISPATCH,
        Permission.SUSPEND_INSTITUTIONS: _DISPATCH,
        Permission.MANAGE_COLLEAGUES: _MEMBER_ADMINS | _DISPATCH,
        Permission.MANAGE_UNITS: _MEMBER_ADMINS | _DISPATCH,
        Permission.KEEP_TRANSLATORS: _DISPATCH,
        Permission.SET_AVAILABILITY: _TRANSLATOR | _DISPATCH,
        Permission.RENEW_FEED: _TRANSLATOR,
        Permission.FILE_REQUEST: _MEMBERS | _DISPATCH,
        Permission.SEE_REQUEST: _MEMBERS | _DISPATCH,
        Permission.CHANGE_REQUEST: _MEMBERS | _DISPATCH,
        Permission.CANCEL_REQUEST: _MEMBERS | _DISPATCH,
        Permission.ANSWER_QUESTION: _MEMBERS | _DISPATCH,
        Permission.SEE_CANDIDATES: _DISPATCH,
        Permission.MAKE_OFFER: _DISPATCH,
        Permission.ANSWER_OFFER: _TRANSLATOR | _DISPATCH,
        Permission.ASSIGN: _DISPATCH,
        Permission.WITHDRAW: _TRANSLATOR | _DISPATCH,
        Permission.TAKE_BACK: _DISPATCH,
        Permission.DECIDE_REQUEST: _DISPATCH,
        Permission.SEE_MAILS: _DISPATCH,
        Permission.SUBMIT_RECORD: _TRANSLATOR | _DISPATCH,
        Permission.APPROVE_RECORD: _MEMBERS | _DISPATCH,
        Permission.OBJECT_TO_RECORD: _MEMBERS,
        Permission.SEE_STATEMENT: _MEMBERS | _FINANCE,
        Permission.ISSUE_STATEMENT: _FINANCE,
        Permission.SET_TARIFF: _FINANCE,
        Permission.CHANGE_SETTINGS: _ADMIN,
        Permission.MANAGE_USERS: _ADMIN,
        Permission.SEE_HISTORY: _ADMIN,
    }
)
_PEOPLE = tuple(role for role in Role if role is not Role.SYSTEM)


class HasRoles(Protocol):
    """Somebody with roles."""

    @property
    def roles(self) -> frozenset[str]: ...


def may(actor: HasRoles, permission: Permission) -> bool:
    """Return whether a role of this actor allows it; the system itself may everything."""
    return Role.SYSTEM in actor.roles or bool(MATRIX[permission] & actor.roles)


def require(actor: HasRoles, permission: Permission) -> None:
    """Raise NotAllowed unless a role of this actor allows it."""
    if not may(actor, permission):
        raise NotAllowed


def as_markdown() -> str:
    """Return the table as the documentation prints it."""
    head = ["| may | " + " | ".join(role.value for role in _PEOPLE) + " |"]
    head.append("| --- |" + " :-: |" * len(_PEOPLE))
    rows = [
        f"| {permission.value} | "
        + " | ".join("x" if role in allowed else "" for role in _PEOPLE)
        + " |"
        for permission, allowed in MATRIX.items()
    ]
    return "\n".join([*head, *rows]) + "\n"
