"""Service requests with wishes, documents, messages, drafts and filing defaults."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from traduko.core.db import Base, UtcDateTime, enum_column, pk
from traduko.core.files import StoredFile
from traduko.core.i18n import N_, LabelEnum
from traduko.institutions.models import Institution, Unit
from traduko.translators.models import FieldOfWork, Gender, Mode, ProofKind


class RequestKind(LabelEnum):
    """A time with an interpreter, or a text and a date."""

    INTERPRETING = "interpreting", N_("Interpreting"), "neutral", "messages"
    TRANSLATION = "translation", N_("Translation"), "neutral", "file-text"


class RequestState(LabelEnum):
    """The life of a service request. Received is not confirmed."""

    DRAFT = "draft", N_("Draft"), "neutral", "edit"
    SUBMITTED = "submitted", N_("Received, not yet confirmed"), "info", "inbox"
    OFFERED = "offered", N_("Offered, not yet confirmed"), "info", "send"
    CONFIRMED = "confirmed", N_("Confirmed"), "success", "check-circle"
    DELIVERED = "delivered", N_("Took place, record to approve"), "info", "clipboard"
    APPROVED = "approved", N_("Record approved"), "success", "check"
    BILLED = "billed", N_("On the statement"), "neutral", "receipt"
    RETURNED = "returned", N_("Your answer is needed"), "warning", "help-circle"
    REFUSED = "refused", N_("Refused"), "danger", "x"
    PASSED_ON = "passed_on", N_("Passed on to a partner service"), "neutral", "share"
    UNFILLED = "unfilled", N_("Nobody found"), "danger", "user-x"
    CANCELLED = "cancelled", N_("Cancelled"), "neutral", "ban"
    DISPUTED = "disputed", N_("Record objected to"), "warning", "alert-triangle"


OPEN_STATES = (RequestState.SUBMITTED, RequestState.OFFERED, RequestState.RETURNED)


class RefusalReason(LabelEnum):
    """Why a request is not one for this service."""

    SWORN_NEEDED = "sworn_needed", N_("A sworn interpreter or translator is needed")
    NOT_ELIGIBLE = "not_eligible", N_("The matter is outside what this service may do")
    LANGUAGE = "language", N_("The language is not offered")
    CAPACITY = "capacity", N_("No free capacity")
    OTHER = "other", N_("Other reason")


class UnfilledReason(LabelEnum):
    """Why nobody was found; kept for the gap analysis."""

    NOBODY_FREE = "nobody_free", N_("Nobody was free at that time")
    ALL_DECLINED = "all_declined", N_("Everybody who was asked declined")
    NO_ANSWER = "no_answer", N_("Nobody answered in time")
    TOO_SHORT = "too_short", N_("The notice was too short")
    TOO_FAR = "too_far", N_("Too far for those who were free")
    NO_PROFILE = "no_profile", N_("Nobody has the wished profile")


class CancelledBy(LabelEnum):
    """Who asked for the cancellation."""

    INSTITUTION = "institution", N_("The institution")
    CLIENT = "client", N_("The client, through the institution")
    OPERATOR = "operator", N_("The operator")


class WishKind(LabelEnum):
    """A wish about one particular translator."""

    NAMED = "named", N_("This translator")
    NEVER = "never", N_("Never again")


class DocumentPurpose(LabelEnum):
    """What a document of a request is for."""

    SOURCE = "source", N_("Text to translate")
    BRIEFING = "briefing", N_("For preparation")
    RESULT = "result", N_("Translation")


class ServiceRequest(Base):
    """What an institution asks for. Only `requests.lifecycle` writes its state."""

    __tablename__ = "service_requests"
    __table_args__ = (
        sa.Index(None, "state", "sort_at", "id"),
        sa.Index(None, "institution_id", "state", "sort_at", "id"),
        sa.Index(None, "institution_id", "sort_at", "id"),
    )

    id: Mapped[uuid.UUID] = pk()
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[RequestKind] = mapped_column(enum_column(RequestKind, name="request_kind"))
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("units.id"))
    requester_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    requester_name: Mapped[str] = mapped_column(sa.String(200))
    requester_email: Mapped[str] = mapped_column(sa.String(254))
    locale: Mapped[str] = mapped_column(sa.String(8), default="de")

    state: Mapped[RequestState] = mapped_column(
        enum_column(RequestState, name="request_state"), default=RequestState.DRAFT
    )
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    billed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passed_on_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unfilled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disputed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    language: Mapped[str] = mapped_column(sa.String(8))
    working_language: Mapped[str] = mapped_column(sa.String(8))
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, name="mode"))
    second_mode: Mapped[Mode | None] = mapped_column(enum_column(Mode, name="second_mode"))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window_starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The moment lists are sorted by: the start, or for a text the day it is wished for.
    sort_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime)

    street: Mapped[str | None] = mapped_column(sa.String(200))
    postal_code: Mapped[str | None] = mapped_column(sa.String(12))
    municipality_key: Mapped[str | None] = mapped_column(sa.String(60))
    meeting_point: Mapped[str | None] = mapped_column(sa.String(200))
    remote_access: Mapped[str | None] = mapped_column(sa.String(300))
    contact_name: Mapped[str | None] = mapped_column(sa.String(200))
    contact_phone: Mapped[str | None] = mapped_column(sa.String(40))

    field: Mapped[FieldOfWork | None] = mapped_column(enum_column(FieldOfWork, name="field"))
    matter: Mapped[str | None] = mapped_column(sa.Text)
    translator_note: Mapped[str | None] = mapped_column(sa.Text)
    case_reference: Mapped[str | None] = mapped_column(sa.String(300))
    case_key: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    gender_wanted: Mapped[Gender | None] = mapped_column(enum_column(Gender, name="gender_wanted"))
    gender_is_must: Mapped[bool] = mapped_column(default=False)
    qualification_wanted: Mapped[ProofKind | None] = mapped_column(
        enum_column(ProofKind, name="qualification_wanted")
    )
    qualification_is_must: Mapped[bool] = mapped_column(default=False)
    target_language: Mapped[str | None] = mapped_column(sa.String(8))
    word_count: Mapped[int | None]

    refusal_reason: Mapped[RefusalReason | None] = mapped_column(
        enum_column(RefusalReason, name="refusal_reason")
    )
    unfilled_reason: Mapped[UnfilledReason | None] = mapped_column(
        enum_column(UnfilledReason, name="unfilled_reason")
    )
    state_note: Mapped[str | None] = mapped_column(sa.Text)
    partner_name: Mapped[str | None] = mapped_column(sa.String(200))
    partner_reference: Mapped[str | None] = mapped_column(sa.String(100))
    cancelled_by: Mapped[CancelledBy | None] = mapped_column(
        enum_column(CancelledBy, name="cancelled_by")
    )
    cancel_received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # Rises with every change of what translators were told: older links are void.
    version: Mapped[int] = mapped_column(default=1)
    # RFC 5546 §2.1.4: rises with every change that calendars must learn about.
    sequence: Mapped[int] = mapped_column(default=0)
    repeated_from_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("service_requests.id"))

    institution: Mapped[Institution] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Return whether a translator is still to be found."""
        return self.state in OPEN_STATES

    @property
    def is_interpreting(self) -> bool:
        """Return whether this is a time with an interpreter (and not a text)."""
        return self.kind == RequestKind.INTERPRETING

    @property
    def calendar_uid(self) -> str:
        """Return the UID all calendar entries of this request share."""
        return f"{self.id}@traduko"


