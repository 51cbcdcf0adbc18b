"""The life of a service record."""

from __future__ import annotations

from traduko.accounts.actor import Role
from traduko.completion.models import RecordState as State
from traduko.core.lifecycle import Lifecycle, Transition

_DISPATCH = frozenset({Role.DISPATCHER, Role.OPERATOR_ADMIN})
_INSTITUTION = frozenset({Role.REQUESTER, Role.INSTITUTION_ADMIN})
_TRANSLATOR = frozenset({Role.TRANSLATOR})
_SYSTEM = frozenset({Role.SYSTEM})

SUBMIT = Transition(
    "submit",
    frozenset({State.OPEN, State.DISPUTED}),
    State.SUBMITTED,
    _TRANSLATOR | _DISPATCH | _SYSTEM,
)
APPROVE = Transition(
    "approve",
    frozenset({State.SUBMITTED, State.DISPUTED}),
    State.APPROVED,
    _INSTITUTION | _DISPATCH | _SYSTEM,
)
OBJECT = Transition(
    "object", frozenset({State.SUBMITTED}), State.DISPUTED, _INSTITUTION, needs_reason=True
)

RECORDS = Lifecycle(
    "record",
    (SUBMIT, APPROVE, OBJECT),
    {
        State.SUBMITTED: "submitted_at",
        State.APPROVED: "approved_at",
        State.DISPUTED: "disputed_at",
    },
)
