"""The operator's tariffs as stored: added, ended, never rewritten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from traduko.billing.models import Tariff
from traduko.billing.tariffs import Rules, TariffValue
from traduko.core import audit, clock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.operator.kinds import InstitutionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from traduko.core.audit import ActorLike


class TariffKindsMissing(RuleBroken):
    """A tariff is for somebody."""

    default = N_("Choose at least one kind of institution.")


class TariffEndsBeforeStart(RuleBroken):
    """The last day lies before the first."""

    default = N_("The last day must not be before the first.")


def all_tariffs(session: Session) -> list[TariffValue]:
    """Return every tariff as a value, the newest first."""
    rows = session.scalars(sa.select(Tariff).order_by(Tariff.valid_from.desc(), Tariff.id.desc()))
    return [value_of(row) for row in rows]


def value_of(row: Tariff) -> TariffValue:
    """Return a stored tariff as the value that pricing works on."""
    return TariffValue(
        row.id,
        row.name,
        row.valid_from,
        row.valid_until,
        frozenset(row.kinds),
        Rules.from_json(row.rules),
    )


def add_tariff(
    session: Session,
    *,
    name: str,
    valid_from: date,
    kinds: Iterable[str],
    rules: Rules,
    actor: ActorLike,
    valid_until: date | None = None,
) -> Tariff:
    """Add a tariff; from its first day on it goes before older ones for the same kinds.

    What was priced before stays as it was: each record keeps its own snapshot. Raises
    TariffKindsMissing, TariffEndsBeforeStart or TariffInvalid.
    """
    chosen = sorted(set(kinds))
    if not chosen:
        raise TariffKindsMissing(field="kinds")
    if valid_until and valid_until < valid_from:
        raise TariffEndsBeforeStart(field="valid_until")
    row = Tariff(
        id=new_id(),
        name=name,
        valid_from=valid_from,
        valid_until=valid_until,
        kinds=chosen,
        rules=Rules.from_json(rules.to_json()).to_json(),
        created_at=clock.now(),
        created_by=actor.name,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "billing:tariff:add",
        row,
        {"name": name, "from": valid_from.isoformat(), "rules": row.rules, "kinds": chosen},
    )
    return row


def end_tariff(session: Session, tariff: Tariff, *, last_day: date, actor: ActorLike) -> None:
    """Let a tariff end. Raises TariffEndsBeforeStart."""
    if last_day < tariff.valid_from - timedelta(days=1):
        raise TariffEndsBeforeStart(field="valid_until")
    tariff.valid_until = last_day
    audit.record(session, actor, "billing:tariff:end", tariff, {"last_day": last_day.isoformat()})


def add_from_profile(
    session: Session, tariffs: Iterable[Mapping[str, Any]], *, actor: ActorLike
) -> None:
    """Add the tariffs a profile carries; groups of kinds are spelt out."""
    for entry in tariffs:
        groups = set(entry.get("groups", ()))
        kinds = [kind.value for kind in InstitutionKind if kind.group in groups]
        kinds += list(entry.get("kinds", ()))
        add_tariff(
            session,
            name=entry["name"],
            valid_from=date.fromisoformat(str(entry["valid_from"])),
            kinds=kinds,
            rules=Rules.from_json(entry.get("rules", {})),
            actor=actor,
        )