class TranslatorWish(Base):
    """A named translator, or one never again, marked must or wish."""

    __tablename__ = "translator_wishes"

    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("service_requests.id"), primary_key=True
    )
    translator_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("translators.id"), primary_key=True
    )
    kind: Mapped[WishKind] = mapped_column(enum_column(WishKind, name="wish_kind"))
    is_must: Mapped[bool] = mapped_column(default=False)


class RequestDocument(Base):
    """A document of a request: the text to translate, a briefing, the result."""

    __tablename__ = "request_documents"

    id: Mapped[uuid.UUID] = pk()
    request_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service_requests.id"), index=True)
    file_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_files.id"))
    purpose: Mapped[DocumentPurpose] = mapped_column(
        enum_column(DocumentPurpose, name="document_purpose")
    )
    word_count: Mapped[int | None]
    added_by: Mapped[str] = mapped_column(sa.String(200))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship(lazy="raise")


class RequestMessage(Base):
    """A question or an answer between operator and institution about one request."""

    __tablename__ = "request_messages"

    id: Mapped[uuid.UUID] = pk()
    request_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service_requests.id"), index=True)
    from_operator: Mapped[bool]
    author_name: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RequestDraft(Base):
    """What somebody has filled in so far, exactly as typed; not yet a request."""

    __tablename__ = "request_drafts"

    id: Mapped[uuid.UUID] = pk()
    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("users.id"), index=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"))
    form: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftFile(Base):
    """A file kept with a draft: a browser does not send it twice by itself."""

    __tablename__ = "draft_files"

    draft_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("request_drafts.id", ondelete="CASCADE"), primary_key=True
    )
    file_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_files.id"), primary_key=True)
    word_count: Mapped[int | None]

    file: Mapped[StoredFile] = relationship(lazy="raise")


class FilingDefaults(Base):
    """What the form is filled in with: the institution's, a unit's, or one person's."""

    __tablename__ = "filing_defaults"
    __table_args__ = (sa.UniqueConstraint("institution_id", "unit_id", "user_id"),)

    id: Mapped[uuid.UUID] = pk()
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("units.id"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    form: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
