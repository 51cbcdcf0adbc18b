"""A mail as a value: which one, to whom, with what. Templates say how it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Recipient:
    """Who a mail goes to, and in which language they read."""

    email: str
    name: str
    locale: str


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Invitation:
    """An iCalendar object that mail programs show with buttons (RFC 6047)."""

    method: str
    ics: bytes


@dataclass(frozen=True)
class Mail:
    """One mail. `template` is a folder below templates/mail; `about` the things it belongs to."""

    to: Recipient
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    about: uuid.UUID | None = None
    invitation: Invitation | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Rendered:
    """What the person will read."""

    subject: str
    text: str
    html: str


class Mailer(Protocol):
    """Renders in the recipient's language and knows the operator's own addresses."""

    def render(self, session: Session, mail: Mail) -> Rendered: ...
    def sender(self, session: Session) -> tuple[str, str]: ...
    def reply_to(self, session: Session) -> str: ...
    @property
    def domain(self) -> str: ...
