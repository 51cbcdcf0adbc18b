"""The lives of offers and assignments."""

from __future__ import annotations

from traduko.accounts.actor import Role
from traduko.core.lifecycle import Lifecycle, Transition
from traduko.dispatch.models import AssignmentState, OfferState

_DISPATCH = frozenset({Role.DISPATCHER, Role.OPERATOR_ADMIN})
_SYSTEM = frozenset({Role.SYSTEM})
_TRANSLATOR = frozenset({Role.TRANSLATOR})
_INSTITUTION = frozenset({Role.REQUESTER, Role.INSTITUTION_ADMIN})
_OPEN = frozenset({OfferState.OPEN})

ACCEPT = Transition("accept", _OPEN, OfferState.ACCEPTED, _TRANSLATOR | _DISPATCH | _SYSTEM)
DECLINE = Transition("decline", _OPEN, OfferState.DECLINED, _TRANSLATOR | _DISPATCH)
EXPIRE = Transition("expire", _OPEN, OfferState.EXPIRED, _SYSTEM)
WITHDRAW = Transition("withdraw", _OPEN, OfferState.WITHDRAWN, _DISPATCH | _SYSTEM | _INSTITUTION)
LOSE = Transition("lose", _OPEN, OfferState.LOST, _TRANSLATOR | _DISPATCH | _SYSTEM)

OFFERS = Lifecycle("offer", (ACCEPT, DECLINE, EXPIRE, WITHDRAW, LOSE))

_ACTIVE = frozenset({AssignmentState.ACTIVE})
STEP_BACK = Transition(
    "step_back", _ACTIVE, AssignmentState.WITHDRAWN, _TRANSLATOR | _DISPATCH | _SYSTEM
)
CALL_OFF = Transition(
    "call_off", _ACTIVE, AssignmentState.CANCELLED, _DISPATCH | _SYSTEM | _INSTITUTION
)
FINISH = Transition("finish", _ACTIVE, AssignmentState.DONE, _TRANSLATOR | _DISPATCH | _SYSTEM)

ASSIGNMENTS = Lifecycle(
    "assignment",
    (STEP_BACK, CALL_OFF, FINISH),
    {
        AssignmentState.WITHDRAWN: "ended_at",
        AssignmentState.CANCELLED: "ended_at",
        AssignmentState.DONE: "ended_at",
    },
)
