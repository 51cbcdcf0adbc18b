"""Drafts: what somebody has filled in so far, exactly as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from traduko.core import clock
from traduko.core.ids import new_id
from traduko.requests.models import FilingDefaults, RequestDraft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

MOST = 20
LONGEST_VALUE = 5_000


def _plain(form: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value[:LONGEST_VALUE] if isinstance(value, str) else value
        for key, value in form.items()
        if key not in {"csrf_token", "draft_id"}
    }


def save(
    session: Session,
    form: Mapping[str, Any],
    *,
    draft: RequestDraft | None,
    user_id: UUID,
    institution_id: UUID,
) -> RequestDraft:
    """Save a form as a draft and return it; the oldest of too many goes."""
    if draft is None:
        _make_room(session, user_id)
        draft = RequestDraft(id=new_id(), user_id=user_id, institution_id=institution_id)
        session.add(draft)
    draft.form = _plain(form)
    draft.saved_at = clock.now()
    session.flush()
    return draft


def _make_room(session: Session, user_id: UUID) -> None:
    old = session.scalars(
        sa.select(RequestDraft)
        .where(RequestDraft.user_id == user_id)
        .order_by(RequestDraft.saved_at.desc())
        .offset(MOST - 1)
    ).all()
    for row in old:
        session.delete(row)


def of(session: Session, user_id: UUID) -> list[RequestDraft]:
    """Return somebody's drafts, the newest first."""
    return list(
        session.scalars(
            sa.select(RequestDraft)
            .where(RequestDraft.user_id == user_id)
            .order_by(RequestDraft.saved_at.desc())
        )
    )


def discard(session: Session, draft: RequestDraft) -> None:
    """Throw a draft away."""
    session.delete(draft)


DEFAULT_FIELDS = (
    "language",
    "working_language",
    "mode",
    "length",
    "street",
    "postal_code",
    "municipality_key",
    "meeting_point",
    "contact_name",
    "contact_phone",
    "remote_access",
    "field",
    "unit_id",
)


def defaults_for(session: Session, institution_id: UUID, user_id: UUID | None) -> dict[str, Any]:
    """Return what the form is filled in with: the institution's, overlaid by the person's own."""
    rows = session.scalars(
        sa.select(FilingDefaults).where(
            FilingDefaults.institution_id == institution_id,
            sa.or_(FilingDefaults.user_id.is_(None), FilingDefaults.user_id == user_id),
        )
    ).all()
    found: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: row.user_id is not None):
        found |= {key: value for key, value in row.form.items() if value}
    return found


def remember(
    session: Session, form: Mapping[str, Any], *, institution_id: UUID, user_id: UUID | None
) -> None:
    """Keep the reusable part of a form as defaults, of the person or (None) the institution."""
    condition = (
        FilingDefaults.user_id.is_(None) if user_id is None else FilingDefaults.user_id == user_id
    )
    row = session.scalar(
        sa.select(FilingDefaults).where(FilingDefaults.institution_id == institution_id, condition)
    )
    if row is None:
        row = FilingDefaults(id=new_id(), institution_id=institution_id, user_id=user_id)
        session.add(row)
    row.form = {key: str(form[key])[:300] for key in DEFAULT_FIELDS if form.get(key)}
    session.flush()
