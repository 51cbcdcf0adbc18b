"""Monthly statements: everything an institution got, zero prices included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.billing.models import RecordPrice, Statement
from traduko.completion.models import ServiceRecord
from traduko.core import audit, clock
from traduko.core.db import lock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id, next_number
from traduko.core.money import ZERO, cents
from traduko.institutions.models import Institution
from traduko.requests import lifecycle as request_lifecycle
from traduko.requests.models import ServiceRequest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor

MONTHS = 12


class MonthNotOver(RuleBroken):
    """A month is stated once it is over."""

    default = N_("This month is not over yet. Its statement can be made from the first day after.")


class NothingToState(RuleBroken):
    """No approved record waits for a statement."""

    default = N_("There is no approved record in this month that is not on a statement yet.")


@dataclass(frozen=True)
class StatementLine:
    """One record as the statement shows it."""

    number: str
    service_date: date
    unit_name: str | None
    language: str
    mode: str
    outcome: str
    minutes: int
    words: int | None
    requester_name: str
    case_reference: str | None
    tariff_name: str
    total: Decimal


@dataclass(frozen=True)
class MonthSummary:
    """What an institution has in a month, for the overview."""

    institution_id: UUID
    institution_name: str
    month: str
    records: int
    unstated: int
    total: Decimal


def next_month(month: str) -> date:
    """Return the first day after a month given as "2026-11"."""
    first = date.fromisoformat(f"{month}-01")
    return date(first.year + first.month // MONTHS, first.month % MONTHS + 1, 1)


def summaries(
    session: Session, month: str, institution_id: UUID | None = None
) -> list[MonthSummary]:
    """Return one summary for each institution with approved records in the month."""
    query = (
        sa.select(
            RecordPrice.institution_id,
            Institution.name,
            RecordPrice.month,
            sa.func.count(),
            sa.func.sum(sa.case((RecordPrice.statement_id.is_(None), 1), else_=0)),
            sa.func.sum(RecordPrice.total),
        )
        .join(Institution, Institution.id == RecordPrice.institution_id)
        .where(RecordPrice.month == month)
        .group_by(RecordPrice.institution_id, Institution.name, RecordPrice.month)
        .order_by(Institution.name)
    )
    if institution_id:
        query = query.where(RecordPrice.institution_id == institution_id)
    return [
        MonthSummary(row[0], row[1], row[2], row[3], int(row[4]), cents(Decimal(row[5])))
        for row in session.execute(query)
    ]


def lines(
    session: Session, institution_id: UUID, month: str, statement_id: UUID | None = None
) -> list[StatementLine]:
    """Return the records of an institution in a month, or of one statement, in order of date."""
    query = (
        sa.select(RecordPrice, ServiceRequest, ServiceRecord)
        .join(ServiceRecord, ServiceRecord.id == RecordPrice.record_id)
        .join(ServiceRequest, ServiceRequest.id == ServiceRecord.request_id)
        .where(RecordPrice.institution_id == institution_id, RecordPrice.month == month)
        .options(sa.orm.joinedload(ServiceRequest.unit))
        .order_by(RecordPrice.service_date, ServiceRequest.number)
    )
    if statement_id:
        query = query.where(RecordPrice.statement_id == statement_id)
    return [
        StatementLine(
            request.number,
            price.service_date,
            request.unit.name if request.unit else None,
            request.language,
            request.mode.value,
            record.outcome.value if record.outcome else "",
            int(price.facts.get("minutes") or 0),
            price.facts.get("word_count"),
            request.requester_name,
            request.case_reference,
            price.tariff_name,
            price.total,
        )
        for price, request, record in session.execute(query)
    ]


def issue_month(
    session: Session, institution: Institution, month: str, *, actor: Actor
) -> Statement:
    """Put all approved, not yet stated records of the month on a statement and return it.

    Records approved later go onto the month's next part. The number has no gap. Raises
    MonthNotOver or NothingToState.
    """
    if clock.now().date() < next_month(month):
        raise MonthNotOver
    lock(session, institution)
    prices = session.scalars(
        sa.select(RecordPrice)
        .where(
            RecordPrice.institution_id == institution.id,
            RecordPrice.month == month,
            RecordPrice.statement_id.is_(None),
        )
        .order_by(RecordPrice.service_date, RecordPrice.id)
    ).all()
    if not prices:
        raise NothingToState
    part = session.scalar(
        sa.select(sa.func.coalesce(sa.func.max(Statement.part), 0)).where(
            Statement.institution_id == institution.id, Statement.month == month
        )
    )
    statement = Statement(
        id=new_id(),
        number=next_number(session, "LS", clock.now().year),
        institution_id=institution.id,
        month=month,
        part=(part or 0) + 1,
        total=cents(sum((price.total for price in prices), ZERO)),
        currency="EUR",
        record_count=len(prices),
        issued_at=clock.now(),
    )
    session.add(statement)
    session.flush()
    _bill(session, statement, prices, actor)
    audit.record(
        session,
        actor,
        "billing:statement:issue",
        statement,
        {"number": statement.number, "month": month, "records": len(prices)},
    )
    return statement


def _bill(
    session: Session, statement: Statement, prices: Sequence[RecordPrice], actor: Actor
) -> None:
    for price in prices:
        price.statement_id = statement.id
        record = session.get_one(ServiceRecord, price.record_id)
        service_request = session.get_one(ServiceRequest, record.request_id)
        request_lifecycle.advance(
            session,
            service_request,
            request_lifecycle.BILL,
            actor,
            detail={"statement": statement.number},
        )


def statements_of(
    session: Session, *, institution_id: UUID | None = None, month: str | None = None
) -> list[Statement]:
    """Return statements, the newest first, with their institutions."""
    query = (
        sa.select(Statement)
        .options(sa.orm.joinedload(Statement.institution))
        .order_by(Statement.month.desc(), Statement.issued_at.desc())
    )
    if institution_id:
        query = query.where(Statement.institution_id == institution_id)
    if month:
        query = query.where(Statement.month == month)
    return list(session.scalars(query))


def months(session: Session, institution_id: UUID | None = None) -> list[str]:
    """Return the months with approved records, the newest first."""
    query = sa.select(RecordPrice.month).distinct().order_by(RecordPrice.month.desc())
    if institution_id:
        query = query.where(RecordPrice.institution_id == institution_id)
    return list(session.scalars(query))
