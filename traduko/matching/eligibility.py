"""What is against it: every obstacle, each with the smallest change that would remove it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from traduko.core.i18n import N_
from traduko.matching.facts import ON_SITE, WRITTEN, Ask, Obstacle, ObstacleKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from zoneinfo import ZoneInfo

    from traduko.matching.facts import Commitment, Profile, Skill
    from traduko.matching.travel import TravelTable

BUFFER = {ON_SITE: timedelta(minutes=5), "phone": timedelta(0), "video": timedelta(0)}


def obstacles(
    ask: Ask,
    profile: Profile,
    commitments: Iterable[Commitment],
    travel: TravelTable,
    zone: ZoneInfo,
) -> list[Obstacle]:
    """Return everything that is against this translator for this ask; empty if nothing is."""
    found = [*_language(ask, profile), *_mode(ask, profile), *_wishes(ask, profile)]
    found += _qualification(ask, profile, zone)
    if not ask.is_written and ask.starts_at and ask.ends_at:
        found += _distance(ask, profile, travel)
        found += _absence(ask, profile)
        found += _week(ask, profile, zone)
        found += _commitments(ask, commitments, travel)
    return found


def _pair(ask: Ask, profile: Profile) -> Skill | None:
    for skill in profile.skills:
        if skill.language == ask.language and skill.working_language == ask.working_language:
            return skill
    return None


def _language(ask: Ask, profile: Profile) -> Iterator[Obstacle]:
    params = {"language": ask.language, "working": ask.working_language}
    skill = _pair(ask, profile)
    if skill is None:
        others = [s.working_language for s in profile.skills if s.language == ask.language]
        if others:
            yield Obstacle(
                ObstacleKind.LANGUAGE,
                N_("%(language)s, but not with %(working)s"),
                N_("could do it with %(other)s as working language"),
                params | {"other": others[0]},
            )
        else:
            yield Obstacle(ObstacleKind.LANGUAGE, N_("does not speak %(language)s"), None, params)
        return
    if ask.is_written:
        fits = skill.from_working if ask.into_language == ask.language else skill.to_working
        if not skill.written:
            yield Obstacle(
                ObstacleKind.DIRECTION,
                N_("does not translate texts in this pair"),
                N_("possible if the text is read out on site or by phone"),
                params,
            )
        elif not fits:
            yield Obstacle(
                ObstacleKind.DIRECTION,
                N_("does not translate in this direction"),
                N_("could translate the other way round"),
                params,
            )
    elif not (skill.to_working and skill.from_working):
        yield Obstacle(
            ObstacleKind.DIRECTION,
            N_("interprets in one direction only"),
            N_("possible where only one side needs the interpreter"),
            params,
        )


def _mode(ask: Ask, profile: Profile) -> Iterator[Obstacle]:
    if ask.mode in profile.modes or ask.mode == WRITTEN:
        return
    if ask.second_mode and ask.second_mode in profile.modes:
        return
    other = next((m for m in ("phone", "video", ON_SITE) if m in profile.modes), None)
    yield Obstacle(
        ObstacleKind.MODE,
        N_("does not work this way: %(mode)s"),
        N_("possible %(other_mode)s") if other else None,
        {"mode": ask.mode, "other_mode": other or ""},
    )


def _wishes(ask: Ask, profile: Profile) -> Iterator[Obstacle]:
    if profile.translator_id in ask.never_ids:
        yield Obstacle(
            ObstacleKind.NEVER, N_("the institution does not want this translator again")
        )
    if ask.named_is_must and ask.named_ids and profile.translator_id not in ask.named_ids:
        yield Obstacle(
            ObstacleKind.NAMED,
            N_("the institution requires another translator"),
            N_("possible if the institution turns the requirement into a wish"),
        )
    if ask.gender_is_must and ask.gender_wanted and profile.gender != ask.gender_wanted:
        yield Obstacle(
            ObstacleKind.GENDER,
            N_("a woman is required") if ask.gender_wanted == "woman" else N_("a man is required"),
            N_("possible if the institution turns the requirement into a wish"),
        )


def _qualification(ask: Ask, profile: Profile, zone: ZoneInfo) -> Iterator[Obstacle]:
    if not ask.required_qualification:
        return
    day = day_of(ask, zone)
    held = [proof for proof in profile.proofs if proof.kind == ask.required_qualification]
    if day is None or any(proof.holds_on(day) for proof in held):
        return
    expired = [p.valid_until for p in held if p.valid_until and p.valid_until < day]
    later = [p.valid_from for p in held if p.valid_from > day]
    params = {"kind": ask.required_qualification}
    if expired:
        yield Obstacle(
            ObstacleKind.QUALIFICATION,
            N_("%(kind)s expires on %(date)s, before the day of the assignment"),
            N_("possible once it is renewed"),
            params | {"date": max(expired)},
        )
    elif later:
        yield Obstacle(
            ObstacleKind.QUALIFICATION,
            N_("%(kind)s holds only from %(date)s"),
            N_("possible from %(date)s"),
            params | {"date": min(later)},
        )
    else:
        yield Obstacle(
            ObstacleKind.QUALIFICATION, N_("has no %(kind)s"), N_("possible with it"), params
        )


def day_of(ask: Ask, zone: ZoneInfo) -> date | None:
    """Return the local day of the assignment: qualifications must hold then, not today."""
    return ask.starts_at.astimezone(zone).date() if ask.starts_at else ask.on_day


def _distance(ask: Ask, profile: Profile, travel: TravelTable) -> Iterator[Obstacle]:
    if ask.mode != ON_SITE:
        return
    minutes = travel.minutes(profile.home, ask.municipality)
    if minutes <= profile.max_travel_minutes:
        return
    remote = next((m for m in ("video", "phone") if m in profile.modes), None)
    yield Obstacle(
        ObstacleKind.DISTANCE,
        N_("%(minutes)s min drive, travels up to %(limit)s min"),
        N_("possible %(other_mode)s instead of on site") if remote else None,
        {"minutes": minutes, "limit": profile.max_travel_minutes, "other_mode": remote or ""},
    )


def _absence(ask: Ask, profile: Profile) -> Iterator[Obstacle]:
    assert ask.starts_at and ask.ends_at  # noqa: PT018
    for starts, ends in profile.absences:
        if starts < ask.ends_at and ends > ask.starts_at:
            yield Obstacle(
                ObstacleKind.ABSENCE,
                N_("away until %(moment)s"),
                N_("free from %(moment)s"),
                {"moment": ends},
            )


def _week(ask: Ask, profile: Profile, zone: ZoneInfo) -> Iterator[Obstacle]:
    assert ask.starts_at and ask.ends_at  # noqa: PT018
    if not profile.week:
        return
    start = ask.starts_at.astimezone(zone)
    day = start.date()
    spans = _joined(profile, day, zone)
    if any(opens <= ask.starts_at and ask.ends_at <= closes for opens, closes in spans):
        return
    length = ask.ends_at - ask.starts_at
    fitting = [(opens, closes) for opens, closes in spans if closes - opens >= length]
    if not fitting:
        yield Obstacle(ObstacleKind.WEEK, N_("does not work at this time of the week"))
        return
    starts = [min(max(ask.starts_at, opens), closes - length) for opens, closes in fitting]
    wished = ask.starts_at
    best = min(starts, key=lambda moment: abs(moment - wished))
    later = best > wished
    yield Obstacle(
        ObstacleKind.WEEK,
        N_("does not work at this time of the week"),
        N_("free if it starts at %(time)s or later")
        if later
        else N_("free if it starts at %(time)s or earlier"),
        {"time": best},
    )


def _joined(profile: Profile, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return the open times of a day in UTC, touching ones joined."""
    spans = sorted(
        (
            datetime.combine(day, slot.starts, tzinfo=zone).astimezone(UTC),
            datetime.combine(day, slot.ends, tzinfo=zone).astimezone(UTC),
        )
        for slot in profile.week
        if slot.weekday == day.weekday()
    )
    joined: list[tuple[datetime, datetime]] = []
    for opens, closes in spans:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def gap_needed(
    first_mode: str,
    first_place: str | None,
    second_mode: str,
    second_place: str | None,
    travel: TravelTable,
) -> timedelta:
    """Return the time between two assignments: driving and a buffer where both are on site."""
    if first_mode == ON_SITE and second_mode == ON_SITE:
        minutes = travel.minutes(first_place, second_place)
        same = first_place == second_place
        return timedelta(0) if same else timedelta(minutes=minutes) + BUFFER[ON_SITE]
    return timedelta(0)


