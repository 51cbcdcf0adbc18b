"""Approval with its price: the record, the request and the snapshot in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.accounts.actor import SYSTEM
from traduko.billing import pricing, tariff_book
from traduko.billing.models import RecordPrice
from traduko.billing.tariffs import tariff_for
from traduko.completion import records
from traduko.core import audit, clock
from traduko.core.ids import new_id
from traduko.institutions.models import Institution
from traduko.operator import settings as operator_settings
from traduko.requests.models import ServiceRequest

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.completion.facts import ServiceFacts
    from traduko.completion.models import ServiceRecord


def approve_record(session: Session, record: ServiceRecord, *, actor: Actor) -> RecordPrice:
    """Approve a record and price it by the tariff of its day; return the stored price.

    Approving twice returns the price there is. Raises NotPossibleNow, or NoTariff if the
    operator has none for this kind of institution on that day.
    """
    records.approve(session, record, actor=actor)
    existing = session.scalar(sa.select(RecordPrice).where(RecordPrice.record_id == record.id))
    if existing:
        return existing
    service_request = session.get_one(ServiceRequest, record.request_id)
    institution = session.get_one(Institution, record.institution_id)
    facts = records.facts_of(record, service_request)
    day = service_day(session, record, service_request)
    tariff = tariff_for(tariff_book.all_tariffs(session), institution.kind.value, day)
    result = pricing.price(facts, tariff)
    row = RecordPrice(
        id=new_id(),
        record_id=record.id,
        institution_id=record.institution_id,
        tariff_id=tariff.id,
        tariff_name=tariff.name,
        service_date=day,
        month=f"{day:%Y-%m}",
        facts=_snapshot(facts),
        lines=[line.to_json() for line in result.lines],
        total=result.total,
        currency=result.currency,
        priced_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "billing:record:price",
        service_request,
        {"total": str(result.total), "currency": result.currency, "tariff": tariff.name},
    )
    return row


def deem_approved(session: Session) -> int:
    """Approve what nobody objected to in time; return how many."""
    due = records.due_for_approval(session)
    for record in due:
        approve_record(session, record, actor=SYSTEM)
    return len(due)


def service_day(session: Session, record: ServiceRecord, service_request: ServiceRequest) -> date:
    """Return the local day a record counts on: its start, or for a text the day it came."""
    moment = (
        record.starts_at
        or service_request.starts_at
        or record.submitted_at
        or service_request.sort_at
    )
    return moment.astimezone(operator_settings.current(session).zone).date()


def _snapshot(facts: ServiceFacts) -> dict[str, Any]:
    return {
        "outcome": facts.outcome.value,
        "starts_at": facts.starts_at.isoformat() if facts.starts_at else None,
        "ends_at": facts.ends_at.isoformat() if facts.ends_at else None,
        "minutes": facts.minutes,
        "booked_minutes": facts.booked_minutes,
        "travel_minutes": facts.travel_minutes,
        "travel_km": facts.travel_km,
        "word_count": facts.word_count,
        "mode": facts.mode,
        "language": facts.language,
    }
