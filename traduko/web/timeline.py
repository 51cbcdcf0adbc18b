"""What happened to a request, in words: the audit entries as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from traduko.accounts.actor import Channel
from traduko.core.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from traduko.core.audit import AuditEntry

WORDS = {
    "request:submit": N_("Request filed"),
    "request:offer": N_("Translators asked"),
    "request:search_again": N_("Nobody is asked at the moment; the search goes on"),
    "request:search_restarted": N_("The search has started again"),
    "request:confirm": N_("Appointment confirmed"),
    "request:release": N_("No longer confirmed; the search starts again"),
    "request:return": N_("Information asked from the institution"),
    "request:answer": N_("The institution has answered"),
    "request:refuse": N_("Request refused"),
    "request:pass_on": N_("Passed on to a partner service"),
    "request:close_unfilled": N_("Closed: nobody found"),
    "request:reopen": N_("Opened again"),
    "request:cancel": N_("Request cancelled"),
    "request:change": N_("Request changed"),
    "request:edit": N_("Request changed"),
    "request:deliver": N_("Took place, record entered"),
    "request:approve": N_("Record approved"),
    "request:object": N_("Record objected to"),
    "request:resubmit": N_("Record corrected"),
    "request:bill": N_("Put on a statement"),
    "request:document:add": N_("Document added"),
    "record:open": N_("Record asked from the translator"),
}
# What only the operator sees: who was asked is nobody else's business.
STAFF_WORDS = {
    "offer:accept": N_("Offer accepted"),
    "offer:decline": N_("Offer declined"),
    "offer:expire": N_("Offer expired without an answer"),
    "offer:withdraw": N_("Offer withdrawn"),
    "offer:lose": N_("Offer closed: another was first"),
    "assignment:step_back": N_("The translator withdrew"),
    "assignment:call_off": N_("Assignment called off"),
    "assignment:finish": N_("Assignment done"),
}
# Who declined or withdrew owes nobody a reason, and is not named to the institution.
UNNAMED = frozenset({"request:release", "request:search_again", "request:search_restarted"})


@dataclass(frozen=True)
class Line:
    """One line of a timeline."""

    when: datetime
    text: str
    who: str
    via: str
    detail: str


def lines(
    entries: Iterable[AuditEntry],
    *,
    staff: bool = False,
    names: dict[Any, str] | None = None,
) -> list[Line]:
    """Return the entries as lines. `names` says whom an offer or assignment was about."""
    words = WORDS | STAFF_WORDS if staff else WORDS
    return [
        Line(
            entry.at,
            _text(words[entry.event], (names or {}).get(entry.thing_id)),
            entry.actor_name if staff or entry.event not in UNNAMED else "",
            _via(entry.via),
            _detail(entry) if staff else "",
        )
        for entry in entries
        if entry.event in words
    ]


def _text(words: str, name: str | None) -> str:
    text: str = gettext(words)
    return f"{text}: {name}" if name else text


def _via(via: str) -> str:
    channel = Channel(via) if via in set(Channel) else None
    if channel in (None, Channel.PORTAL, Channel.SYSTEM):
        return ""
    assert channel is not None
    return str(gettext(channel.label))


def _detail(entry: AuditEntry) -> str:
    detail = entry.detail
    if detail.get("on_behalf_of"):
        return str(gettext("for %(name)s", name=detail["on_behalf_of"]))
    return str(detail.get("taken_back") or "")