def _commitments(
    ask: Ask, commitments: Iterable[Commitment], travel: TravelTable
) -> Iterator[Obstacle]:
    assert ask.starts_at and ask.ends_at  # noqa: PT018
    for taken in commitments:
        gap = gap_needed(taken.mode, taken.municipality, ask.mode, ask.municipality, travel)
        if taken.starts_at - gap >= ask.ends_at or taken.ends_at + gap <= ask.starts_at:
            continue
        overlaps = taken.starts_at < ask.ends_at and taken.ends_at > ask.starts_at
        params = {
            "number": taken.number,
            "starts": taken.starts_at,
            "ends": taken.ends_at,
            "minutes": int(gap.total_seconds() // 60),
        }
        before = taken.starts_at - gap - (ask.ends_at - ask.starts_at)
        after = taken.ends_at + gap
        later = abs(after - ask.starts_at) <= abs(ask.starts_at - before)
        params["time"] = after if later else before
        yield Obstacle(
            ObstacleKind.OVERLAP if overlaps else ObstacleKind.TRAVEL,
            N_("has %(number)s from %(starts)s to %(ends)s")
            if overlaps
            else N_("%(minutes)s min on the road from or to %(number)s"),
            N_("free if it starts at %(time)s or later")
            if later
            else N_("free if it starts at %(time)s or earlier"),
            params,
        )
