"""Menus as data: what each person can go to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, request, url_for
from flask_babel import gettext

from traduko.accounts.actor import Role
from traduko.core.i18n import N_

if TYPE_CHECKING:
    from traduko.accounts.actor import Actor


@dataclass(frozen=True)
class Entry:
    """One entry of the menu."""

    label: str
    endpoint: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Item:
    """An entry as the page shows it."""

    label: str
    url: str
    current: bool
    count: int | None = None


_REQUESTERS = frozenset({Role.REQUESTER, Role.INSTITUTION_ADMIN})
_DISPATCH = frozenset({Role.DISPATCHER, Role.OPERATOR_ADMIN})
_FINANCE = frozenset({Role.FINANCE, Role.OPERATOR_ADMIN})
_ADMIN = frozenset({Role.OPERATOR_ADMIN})
_TRANSLATORS = frozenset({Role.TRANSLATOR})

MENU = (
    Entry(N_("Start"), "institution.start.show", _REQUESTERS),
    Entry(N_("New request"), "institution.request_form.new", _REQUESTERS),
    Entry(N_("Requests"), "institution.requests.index", _REQUESTERS),
    Entry(N_("Records"), "institution.records.index", _REQUESTERS),
    Entry(N_("Statements"), "institution.statements.index", _REQUESTERS),
    Entry(N_("Colleagues"), "institution.colleagues.index", frozenset({Role.INSTITUTION_ADMIN})),
    Entry(N_("Our institution"), "institution.institution.show", _REQUESTERS),
    Entry(N_("Open requests"), "dispatcher.worklist.show", _DISPATCH),
    Entry(N_("All requests"), "dispatcher.requests.index", _DISPATCH),
    Entry(N_("Translators"), "dispatcher.translators.index", _DISPATCH),
    Entry(N_("Institutions"), "dispatcher.institutions.index", _DISPATCH),
    Entry(N_("Records"), "dispatcher.records.index", _DISPATCH),
    Entry(N_("Mails"), "dispatcher.mails.index", _DISPATCH),
    Entry(N_("My assignments"), "translator.start.show", _TRANSLATORS),
    Entry(N_("Calendar"), "translator.calendar.show", _TRANSLATORS),
    Entry(N_("Availability"), "translator.availability.show", _TRANSLATORS),
    Entry(N_("My profile"), "translator.qualifications.show", _TRANSLATORS),
    Entry(N_("Months"), "finance.periods.index", _FINANCE),
    Entry(N_("Tariffs"), "finance.tariffs.index", _FINANCE),
    Entry(N_("Health"), "admin.health.show", _ADMIN),
    Entry(N_("Settings"), "admin.settings.index", _ADMIN),
    Entry(N_("People"), "admin.users.index", _ADMIN),
    Entry(N_("History"), "admin.history.show", _ADMIN),
)

START = (
    (Role.DISPATCHER, "dispatcher.worklist.show"),
    (Role.OPERATOR_ADMIN, "admin.health.show"),
    (Role.FINANCE, "finance.periods.index"),
    (Role.TRANSLATOR, "translator.start.show"),
    (Role.INSTITUTION_ADMIN, "institution.start.show"),
    (Role.REQUESTER, "institution.start.show"),
)


def menu(actor: Actor) -> list[Item]:
    """Return the menu of this person, with the current page marked."""
    here = request.endpoint or ""
    folder = here.rpartition(".")[0]
    return [
        Item(
            gettext(entry.label),
            url_for(entry.endpoint),
            here == entry.endpoint
            or (bool(folder) and entry.endpoint.rpartition(".")[0] == folder),
        )
        for entry in MENU
        if entry.roles & actor.roles and entry.endpoint in current_app.view_functions
    ]


def start_page(actor: Actor) -> str:
    """Return the endpoint of the page this person begins on."""
    return next(
        (endpoint for role, endpoint in START if role in actor.roles), "account.profile.show"
    )
