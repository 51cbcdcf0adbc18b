"""Who does something, through which door: passed to every verb, never looked up by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from traduko.core.i18n import N_, LabelEnum

if TYPE_CHECKING:
    import uuid


class Role(LabelEnum):
    """What somebody is here. The first three are the operator's staff."""

    OPERATOR_ADMIN = "operator_admin", N_("Administration")
    DISPATCHER = "dispatcher", N_("Dispatch")
    FINANCE = "finance", N_("Finance")
    TRANSLATOR = "translator", N_("Translator")
    INSTITUTION_ADMIN = "institution_admin", N_("Institution administration")
    REQUESTER = "requester", N_("Requester")
    SYSTEM = "system", N_("Automatic")


STAFF = frozenset({Role.OPERATOR_ADMIN, Role.DISPATCHER, Role.FINANCE})


class Channel(LabelEnum):
    """The door somebody came through."""

    PORTAL = "portal", N_("in the portal")
    LINK = "link", N_("by the link in the mail")
    PHONE = "phone", N_("by phone")
    MAIL = "mail", N_("by mail")
    API = "api", N_("through the interface")
    SYSTEM = "system", N_("automatically")
    COMMAND = "command", N_("on the command line")


@dataclass(frozen=True)
class Actor:
    """A person (or the system) with all that decides what they may do."""

    user_id: uuid.UUID | None
    name: str
    roles: frozenset[str]
    institution_ids: frozenset[uuid.UUID] = frozenset()
    admin_of: frozenset[uuid.UUID] = frozenset()
    translator_id: uuid.UUID | None = None
    via: Channel = Channel.PORTAL
    on_behalf_of: str | None = None

    @property
    def is_staff(self) -> bool:
        """Return whether this is somebody of the operator (or the system itself)."""
        return bool(self.roles & (STAFF | {Role.SYSTEM}))

    def speaking_for(self, name: str, channel: Channel) -> Actor:
        """Return the same actor, acting for somebody else (a yes given by phone)."""
        return replace(self, on_behalf_of=name, via=channel)


SYSTEM = Actor(None, "Traduko", frozenset({Role.SYSTEM}), via=Channel.SYSTEM)
