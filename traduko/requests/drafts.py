"""Drafts: what somebody has filled in so far, exactly as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from traduko.core import clock, files
from traduko.core.files import StoredFile
from traduko.core.ids import new_id
from traduko.operator import settings as operator_settings
from traduko.requests import documents
from traduko.requests.models import DraftFile, FilingDefaults, RequestDocument, RequestDraft

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from sqlalchemy.orm import Session

MOST = 20
LONGEST_VALUE = 5_000
NOT_TYPED = frozenset({"csrf_token", "draft_id", "save_draft", "text_checked", "form_id"})


def _plain(form: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value[:LONGEST_VALUE] if isinstance(value, str) else value
        for key, value in form.items()
        if key not in NOT_TYPED
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
        discard(session, row)


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
    """Throw a draft away, with the files that were kept for it."""
    for kept in session.scalars(_files_of(draft.id)):
        files.remove(session, kept.file)
        session.delete(kept)
    session.flush()
    session.delete(draft)
    session.flush()


def finish(session: Session, draft: RequestDraft) -> None:
    """Forget a draft that has become a request: files the request took stay, others go."""
    taken = sa.select(RequestDocument.file_id)
    for kept in session.scalars(_files_of(draft.id).where(DraftFile.file_id.in_(taken))):
        session.delete(kept)
    session.flush()
    discard(session, draft)


def keep_file(session: Session, draft: RequestDraft, name: str, data: bytes) -> DraftFile:
    """Keep a file with a draft, so that a form that comes back does not lose it.

    Raises TooManyDocuments, DocumentUnreadable, DocumentLocked and what `files.check` raises.
    """
    limit = operator_settings.current(session).file_limit_mb
    content_type = documents.check(name, data, limit_mb=limit)
    words = documents.count_words(name, data, content_type)
    count = session.scalar(sa.select(sa.func.count()).where(DraftFile.draft_id == draft.id))
    if (count or 0) >= documents.MOST:
        raise documents.TooManyDocuments(field="documents", most=documents.MOST)
    stored = files.keep(session, files.clean_name(name), data, content_type=content_type)
    kept = DraftFile(draft_id=draft.id, file_id=stored.id, word_count=words)
    session.add(kept)
    session.flush()
    return kept


def remove_file(session: Session, draft: RequestDraft, file_id: UUID) -> None:
    """Take a file out of a draft again; one that is not in it changes nothing."""
    kept = session.scalar(_files_of(draft.id).where(DraftFile.file_id == file_id))
    if kept is not None:
        files.remove(session, kept.file)
        session.delete(kept)
        session.flush()


def files_of(session: Session, draft: RequestDraft) -> list[DraftFile]:
    """Return the files kept with a draft, the oldest first."""
    return list(session.scalars(_files_of(draft.id)))


def _files_of(draft_id: UUID) -> sa.Select[DraftFile]:
    return (
        sa.select(DraftFile)
        .where(DraftFile.draft_id == draft_id)
        .options(joinedload(DraftFile.file))
        .order_by(DraftFile.file_id)
    )


def kept_files(
    session: Session, file_ids: Collection[UUID], institution_id: UUID, user_id: UUID | None
) -> list[tuple[StoredFile, int | None]]:
    """Return those of these files that this person has kept with a draft for this institution.

    Whatever a form names: nobody can send along a file that is another's.
    """
    if not file_ids:
        return []
    rows = session.execute(
        sa.select(StoredFile, DraftFile.word_count)
        .join(DraftFile, DraftFile.file_id == StoredFile.id)
        .join(RequestDraft, RequestDraft.id == DraftFile.draft_id)
        .where(
            StoredFile.id.in_(file_ids),
            RequestDraft.user_id == user_id,
            RequestDraft.institution_id == institution_id,
        )
        .order_by(StoredFile.id)
    )
    return [(row[0], row[1]) for row in rows]


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


def defaults_for(
    session: Session, institution_id: UUID, user_id: UUID | None, unit_id: UUID | None = None
) -> dict[str, Any]:
    """Return what the form is filled in with.

    The institution's defaults, overlaid by the unit's, overlaid by the person's own.
    """
    rows = session.scalars(
        sa.select(FilingDefaults).where(
            FilingDefaults.institution_id == institution_id,
            sa.or_(FilingDefaults.user_id.is_(None), FilingDefaults.user_id == user_id),
            sa.or_(FilingDefaults.unit_id.is_(None), FilingDefaults.unit_id == unit_id),
        )
    ).all()
    found: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: (row.user_id is not None, row.unit_id is not None)):
        found |= {key: value for key, value in row.form.items() if value}
    return found


def own_defaults(
    session: Session,
    institution_id: UUID,
    *,
    user_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> dict[str, Any]:
    """Return exactly what a person, a unit or (neither) the institution has set."""
    row = _defaults_row(session, institution_id, user_id, unit_id)
    return dict(row.form) if row else {}


def remember(
    session: Session,
    form: Mapping[str, Any],
    *,
    institution_id: UUID,
    user_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> None:
    """Keep the reusable part of a form as defaults: a person's, a unit's or the institution's."""
    row = _defaults_row(session, institution_id, user_id, unit_id)
    if row is None:
        row = FilingDefaults(
            id=new_id(), institution_id=institution_id, user_id=user_id, unit_id=unit_id
        )
        session.add(row)
    row.form = {key: str(form[key])[:300] for key in DEFAULT_FIELDS if form.get(key)}
    session.flush()


def _defaults_row(
    session: Session, institution_id: UUID, user_id: UUID | None, unit_id: UUID | None
) -> FilingDefaults | None:
    return session.scalar(
        sa.select(FilingDefaults)
        .where(
            FilingDefaults.institution_id == institution_id,
            _is(FilingDefaults.user_id, user_id),
            _is(FilingDefaults.unit_id, unit_id),
        )
        .order_by(FilingDefaults.id)
        .limit(1)
    )


def _is(column: Any, value: UUID | None) -> Any:
    return column.is_(None) if value is None else column == value
