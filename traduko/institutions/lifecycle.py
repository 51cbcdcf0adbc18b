"""The life of an institution: applied → verified, with questions, refusal and suspension."""

from __future__ import annotations

from traduko.accounts.actor import Role
from traduko.core.lifecycle import Lifecycle, Transition
from traduko.institutions.models import InstitutionState as State

_REVIEWERS = frozenset({Role.OPERATOR_ADMIN, Role.DISPATCHER})
_APPLICANT = frozenset({Role.INSTITUTION_ADMIN, Role.SYSTEM})

VERIFY = Transition(
    "verify", frozenset({State.APPLIED, State.INFORMATION_REQUESTED}), State.VERIFIED, _REVIEWERS
)
ASK = Transition(
    "ask",
    frozenset({State.APPLIED}),
    State.INFORMATION_REQUESTED,
    _REVIEWERS,
    needs_reason=True,
)
ANSWER = Transition(
    "answer", frozenset({State.INFORMATION_REQUESTED}), State.APPLIED, _APPLICANT | _REVIEWERS
)
REFUSE = Transition(
    "refuse",
    frozenset({State.APPLIED, State.INFORMATION_REQUESTED}),
    State.REFUSED,
    _REVIEWERS,
    needs_reason=True,
)
SUSPEND = Transition(
    "suspend", frozenset({State.VERIFIED}), State.SUSPENDED, _REVIEWERS, needs_reason=True
)
REINSTATE = Transition(
    "reinstate", frozenset({State.SUSPENDED, State.REFUSED}), State.VERIFIED, _REVIEWERS
)

LIFE = Lifecycle(
    "institution",
    (VERIFY, ASK, ANSWER, REFUSE, SUSPEND, REINSTATE),
    {
        State.INFORMATION_REQUESTED: "information_requested_at",
        State.VERIFIED: "verified_at",
        State.SUSPENDED: "suspended_at",
        State.REFUSED: "refused_at",
    },
)
advance = LIFE.advance
