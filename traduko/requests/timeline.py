"""What happened to a request, as sentences: the audit read by people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from traduko.accounts.actor import Channel
from traduko.core import audit
from traduko.core.i18n import N_

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.core.audit import AuditEntry

SENTENCES = {
    "request:submit": N_("The request was received"),
    "request:offer": N_("The request was offered to translators"),
    "request:search_again": N_("No offer is open any more; the search goes on"),
    "request:confirm": N_("A translator has confirmed"),
    "request:release": N_("The confirmation is void; the search starts again"),
    "request:return": N_("The service asked for information"),
    "request:answer": N_("The question was answered"),
    "request:refuse": N_("The request was refused"),
    "request:pass_on": N_("The request was passed on to a partner service"),
    "request:close_unfilled": N_("Nobody was found; the request was closed"),
    "request:reopen": N_("The request was opened again"),
    "request:cancel": N_("The request was cancelled"),
    "request:deliver": N_("The translator entered what took place"),
    "request:approve": N_("The record was approved"),
    "request:object": N_("The record was objected to"),
    "request:resubmit": N_("The record was entered again"),
    "request:bill": N_("The record is on a statement"),
    "request:edit": N_("Details were changed"),
    "request:change": N_("Time, place or way was changed"),
    "request:document_added": N_("A document was added"),
    "request:message": N_("A message was written"),
    "request:search_restarted": N_("The search starts again"),
    "record:open": N_("The translator was asked what took place"),
    "billing:record:price": N_("The record was priced"),
}
# What institutions need not read: who was asked and who said no.
FOR_STAFF = {
    "offer:open": N_("Offered to %(translator)s"),
    "offer:make": N_("Offered to %(translator)s"),
    "offer:accept": N_("The offer was accepted"),
    "offer:decline": N_("An offer was declined"),
    "offer:expire": N_("An offer expired"),
    "offer:withdraw": N_("An offer was withdrawn"),
    "offer:lose": N_("An offer was lost to another translator"),
    "request:assign": N_("Assigned by dispatch"),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened. `text` and `via` are text ids."""

    when: datetime
    who: str
    text: str
    via: str | None
    detail: str | None


def timeline(session: Session, thing_ids: list[UUID], *, for_staff: bool = False) -> list[Line]:
    """Return what happened, oldest first; unknown events are shown to staff by their name."""
    return [
        line
        for entry in audit.history(session, thing_ids)
        if (line := _line(entry, for_staff=for_staff)) is not None
    ]


def _line(entry: AuditEntry, *, for_staff: bool) -> Line | None:
    text = SENTENCES.get(entry.event)
    if text is None:
        if not for_staff:
            return None
        text = FOR_STAFF.get(entry.event, entry.event)
    via = None
    if entry.via in {Channel.PHONE.value, Channel.LINK.value, Channel.MAIL.value}:
        via = Channel(entry.via).label
    who = entry.actor_name
    detail = entry.detail.get("reason") or entry.detail.get("on_behalf_of")
    if "%(" in text:
        text = SENTENCES["request:offer"]
        detail = entry.detail.get("translator") or detail
    return Line(entry.at, who, text, via, str(detail) if detail else None)
