"""The open requests by urgency: time left first, and what is hard to fill earlier still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from traduko.core import clock
from traduko.core.audit import AuditEntry
from traduko.dispatch import queries
from traduko.dispatch.models import Offer, OfferState
from traduko.institutions.models import Institution, InstitutionState
from traduko.operator import settings as operator_settings
from traduko.requests.models import OPEN_STATES, RequestState, ServiceRequest
from traduko.translators.models import Mode, Translator, TranslatorLanguage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

# A language with few translators is looked for earlier: it counts as if less time were left.
SCARCE = ((2, timedelta(days=3)), (5, timedelta(days=1)))
SOON = timedelta(days=3)
NOW = timedelta(days=1)
CHANGES = (
    "request:submit",
    "request:answer",
    "request:change",
    "request:release",
    "request:cancel",
    "request:search_again",
)


@dataclass(frozen=True)
class Filters:
    """What of the open requests somebody wants to see."""

    language: str | None = None
    mode: Mode | None = None
    state: RequestState | None = None
    search: str = ""


@dataclass(frozen=True)
class Row:
    """One open request with what decides about its place."""

    service_request: ServiceRequest
    open_offers: int
    is_scarce: bool
    urgency: str


@dataclass(frozen=True)
class WorkPage:
    """One page of open requests and where the next one begins."""

    rows: list[Row]
    next_after: str | None


@dataclass(frozen=True)
class Counts:
    """What waits for the dispatcher."""

    open: int
    offers: int
    returned: int
    applications: int


def page(
    session: Session, filters: Filters, *, after: str | None = None, size: int = 25
) -> WorkPage:
    """Return open requests by urgency, in five statements whatever their number."""
    leads = _leads(session)
    places = _places(session, filters, leads, _cursor(after), size)
    shown = places[:size]
    found = _requests(session, [key for _, key in shown])
    counts = queries.open_offer_counts(session, list(found))
    present = clock.now()
    rows = [
        Row(
            found[key],
            counts.get(key, 0),
            found[key].language in leads,
            _urgency(moment - present),
        )
        for moment, key in shown
    ]
    last = f"{shown[-1][0].isoformat()}|{shown[-1][1]}" if len(places) > size else None
    return WorkPage(rows, last)


def _leads(session: Session) -> dict[str, timedelta]:
    """Return by how much requests for each scarce language are looked at earlier."""
    rows = session.execute(
        sa.select(
            TranslatorLanguage.language,
            sa.func.count(sa.distinct(TranslatorLanguage.translator_id)),
        )
        .join(Translator, Translator.id == TranslatorLanguage.translator_id)
        .where(Translator.left_at.is_(None))
        .group_by(TranslatorLanguage.language)
    )
    people_of = dict.fromkeys(operator_settings.current(session).languages, 0)
    people_of |= {language: people for language, people in rows}  # noqa: C416 - rows are no pairs
    leads = {}
    for language, people in people_of.items():
        lead = next((lead for most, lead in SCARCE if people <= most), None)
        if lead:
            leads[language] = lead
    return leads


def _places(
    session: Session,
    filters: Filters,
    leads: Mapping[str, timedelta],
    after: tuple[datetime, UUID] | None,
    size: int,
) -> list[tuple[datetime, UUID]]:
    """Return the next places on the list: each state and lead is read from its index."""
    states = [filters.state] if filters.state in OPEN_STATES else list(OPEN_STATES)
    parts = []
    for lead in {timedelta(0), *leads.values()}:
        speaks: Any
        if lead:
            speaks = ServiceRequest.language.in_([c for c, value in leads.items() if value == lead])
        elif leads:
            speaks = ServiceRequest.language.not_in(list(leads))
        else:
            speaks = sa.true()
        for state in states:
            part = _part(filters, after, lead).where(ServiceRequest.state == state, speaks)
            parts.append(sa.select(part.limit(size + 1).subquery()))
    rows: Any = session.execute(sa.union_all(*parts))
    places = [(sort_at - timedelta(seconds=lead), key) for key, sort_at, lead in rows]
    return sorted(places)[: size + 1]


def _part(filters: Filters, after: tuple[datetime, UUID] | None, lead: timedelta) -> Any:
    part = sa.select(
        ServiceRequest.id,
        ServiceRequest.sort_at,
        sa.literal(int(lead.total_seconds())).label("lead"),
    ).order_by(ServiceRequest.sort_at, ServiceRequest.id)
    if after:
        part = part.where(
            sa.tuple_(ServiceRequest.sort_at, ServiceRequest.id) > (after[0] + lead, after[1])
        )
    if filters.language:
        part = part.where(ServiceRequest.language == filters.language)
    if filters.mode:
        part = part.where(ServiceRequest.mode == filters.mode)
    if filters.search:
        pattern = f"%{filters.search}%"
        part = part.where(
            sa.or_(
                ServiceRequest.number.ilike(pattern),
                ServiceRequest.requester_name.ilike(pattern),
                ServiceRequest.institution_id.in_(
                    sa.select(Institution.id).where(Institution.name.ilike(pattern))
                ),
            )
        )
    return part


def _cursor(after: str | None) -> tuple[datetime, UUID] | None:
    moment, _, key = (after or "").partition("|")
    try:
        found = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return found if found[0].tzinfo else None


def _requests(session: Session, keys: list[UUID]) -> dict[UUID, ServiceRequest]:
    rows = session.scalars(
        sa.select(ServiceRequest)
        .options(joinedload(ServiceRequest.institution), joinedload(ServiceRequest.unit))
        .where(ServiceRequest.id.in_(keys))
    )
    return {row.id: row for row in rows}


def _urgency(left: timedelta) -> str:
    if left < NOW:
        return "now"
    return "soon" if left < SOON else "later"


def counts(session: Session) -> Counts:
    """Return what waits, in one statement."""
    of_state = sa.select(sa.func.count()).select_from(ServiceRequest)
    row = session.execute(
        sa.select(
            of_state.where(ServiceRequest.state.in_(OPEN_STATES)).scalar_subquery(),
            sa.select(sa.func.count())
            .select_from(Offer)
            .where(Offer.state == OfferState.OPEN)
            .scalar_subquery(),
            of_state.where(ServiceRequest.state == RequestState.RETURNED).scalar_subquery(),
            sa.select(sa.func.count())
            .select_from(Institution)
            .where(
                Institution.state == InstitutionState.APPLIED,
                Institution.email_proven_at.is_not(None),
            )
            .scalar_subquery(),
        )
    ).one()
    return Counts(*row)


def changes_since(
    session: Session, since: datetime, *, limit: int = 8
) -> list[tuple[AuditEntry, ServiceRequest]]:
    """Return what happened to requests since a moment, the newest first."""
    rows = session.execute(
        sa.select(AuditEntry, ServiceRequest)
        .join(ServiceRequest, ServiceRequest.id == AuditEntry.thing_id)
        .where(AuditEntry.event.in_(CHANGES), AuditEntry.at > since)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(limit)
    )
    return [(entry, service_request) for entry, service_request in rows]
