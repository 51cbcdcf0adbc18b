"""Outgoing mail as rows of the same transaction: sent once the commit stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from traduko.core import clock
from traduko.core.db import Base, UtcDateTime, enum_column, pk
from traduko.core.i18n import N_, LabelEnum
from traduko.core.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from traduko.core.mail import Mail, Mailer, Rendered

CLAIM_LASTS = timedelta(minutes=5)
BACK_OFF = (1, 2, 5, 15, 60, 120, 240, 480)
GIVE_UP_AFTER = 12


class MailState(LabelEnum):
    """Where an outgoing mail is."""

    QUEUED = "queued", N_("Waiting to be sent"), "info", "clock"
    SENDING = "sending", N_("Being sent"), "info", "send"
    SENT = "sent", N_("Sent"), "success", "check"
    FAILED = "failed", N_("Not delivered"), "danger", "alert-triangle"


class OutboxMail(Base):
    """One mail, rendered and built: what the page shows is what is sent."""

    __tablename__ = "outbox_mails"
    __table_args__ = (sa.Index(None, "state", "due_at"),)

    id: Mapped[uuid.UUID] = pk()
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    template: Mapped[str] = mapped_column(sa.String(80))
    about_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    to_email: Mapped[str] = mapped_column(sa.String(254), index=True)
    to_name: Mapped[str] = mapped_column(sa.String(200))
    locale: Mapped[str] = mapped_column(sa.String(8))
    subject: Mapped[str] = mapped_column(sa.String(300))
    body_text: Mapped[str] = mapped_column(sa.Text)
    raw: Mapped[bytes] = mapped_column(sa.LargeBinary)
    state: Mapped[MailState] = mapped_column(
        enum_column(MailState, name="mail_state"), default=MailState.QUEUED
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.Text)


@dataclass(frozen=True)
class Outgoing:
    """What a sender needs of a claimed row."""

    id: uuid.UUID
    sender: str
    to_email: str
    raw: bytes
    attempts: int


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _address(name: str, email: str) -> Address:
    return Address(display_name=_one_line(name), addr_spec=email)


def _build(mailer: Mailer, session: Session, mail: Mail, rendered: Rendered, mid: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _one_line(rendered.subject)
    message["From"] = _address(*mailer.sender(session))
    message["To"] = _address(mail.to.name, mail.to.email)
    reply_to = mailer.reply_to(session)
    if reply_to:
        message["Reply-To"] = reply_to
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = mid
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.to.locale
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    if mail.invitation:
        # Inside multipart/alternative: only there Outlook shows its buttons (RFC 6047 §2.4).
        message.add_alternative(
            mail.invitation.ics.decode(),
            subtype="calendar",
            params={"method": mail.invitation.method},
        )
    for attachment in mail.attachments:
        maintype, _, subtype = attachment.content_type.partition("/")
        message.add_attachment(
            attachment.data, maintype=maintype, subtype=subtype, filename=attachment.filename
        )
    return message.as_bytes()


def post(session: Session, mail: Mail) -> OutboxMail:
    """Render the mail now, in the recipient's language, and queue it with this transaction."""
    mailer: Mailer = session.info["mailer"]
    rendered = mailer.render(session, mail)
    row_id = new_id()
    message_id = f"<{row_id.hex}@{mailer.domain}>"
    row = OutboxMail(
        id=row_id,
        message_id=message_id,
        template=mail.template,
        about_id=mail.about,
        to_email=mail.to.email,
        to_name=mail.to.name,
        locale=mail.to.locale,
        subject=_one_line(rendered.subject)[:300],
        body_text=rendered.text,
        raw=_build(mailer, session, mail, rendered, message_id),
        state=MailState.QUEUED,
        created_at=clock.now(),
        due_at=clock.now(),
    )
    session.add(row)
    return row


def claim_due(session: Session, *, limit: int = 20) -> list[OutboxMail]:
    """Take up to `limit` due mails for this worker and return them, oldest first.

    A claim that its worker never finished is free again after five minutes.
    """
    present = clock.now()
    due = (
        sa.select(OutboxMail.id)
        .where(
            sa.or_(
                sa.and_(OutboxMail.state == MailState.QUEUED, OutboxMail.due_at <= present),
                sa.and_(
                    OutboxMail.state == MailState.SENDING,
                    OutboxMail.claimed_at <= present - CLAIM_LASTS,
                ),
            )
        )
        .order_by(OutboxMail.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = session.scalars(
        sa.update(OutboxMail)
        .where(OutboxMail.id.in_(due.scalar_subquery()))
        .values(state=MailState.SENDING, claimed_at=present, attempts=OutboxMail.attempts + 1)
        .returning(OutboxMail)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return sorted(claimed, key=lambda row: row.created_at)


def mark_sent(session: Session, mail_id: uuid.UUID) -> None:
    """Note that the mail server has taken the mail."""
    session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.id == mail_id)
        .values(state=MailState.SENT, sent_at=clock.now(), last_error=None)
    )


def mark_failed(session: Session, mail_id: uuid.UUID, error: str, *, permanent: bool) -> None:
    """Note what the mail server said; try again later, longer each time, or give up."""
    row = session.get_one(OutboxMail, mail_id)
    give_up = permanent or row.attempts >= GIVE_UP_AFTER
    minutes = BACK_OFF[min(max(row.attempts, 1), len(BACK_OFF)) - 1]
    session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.id == mail_id)
        .values(
            state=MailState.FAILED if give_up else MailState.QUEUED,
            due_at=clock.now() + timedelta(minutes=minutes),
            last_error=_one_line(error)[:500],
        )
    )


def retry(mail: OutboxMail) -> None:
    """Queue a mail again that was given up."""
    mail.state = MailState.QUEUED
    mail.attempts = 0
    mail.due_at = clock.now()


def mails_about(session: Session, about: uuid.UUID) -> list[OutboxMail]:
    """Return every mail of one thing, oldest first, without their raw bytes."""
    return list(
        session.scalars(
            sa.select(OutboxMail)
            .options(sa.orm.defer(OutboxMail.raw))
            .where(OutboxMail.about_id == about)
            .order_by(OutboxMail.created_at, OutboxMail.id)
        )
    )
