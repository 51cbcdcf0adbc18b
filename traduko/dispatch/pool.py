"""One request and everybody who might do it, read in five statements whatever their number."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from traduko.core import clock
from traduko.core.places import places
from traduko.dispatch.models import Assignment, AssignmentState, Offer, OfferState
from traduko.matching.facts import Ask, Commitment, Pool, Profile, Proof, Record, Skill, WeeklyTime
from traduko.matching.travel import TravelTable, from_coordinates
from traduko.operator import settings as operator_settings
from traduko.requests.models import ServiceRequest, TranslatorWish, WishKind
from traduko.translators.models import (
    Absence,
    Mode,
    Qualification,
    Translator,
    TranslatorLanguage,
    WeeklySlot,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from sqlalchemy.orm import Session

# Nobody drives longer than this between two assignments of the region.
NEARBY = timedelta(hours=6)
RECENT = timedelta(days=28)
# Older encounters with an institution say little about the next one.
KNOWN_SINCE = timedelta(days=365)


@cache
def travel_table() -> TravelTable:
    """Return the estimated driving times between all municipalities."""
    return from_coordinates((place.key, place.lat, place.lon) for place in places().values())


def load_pool(
    session: Session,
    service_request: ServiceRequest,
    *,
    only: Collection[UUID] | None = None,
    also: Collection[UUID] = (),
) -> Pool:
    """Return the facts for matching: four or five statements, whatever the number of translators.

    Everybody of the language, the named ones and `also` others; `only` limits it to some people.
    """
    who = _people(service_request, only, also)
    zone = operator_settings.current(session).zone
    profiles, wishes = _profiles(session, service_request, who)
    ask = ask_of(service_request, wishes, zone)
    week = _week(session, ask, who, zone)
    absences, commitments = _taken(session, service_request, who, zone)
    proofs = _proofs(session, service_request, who)
    return Pool(
        ask,
        tuple(
            _profile(rows, week.get(key, ()), absences.get(key, ()), proofs.get(key, ()))
            for key, rows in profiles.items()
        ),
        commitments,
        _records(session, service_request, who),
        travel_table(),
        zone,
    )


def ask_of(
    service_request: ServiceRequest, wishes: Collection[tuple[UUID, WishKind, bool]], zone: ZoneInfo
) -> Ask:
    """Return what is asked for, as matching reads it."""
    named = [(key, must) for key, kind, must in wishes if kind == WishKind.NAMED]
    due = service_request.due_at
    return Ask(
        request_id=service_request.id,
        language=service_request.language,
        working_language=service_request.working_language,
        mode=service_request.mode.value,
        starts_at=service_request.starts_at,
        ends_at=service_request.ends_at,
        window_starts_at=service_request.window_starts_at,
        window_ends_at=service_request.window_ends_at,
        second_mode=service_request.second_mode.value if service_request.second_mode else None,
        municipality=service_request.municipality_key,
        field=service_request.field.value if service_request.field else None,
        gender_wanted=service_request.gender_wanted.value
        if service_request.gender_wanted
        else None,
        gender_is_must=service_request.gender_is_must,
        qualification_wanted=service_request.qualification_wanted.value
        if service_request.qualification_wanted
        else None,
        qualification_is_must=service_request.qualification_is_must,
        named_ids=frozenset(key for key, _ in named),
        named_is_must=any(must for _, must in named),
        never_ids=frozenset(key for key, kind, _ in wishes if kind == WishKind.NEVER),
        into_language=service_request.target_language,
        on_day=due.astimezone(zone).date() if due else None,
    )


def _people(
    service_request: ServiceRequest, only: Collection[UUID] | None, also: Collection[UUID]
) -> Any:
    """Return the statement that yields the ids of everybody to look at."""
    people = sa.select(Translator.id).where(Translator.left_at.is_(None))
    if only is not None:
        return people.where(Translator.id.in_(only))
    speaks = sa.select(TranslatorLanguage.translator_id).where(
        TranslatorLanguage.language == service_request.language
    )
    wished = sa.select(TranslatorWish.translator_id).where(
        TranslatorWish.request_id == service_request.id
    )
    reasons = [Translator.id.in_(speaks), Translator.id.in_(wished)]
    if also:
        reasons.append(Translator.id.in_(also))
    return people.where(sa.or_(*reasons))


def _profiles(
    session: Session, service_request: ServiceRequest, who: Any
) -> tuple[dict[UUID, list[Any]], list[tuple[UUID, WishKind, bool]]]:
    rows = session.execute(
        sa.select(
            Translator.id,
            Translator.number,
            Translator.name,
            Translator.modes,
            Translator.fields,
            Translator.home_municipality,
            Translator.max_travel_minutes,
            Translator.gender,
            Translator.engagement,
            TranslatorLanguage.language,
            TranslatorLanguage.working_language,
            TranslatorLanguage.level,
            TranslatorLanguage.to_working,
            TranslatorLanguage.from_working,
            TranslatorLanguage.written,
            TranslatorWish.kind,
            TranslatorWish.is_must,
        )
        .outerjoin(
            TranslatorLanguage,
            sa.and_(
                TranslatorLanguage.translator_id == Translator.id,
                TranslatorLanguage.language == service_request.language,
            ),
        )
        .outerjoin(
            TranslatorWish,
            sa.and_(
                TranslatorWish.translator_id == Translator.id,
                TranslatorWish.request_id == service_request.id,
            ),
        )
        .where(Translator.id.in_(who))
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    wishes = {}
    for row in rows:
        found[row.id].append(row)
        if row.kind is not None:
            wishes[row.id] = (row.id, row.kind, row.is_must)
    return found, list(wishes.values())


def _profile(
    rows: list[Any],
    week: Collection[WeeklyTime],
    absences: Collection[tuple[datetime, datetime]],
    proofs: Collection[Proof],
) -> Profile:
    first = rows[0]
    return Profile(
        first.id,
        first.number,
        first.name,
        tuple(
            Skill(
                row.language,
                row.working_language,
                row.level.value,
                row.to_working,
                row.from_working,
                row.written,
            )
            for row in rows
            if row.language is not None
        ),
        frozenset(first.modes),
        frozenset(first.fields),
        first.home_municipality,
        first.max_travel_minutes,
        first.gender.value if first.gender else None,
        first.engagement.value,
        tuple(proofs),
        tuple(week),
        tuple(absences),
    )


def _proofs(session: Session, service_request: ServiceRequest, who: Any) -> dict[UUID, list[Proof]]:
    """Return who ever had the wished qualification; no statement where none is wished for."""
    wanted = service_request.qualification_wanted
    found: dict[UUID, list[Proof]] = defaultdict(list)
    if wanted is None:
        return found
    rows = session.execute(
        sa.select(
            Qualification.translator_id, Qualification.valid_from, Qualification.valid_until
        ).where(Qualification.kind == wanted, Qualification.translator_id.in_(who))
    )
    for key, since, until in rows:
        found[key].append(Proof(wanted.value, since, until))
    return found


def _week(session: Session, ask: Ask, who: Any, zone: ZoneInfo) -> dict[UUID, list[WeeklyTime]]:
    """Return the usual times on the asked weekday; one other row tells who has a week at all."""
    if ask.starts_at is None:
        return {}
    weekday = ask.starts_at.astimezone(zone).weekday()
    mine = sa.select(
        WeeklySlot.translator_id, WeeklySlot.weekday, WeeklySlot.starts, WeeklySlot.ends
    ).where(WeeklySlot.translator_id.in_(who), WeeklySlot.weekday == weekday)
    others = (
        sa.select(
            WeeklySlot.translator_id,
            sa.func.min(WeeklySlot.weekday),
            sa.func.min(WeeklySlot.starts),
            sa.func.min(WeeklySlot.ends),
        )
        .where(WeeklySlot.translator_id.in_(who), WeeklySlot.weekday != weekday)
        .group_by(WeeklySlot.translator_id)
    )
    found: dict[UUID, list[WeeklyTime]] = defaultdict(list)
    for key, day, starts, ends in session.execute(sa.union_all(mine, others)):
        found[key].append(WeeklyTime(day, starts, ends))
    return found


def _taken(
    session: Session, service_request: ServiceRequest, who: Any, zone: ZoneInfo
) -> tuple[dict[UUID, list[tuple[datetime, datetime]]], dict[UUID, tuple[Commitment, ...]]]:
    """Return absences and assignments of the asked day: another hour of it may be proposed."""
    if service_request.starts_at is None or service_request.ends_at is None:
        return {}, {}
    day = service_request.starts_at.astimezone(zone).date()
    first = datetime.combine(day, time(), tzinfo=zone)
    last = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    last = max(last, service_request.ends_at)
    opens, closes = first - NEARBY, last + NEARBY
    nothing = sa.null()
    away = sa.select(
        Absence.translator_id, Absence.starts_at, Absence.ends_at, nothing, nothing, nothing
    ).where(
        Absence.translator_id.in_(who),
        Absence.ends_at > first,
        Absence.starts_at < last,
    )
    bound = (
        sa.select(
            Assignment.translator_id,
            Assignment.starts_at,
            Assignment.ends_at,
            sa.cast(Assignment.mode, sa.String),
            Assignment.municipality_key,
            ServiceRequest.number,
        )
        .join(ServiceRequest, ServiceRequest.id == Assignment.request_id)
        .where(
            Assignment.translator_id.in_(who),
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.starts_at < closes,
            # Assignments last 14 hours at most; the lower bound lets the index do its work.
            Assignment.starts_at > opens - timedelta(hours=14),
            Assignment.ends_at > opens,
            Assignment.request_id != service_request.id,
        )
    )
    absences: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    commitments: dict[UUID, list[Commitment]] = defaultdict(list)
    rows: Any = session.execute(sa.union_all(away, bound))
    for key, starts, ends, mode, place, number in rows:
        if number is None:
            absences[key].append((starts, ends))
        else:
            commitments[key].append(Commitment(starts, ends, mode, place, number))
    return absences, {key: tuple(rows) for key, rows in commitments.items()}


def _records(session: Session, service_request: ServiceRequest, who: Any) -> dict[UUID, Record]:
    """Return what happened so far with each translator, by one statement of index look-ups."""
    present = clock.now()
    last_asked = _one(sa.func.max(Offer.made_at), Offer.translator_id == Translator.id)
    waiting = _one(
        sa.func.count(), Offer.translator_id == Translator.id, Offer.state == OfferState.OPEN
    )
    here = _one(
        sa.func.count(),
        Offer.translator_id == Translator.id,
        Offer.request_id == service_request.id,
    )
    minutes = _one(
        _sum_of_minutes(session),
        Assignment.translator_id == Translator.id,
        Assignment.starts_at > present - RECENT,
        Assignment.starts_at < present + RECENT,
        Assignment.state.in_([AssignmentState.ACTIVE, AssignmentState.DONE]),
    )
    known = _encounters(service_request, present)
    rows = session.execute(
        sa.select(
            Translator.id,
            last_asked.label("last_asked"),
            waiting.label("waiting"),
            here.label("here"),
            minutes.label("minutes"),
            known.c.this_case,
            known.c.this_institution,
        )
        .outerjoin(known, known.c.translator_id == Translator.id)
        .where(Translator.id.in_(who))
    )
    return {
        row.id: Record(
            days_since_asked=(present - row.last_asked).days if row.last_asked else None,
            minutes_recent=int(row.minutes or 0),
            times_this_case=row.this_case or 0,
            times_this_institution=row.this_institution or 0,
            open_offers=row.waiting,
            asked_already=bool(row.here),
        )
        for row in rows
    }


def _one(what: Any, *where: Any) -> Any:
    """Return a look-up for each translator of the outer statement."""
    return sa.select(what).where(*where).correlate(Translator).scalar_subquery()


def _sum_of_minutes(session: Session) -> Any:
    if session.get_bind().dialect.name == "sqlite":
        days = sa.func.julianday(Assignment.ends_at) - sa.func.julianday(Assignment.starts_at)
        return sa.func.sum(days) * 1440
    return sa.func.sum(sa.extract("epoch", Assignment.ends_at - Assignment.starts_at)) / 60


def _encounters(service_request: ServiceRequest, present: datetime) -> Any:
    """Return how often each translator worked in this case and at this institution of late."""
    same_case = (
        sa.func.sum(sa.case((ServiceRequest.case_key == service_request.case_key, 1), else_=0))
        if service_request.case_key
        else sa.literal(0)
    )
    return (
        sa.select(
            Assignment.translator_id,
            same_case.label("this_case"),
            sa.func.count().label("this_institution"),
        )
        .join(ServiceRequest, ServiceRequest.id == Assignment.request_id)
        .where(
            ServiceRequest.institution_id == service_request.institution_id,
            ServiceRequest.sort_at > present.astimezone(UTC) - KNOWN_SINCE,
            ServiceRequest.language == service_request.language,
            Assignment.state.in_([AssignmentState.ACTIVE, AssignmentState.DONE]),
        )
        .group_by(Assignment.translator_id)
        .subquery()
    )


def mode_for(service_request: ServiceRequest, modes: Collection[str]) -> Mode:
    """Return how this translator would do it: as asked, or in the second way if only that."""
    if service_request.mode.value in modes or service_request.second_mode is None:
        return service_request.mode
    if service_request.second_mode.value in modes:
        return service_request.second_mode
    return service_request.mode
