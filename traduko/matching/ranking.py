"""The order of those who can, with open weights: every point has its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from traduko.core.i18n import N_
from traduko.matching.eligibility import is_proven
from traduko.matching.facts import LEVELS, ON_SITE, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from traduko.matching.facts import Ask, Pool, Profile, Record
    from traduko.matching.travel import TravelTable

LONG_AGO = 30


@dataclass(frozen=True)
class Weights:
    """How much each reason counts."""

    same_case: float = 40.0
    named: float = 35.0
    institution: float = 6.0
    travel_per_minute: float = -0.4
    rest_per_day: float = 0.6
    load_per_hour: float = -0.8
    level: float = 4.0
    field: float = 5.0
    gender: float = 12.0
    qualification: float = 12.0
    second_mode: float = -10.0
    open_offer: float = -3.0


DEFAULT_WEIGHTS = Weights()


def reasons(pool: Pool, profile: Profile, record: Record, weights: Weights) -> list[Reason]:
    """Return why this translator stands where they stand, the weightiest first."""
    ask = pool.ask
    found = [
        *_history(ask, profile, record, weights),
        *_road(ask, profile, pool.travel, weights),
        *_skills(ask, profile, weights),
        *_wishes(ask, profile, pool.zone, weights),
        *_fairness(record, weights),
    ]
    return sorted(found, key=lambda reason: (-abs(reason.weight), reason.kind))


def _history(ask: Ask, profile: Profile, record: Record, weights: Weights) -> Iterator[Reason]:
    if record.times_this_case:
        yield Reason("case", N_("knows this case"), weights.same_case)
    if profile.translator_id in ask.named_ids:
        yield Reason("named", N_("wished by the institution"), weights.named)
    if record.times_this_institution:
        yield Reason(
            "institution",
            N_("once at this institution")
            if record.times_this_institution == 1
            else N_("%(count)s times at this institution"),
            weights.institution,
            {"count": record.times_this_institution},
        )


def _road(ask: Ask, profile: Profile, travel: TravelTable, weights: Weights) -> Iterator[Reason]:
    if ask.is_written:
        return
    if ask.mode not in profile.modes and ask.second_mode in profile.modes:
        yield Reason(
            "second_mode",
            N_("only in the second way: %(mode)s"),
            weights.second_mode,
            {"mode": ask.second_mode},
        )
    elif ask.mode == ON_SITE and ask.municipality and profile.home:
        minutes = travel.minutes(profile.home, ask.municipality)
        yield Reason(
            "travel",
            N_("%(minutes)s min drive"),
            round(weights.travel_per_minute * minutes, 1),
            {"minutes": minutes},
        )


def _skills(ask: Ask, profile: Profile, weights: Weights) -> Iterator[Reason]:
    levels = [
        skill.level
        for skill in profile.skills
        if skill.language == ask.language and skill.working_language == ask.working_language
    ]
    if levels:
        level = max(levels, key=lambda name: LEVELS.get(name, 0))
        yield Reason(
            "level",
            N_("level: %(level)s"),
            weights.level * LEVELS.get(level, 0),
            {"level": level},
        )
    if ask.field and ask.field in profile.fields:
        yield Reason("field", N_("experience in this field"), weights.field)


def _wishes(ask: Ask, profile: Profile, zone: ZoneInfo, weights: Weights) -> Iterator[Reason]:
    if ask.gender_wanted and profile.gender == ask.gender_wanted:
        yield Reason(
            "gender",
            N_("a woman, as wished") if ask.gender_wanted == "woman" else N_("a man, as wished"),
            weights.gender,
        )
    if ask.qualification_wanted and is_proven(ask, profile, zone):
        yield Reason(
            "qualification",
            N_("%(proof)s, as wished"),
            weights.qualification,
            {"proof": ask.qualification_wanted},
        )


def _fairness(record: Record, weights: Weights) -> Iterator[Reason]:
    days = record.days_since_asked
    if days is None:
        yield Reason(
            "rotation", N_("not asked for a long time"), round(weights.rest_per_day * LONG_AGO, 1)
        )
    elif days:
        yield Reason(
            "rotation",
            N_("last asked yesterday") if days == 1 else N_("last asked %(days)s days ago"),
            round(weights.rest_per_day * min(days, LONG_AGO), 1),
            {"days": days},
        )
    hours = round(record.minutes_recent / 60, 1)
    if hours:
        yield Reason(
            "load",
            N_("%(hours)s h in these four weeks"),
            round(weights.load_per_hour * hours, 1),
            {"hours": hours},
        )
    if record.open_offers:
        yield Reason(
            "offers",
            N_("one open offer") if record.open_offers == 1 else N_("%(count)s open offers"),
            weights.open_offer * record.open_offers,
            {"count": record.open_offers},
        )
