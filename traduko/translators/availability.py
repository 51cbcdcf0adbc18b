"""When a translator can be asked: a usual week, and absences."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.core import audit, clock
from traduko.core.db import lock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.translators.models import Absence, Translator, WeeklySlot

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, time
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor

WEEKDAYS = 7


class SlotEndsBeforeStart(RuleBroken):
    """A time in the week ends before it starts."""

    default = N_("The end must be after the start (%(starts)s–%(ends)s).")


class SlotsOverlap(RuleBroken):
    """Two times of one day overlap."""

    default = N_("Two times of the same day overlap. Please join them.")


class AbsenceEndsBeforeStart(RuleBroken):
    """An absence ends before it starts."""

    default = N_("The end must be after the start.")


class AbsencePast(RuleBroken):
    """An absence lies wholly in the past."""

    default = N_("This time is over already. Please enter one that still lies ahead.")


@dataclass(frozen=True, order=True)
class Slot:
    """A time in the usual week, Monday is 0, in the operator's zone."""

    weekday: int
    starts: time
    ends: time


def week_of(session: Session, translator_id: UUID) -> list[Slot]:
    """Return the usual week, in order."""
    rows = session.execute(
        sa.select(WeeklySlot.weekday, WeeklySlot.starts, WeeklySlot.ends)
        .where(WeeklySlot.translator_id == translator_id)
        .order_by(WeeklySlot.weekday, WeeklySlot.starts)
    )
    return [Slot(*row) for row in rows]


def set_week(
    session: Session, translator: Translator, slots: Iterable[Slot], *, actor: Actor
) -> None:
    """Replace the usual week. Raises SlotEndsBeforeStart or SlotsOverlap."""
    ordered = sorted(set(slots))
    for slot in ordered:
        if slot.ends <= slot.starts:
            raise SlotEndsBeforeStart(
                field=f"day_{slot.weekday}",
                starts=f"{slot.starts:%H:%M}",
                ends=f"{slot.ends:%H:%M}",
            )
    for first, second in pairwise(ordered):
        if first.weekday == second.weekday and second.starts < first.ends:
            raise SlotsOverlap(field=f"day_{first.weekday}")
    lock(session, translator)
    session.execute(sa.delete(WeeklySlot).where(WeeklySlot.translator_id == translator.id))
    session.add_all(
        WeeklySlot(
            id=new_id(),
            translator_id=translator.id,
            weekday=slot.weekday,
            starts=slot.starts,
            ends=slot.ends,
        )
        for slot in ordered
    )
    session.flush()
    audit.record(
        session,
        actor,
        "translator:availability:set",
        translator,
        {"week": [f"{s.weekday} {s.starts:%H:%M}-{s.ends:%H:%M}" for s in ordered]},
    )


def add_absence(
    session: Session,
    translator: Translator,
    *,
    starts_at: datetime,
    ends_at: datetime,
    note: str | None,
    actor: Actor,
) -> Absence:
    """Note an absence and return it. Raises AbsenceEndsBeforeStart or AbsencePast.

    What is already agreed in that time is not touched: pages show it and `dispatch.changes`
    takes it back.
    """
    if ends_at <= starts_at:
        raise AbsenceEndsBeforeStart(field="ends")
    if ends_at <= clock.now():
        raise AbsencePast(field="ends")
    lock(session, translator)
    absence = Absence(
        id=new_id(),
        translator_id=translator.id,
        starts_at=starts_at,
        ends_at=ends_at,
        note=note or None,
    )
    session.add(absence)
    session.flush()
    audit.record(
        session,
        actor,
        "translator:absence:add",
        translator,
        {"from": starts_at.isoformat(), "until": ends_at.isoformat()},
    )
    return absence


def remove_absence(
    session: Session, translator: Translator, absence: Absence, *, actor: Actor
) -> None:
    """Remove an absence."""
    lock(session, translator)
    session.delete(absence)
    session.flush()
    audit.record(session, actor, "translator:absence:remove", translator)


def absences_of(session: Session, translator_id: UUID) -> list[Absence]:
    """Return absences that are not over, the next one first."""
    return list(
        session.scalars(
            sa.select(Absence)
            .where(Absence.translator_id == translator_id, Absence.ends_at > clock.now())
            .order_by(Absence.starts_at)
        )
    )
