"""The life of a service request, as product.md tells it: one table of steps."""

from __future__ import annotations

from traduko.accounts.actor import Role
from traduko.core.lifecycle import Lifecycle, Transition
from traduko.requests.models import RequestState as State

_INSTITUTION = frozenset({Role.REQUESTER, Role.INSTITUTION_ADMIN})
_DISPATCH = frozenset({Role.DISPATCHER, Role.OPERATOR_ADMIN})
_SYSTEM = frozenset({Role.SYSTEM})
_TRANSLATOR = frozenset({Role.TRANSLATOR})
_FINANCE = frozenset({Role.FINANCE, Role.OPERATOR_ADMIN})
_SEARCHING = frozenset({State.SUBMITTED, State.OFFERED, State.RETURNED})

SUBMIT = Transition("submit", frozenset({State.DRAFT}), State.SUBMITTED, _INSTITUTION | _DISPATCH)
OFFER = Transition("offer", frozenset({State.SUBMITTED}), State.OFFERED, _DISPATCH | _SYSTEM)
# The last open offer is gone: the search goes on.
SEARCH_AGAIN = Transition(
    "search_again",
    frozenset({State.OFFERED}),
    State.SUBMITTED,
    _DISPATCH | _SYSTEM | _TRANSLATOR,
)
CONFIRM = Transition(
    "confirm",
    frozenset({State.SUBMITTED, State.OFFERED}),
    State.CONFIRMED,
    _TRANSLATOR | _DISPATCH | _SYSTEM,
)
# The translator withdraws or is taken back, or a change needs a new yes.
RELEASE = Transition(
    "release",
    frozenset({State.CONFIRMED}),
    State.SUBMITTED,
    _TRANSLATOR | _DISPATCH | _SYSTEM | _INSTITUTION,
)
RETURN = Transition(
    "return",
    frozenset({State.SUBMITTED, State.OFFERED}),
    State.RETURNED,
    _DISPATCH,
    needs_reason=True,
)
ANSWER = Transition(
    "answer", frozenset({State.RETURNED}), State.SUBMITTED, _INSTITUTION | _DISPATCH
)
REFUSE = Transition("refuse", _SEARCHING, State.REFUSED, _DISPATCH, needs_reason=True)
PASS_ON = Transition("pass_on", _SEARCHING, State.PASSED_ON, _DISPATCH, needs_reason=True)
CLOSE_UNFILLED = Transition(
    "close_unfilled", _SEARCHING, State.UNFILLED, _DISPATCH | _SYSTEM, needs_reason=True
)
REOPEN = Transition(
    "reopen",
    frozenset({State.CANCELLED, State.UNFILLED, State.REFUSED, State.PASSED_ON}),
    State.SUBMITTED,
    _DISPATCH | _INSTITUTION,
)
CANCEL = Transition(
    "cancel",
    _SEARCHING | {State.CONFIRMED},
    State.CANCELLED,
    _INSTITUTION | _DISPATCH,
)
DELIVER = Transition(
    "deliver",
    frozenset({State.CONFIRMED, State.CANCELLED}),
    State.DELIVERED,
    _TRANSLATOR | _DISPATCH | _SYSTEM,
)
APPROVE = Transition(
    "approve",
    frozenset({State.DELIVERED, State.DISPUTED}),
    State.APPROVED,
    _INSTITUTION | _DISPATCH | _SYSTEM,
)
OBJECT = Transition(
    "object", frozenset({State.DELIVERED}), State.DISPUTED, _INSTITUTION, needs_reason=True
)
RESUBMIT = Transition(
    "resubmit",
    frozenset({State.DISPUTED}),
    State.DELIVERED,
    _TRANSLATOR | _DISPATCH,
)
BILL = Transition("bill", frozenset({State.APPROVED}), State.BILLED, _FINANCE | _SYSTEM)

LIFE = Lifecycle(
    "request",
    (
        SUBMIT,
        OFFER,
        SEARCH_AGAIN,
        CONFIRM,
        RELEASE,
        RETURN,
        ANSWER,
        REFUSE,
        PASS_ON,
        CLOSE_UNFILLED,
        REOPEN,
        CANCEL,
        DELIVER,
        APPROVE,
        OBJECT,
        RESUBMIT,
        BILL,
    ),
    {state: f"{state.value}_at" for state in State if state is not State.DRAFT},
)
advance = LIFE.advance
