"""What is against it: every obstacle, each with the smallest change that would remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traduko.core.i18n import N_
from traduko.matching.facts import ON_SITE, Obstacle, ObstacleKind
from traduko.matching.times import local_day, time_obstacles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from traduko.matching.facts import Ask, Commitment, Profile, Skill
    from traduko.matching.travel import TravelTable


def obstacles(
    ask: Ask,
    profile: Profile,
    commitments: Sequence[Commitment],
    travel: TravelTable,
    zone: ZoneInfo,
) -> list[Obstacle]:
    """Return everything that is against this translator for this ask; empty if nothing is."""
    found = [*_language(ask, profile), *_mode(ask, profile), *_wishes(ask, profile)]
    if ask.qualification_wanted and ask.qualification_is_must:
        found += _qualification(ask, profile, zone)
    if not ask.is_written:
        mode = mode_for(ask, profile)
        if mode == ON_SITE:
            found += _distance(ask, profile, travel)
        found += time_obstacles(ask, profile, commitments, travel, zone, mode=mode)
    return found


def mode_for(ask: Ask, profile: Profile) -> str:
    """Return how this translator would do it: as asked, or in the second way if only that."""
    if ask.mode not in profile.modes and ask.second_mode and ask.second_mode in profile.modes:
        return ask.second_mode
    return ask.mode


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
    if ask.is_written or mode_for(ask, profile) in profile.modes:
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
            ObstacleKind.NEVER,
            N_("the institution does not want this translator again"),
            N_("possible if the institution agrees to it this time"),
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
    day = day_of(ask, zone)
    held = [proof for proof in profile.proofs if proof.kind == ask.qualification_wanted]
    if day is None or any(proof.holds_on(day) for proof in held):
        return
    expired = [p.valid_until for p in held if p.valid_until and p.valid_until < day]
    later = [p.valid_from for p in held if p.valid_from > day]
    params = {"proof": ask.qualification_wanted}
    if expired:
        yield Obstacle(
            ObstacleKind.QUALIFICATION,
            N_("%(proof)s expires on %(date)s, before the day of the assignment"),
            N_("possible once it is renewed"),
            params | {"date": max(expired)},
        )
    elif later:
        yield Obstacle(
            ObstacleKind.QUALIFICATION,
            N_("%(proof)s holds only from %(date)s"),
            N_("possible from %(date)s"),
            params | {"date": min(later)},
        )
    else:
        yield Obstacle(
            ObstacleKind.QUALIFICATION, N_("has no %(proof)s"), N_("possible with it"), params
        )


def is_proven(ask: Ask, profile: Profile, zone: ZoneInfo) -> bool:
    """Return whether the wished qualification holds on the day of the assignment."""
    day = day_of(ask, zone)
    return day is not None and any(
        proof.kind == ask.qualification_wanted and proof.holds_on(day) for proof in profile.proofs
    )


def day_of(ask: Ask, zone: ZoneInfo) -> date | None:
    """Return the local day of the assignment: qualifications must hold then, not today."""
    return local_day(ask.starts_at, zone) if ask.starts_at else ask.on_day


def _distance(ask: Ask, profile: Profile, travel: TravelTable) -> Iterator[Obstacle]:
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
