"""Obstacles of time: week, absence, other assignments and the way between them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from traduko.core.i18n import N_
from traduko.matching.facts import ON_SITE, Commitment, Obstacle, ObstacleKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from traduko.matching.facts import Ask, Profile
    from traduko.matching.travel import TravelTable

# From the car to the door, besides the driving.
BUFFER = timedelta(minutes=5)
NOTHING = timedelta(0)

Span = tuple[datetime, datetime]


class Clash(NamedTuple):
    """Two assignments nobody can do both: they overlap, or the way between them is too long."""

    kind: ObstacleKind
    gap: timedelta


class TakenTime(NamedTuple):
    """An assignment in the way of an ask."""

    commitment: Commitment
    clash: Clash


def gap_needed(first: Commitment, second: Commitment, travel: TravelTable) -> timedelta:
    """Return the time between two assignments: driving and a buffer where both are on site."""
    if first.mode != ON_SITE or second.mode != ON_SITE or first.municipality == second.municipality:
        return NOTHING
    there = travel.minutes(first.municipality, second.municipality)
    return timedelta(minutes=there) + BUFFER


def conflicts(first: Commitment, second: Commitment, travel: TravelTable) -> Clash | None:
    """Return why one person cannot do both assignments; None if they can.

    The later one's place is driven to from the earlier one's, whichever was given first.
    """
    if second.starts_at < first.starts_at:
        first, second = second, first
    gap = gap_needed(first, second, travel)
    if second.starts_at < first.ends_at:
        return Clash(ObstacleKind.OVERLAP, gap)
    if second.starts_at < first.ends_at + gap:
        return Clash(ObstacleKind.TRAVEL, gap)
    return None


def time_obstacles(
    ask: Ask,
    profile: Profile,
    commitments: Sequence[Commitment],
    travel: TravelTable,
    zone: ZoneInfo,
    *,
    mode: str,
) -> list[Obstacle]:
    """Return what is against the asked time, each with the nearest start that suits everything.

    `mode` is how this translator would do it: by phone nobody drives.
    """
    if ask.starts_at is None or ask.ends_at is None:
        return []
    wanted = Commitment(ask.starts_at, ask.ends_at, mode, ask.municipality)
    away = [
        (starts, ends)
        for starts, ends in profile.absences
        if starts < wanted.ends_at and ends > wanted.starts_at
    ]
    works = _works(wanted, profile, zone)
    taken = [
        TakenTime(item, clash)
        for item in commitments
        if (clash := conflicts(item, wanted, travel)) is not None
    ]
    if works and not away and not taken:
        return []
    start = nearest_start(wanted, profile, commitments, travel, zone)
    found = [_absence(wanted, profile, span, start) for span in away]
    if not works:
        found.append(_week(wanted, start))
    found += [_taken(wanted, item, start) for item in taken]
    return found


def nearest_start(
    wanted: Commitment,
    profile: Profile,
    commitments: Iterable[Commitment],
    travel: TravelTable,
    zone: ZoneInfo,
) -> datetime | None:
    """Return the start on the same day, nearest to the wanted one, at which nothing is against it.

    None if the day has no such time. Of two equally near ones it is the later.
    """
    length = wanted.ends_at - wanted.starts_at
    open_times = [
        (opens, last)
        for opens, closes in _open_times(wanted, profile, zone)
        if (last := closes - length) >= opens
    ]
    if not open_times:
        return None
    # Starts strictly between two of these moments are impossible.
    shut = [(starts - length, ends) for starts, ends in profile.absences]
    for item in commitments:
        there = gap_needed(wanted, item, travel)
        back = gap_needed(item, wanted, travel)
        shut.append((item.starts_at - (there + length), item.ends_at + back))
    moments = {wanted.starts_at}.union(*open_times, *shut)
    possible = [
        moment
        for moment in moments
        if any(opens <= moment <= last for opens, last in open_times)
        and not any(since < moment < until for since, until in shut)
    ]
    wish = wanted.starts_at
    return min(possible, key=lambda moment: (abs(moment - wish), moment < wish), default=None)


def _open_times(wanted: Commitment, profile: Profile, zone: ZoneInfo) -> tuple[Span, ...]:
    """Return when the translator works on the wanted day; all day if they named no week."""
    day = local_day(wanted.starts_at, zone)
    if not profile.week:
        return (_whole_day(day, zone),)
    weekday = day.weekday()
    slots = [(slot.starts, slot.ends) for slot in profile.week if slot.weekday == weekday]
    return _joined(tuple(slots), day, zone) if slots else ()


def _works(wanted: Commitment, profile: Profile, zone: ZoneInfo) -> bool:
    return not profile.week or any(
        opens <= wanted.starts_at and wanted.ends_at <= closes
        for opens, closes in _open_times(wanted, profile, zone)
    )


@lru_cache(maxsize=1024)
def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day on the operator's calendar."""
    return moment.astimezone(zone).date()


