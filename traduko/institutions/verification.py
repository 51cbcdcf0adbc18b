"""Deciding about an application: by whom, when, why, on which criteria."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.core import clock, outbox
from traduko.core.db import lock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_, LabelEnum
from traduko.core.ids import new_id
from traduko.institutions import lifecycle, mails
from traduko.institutions.models import Institution, InstitutionState, VerificationDecision
from traduko.operator import settings as operator_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.core.lifecycle import Transition

DAYS_A_MONTH = 30.44


class ReasonMissing(RuleBroken):
    """A decision against somebody says why."""

    default = N_("Please give the reason: it is sent to the institution.")


class AddressNotProven(RuleBroken):
    """Nobody is verified whose address is not proven."""

    default = N_("The contact has not proven the e-mail address yet.")


class Criterion(LabelEnum):
    """What makes an institution one that may ask."""

    PUBLIC_TASK = "public_task", N_("It has a public or social task")
    IN_AREA = "in_area", N_("It works in the operator's area")
    REGISTERED = "registered", N_("Number or authority checked in the public register")
    PERSON = "person", N_("The contact works there (phoned or known)")


def verify(
    session: Session, institution: Institution, *, criteria: Iterable[str], actor: Actor
) -> None:
    """Verify: its members may file from now on. Raises AddressNotProven or NotPossibleNow."""
    if institution.email_proven_at is None:
        raise AddressNotProven
    _decide(session, institution, lifecycle.VERIFY, actor, criteria=list(criteria))
    months = operator_settings.current(session).verification_months
    institution.renewal_on = (clock.now() + timedelta(days=months * DAYS_A_MONTH)).date()
    outbox.post(session, mails.verified(institution))


def ask_information(
    session: Session, institution: Institution, *, question: str, actor: Actor
) -> None:
    """Ask the applicant something. Raises ReasonMissing or NotPossibleNow."""
    _decide(session, institution, lifecycle.ASK, actor, reason=_given(question, "question"))
    outbox.post(session, mails.information_requested(institution, question))


def refuse(session: Session, institution: Institution, *, reason: str, actor: Actor) -> None:
    """Refuse with a reason. Raises ReasonMissing or NotPossibleNow."""
    _decide(session, institution, lifecycle.REFUSE, actor, reason=_given(reason, "reason"))
    outbox.post(session, mails.refused(institution, reason))


def suspend(session: Session, institution: Institution, *, reason: str, actor: Actor) -> None:
    """Stop new requests; the running ones stay. Raises ReasonMissing or NotPossibleNow."""
    _decide(session, institution, lifecycle.SUSPEND, actor, reason=_given(reason, "reason"))
    outbox.post(session, mails.suspended(institution, reason))


def reinstate(session: Session, institution: Institution, *, actor: Actor) -> None:
    """Let a suspended or refused institution file (again)."""
    _decide(session, institution, lifecycle.REINSTATE, actor)
    outbox.post(session, mails.verified(institution))


def _given(text: str, field: str) -> str:
    if not text.strip():
        raise ReasonMissing(field=field)
    return text.strip()


def _decide(
    session: Session,
    institution: Institution,
    step: Transition,
    actor: Actor,
    *,
    reason: str | None = None,
    criteria: list[str] | None = None,
) -> None:
    lock(session, institution)
    lifecycle.advance(session, institution, step, actor, reason=reason)
    session.add(
        VerificationDecision(
            id=new_id(),
            institution_id=institution.id,
            decision=institution.state,
            decided_at=clock.now(),
            decided_by=actor.name,
            reason=reason,
            criteria=criteria or [],
        )
    )
    session.flush()


def decisions_of(session: Session, institution: Institution) -> list[VerificationDecision]:
    """Return all decisions about an institution, the newest first."""
    return list(
        session.scalars(
            sa.select(VerificationDecision)
            .where(VerificationDecision.institution_id == institution.id)
            .order_by(VerificationDecision.id.desc())
        )
    )


def open_question(session: Session, institution: Institution) -> str | None:
    """Return the question the applicant has not answered yet."""
    if institution.state != InstitutionState.INFORMATION_REQUESTED:
        return None
    return next(
        (
            decision.reason
            for decision in decisions_of(session, institution)
            if decision.decision == InstitutionState.INFORMATION_REQUESTED
        ),
        None,
    )