@lru_cache(maxsize=1024)
def _whole_day(day: date, zone: ZoneInfo) -> Span:
    """Return a local day in UTC: 23 or 25 hours when the clocks change."""
    return (
        datetime.combine(day, time(), tzinfo=zone).astimezone(UTC),
        datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC),
    )


# Few patterns serve thousands of people: a week is turned into moments once for each day.
@lru_cache(maxsize=4096)
def _joined(slots: tuple[tuple[time, time], ...], day: date, zone: ZoneInfo) -> tuple[Span, ...]:
    """Return the open times of a day in UTC, touching ones joined.

    A time that does not exist on the day the clocks change is read as the hour after it.
    """
    spans = sorted(
        (
            datetime.combine(day, starts, tzinfo=zone).astimezone(UTC),
            datetime.combine(day, ends, tzinfo=zone).astimezone(UTC),
        )
        for starts, ends in slots
    )
    joined: list[Span] = []
    for opens, closes in spans:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        elif opens < closes:
            joined.append((opens, closes))
    return tuple(joined)


def _absence(wanted: Commitment, profile: Profile, span: Span, start: datetime | None) -> Obstacle:
    moment = _back(profile, span[1])
    change, params = _start(wanted, start)
    return Obstacle(
        ObstacleKind.ABSENCE,
        N_("away until %(moment)s"),
        change or N_("free from %(moment)s"),
        params | {"moment": moment},
    )


def _back(profile: Profile, ends: datetime) -> datetime:
    """Return when an absence is over, read on through those that follow without a break."""
    for starts, until in sorted(profile.absences):
        if starts <= ends < until:
            ends = until
    return ends


def _week(wanted: Commitment, start: datetime | None) -> Obstacle:
    change, params = _start(wanted, start)
    return Obstacle(ObstacleKind.WEEK, N_("does not work at this time of the week"), change, params)


def _taken(wanted: Commitment, item: TakenTime, start: datetime | None) -> Obstacle:
    taken, clash = item
    change, params = _start(wanted, start)
    return Obstacle(
        clash.kind,
        N_("has %(number)s from %(starts)s to %(ends)s")
        if clash.kind is ObstacleKind.OVERLAP
        else N_("%(minutes)s min on the road from or to %(number)s"),
        change,
        params
        | {
            "number": taken.number,
            "starts": taken.starts_at,
            "ends": taken.ends_at,
            "minutes": int(clash.gap.total_seconds() // 60),
        },
    )


def _start(wanted: Commitment, start: datetime | None) -> tuple[str | None, dict[str, datetime]]:
    """Return the words for a better start, and the start itself as `time`."""
    if start is None:
        return None, {}
    if start > wanted.starts_at:
        return N_("free if it starts at %(time)s or later"), {"time": start}
    return N_("free if it starts at %(time)s or earlier"), {"time": start}
