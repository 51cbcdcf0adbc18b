"""The values matching works on, and those it answers with."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from traduko.core.i18n import N_, LabelEnum

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from traduko.matching.travel import TravelTable

ON_SITE = "on_site"
WRITTEN = "written"
LEVELS = {"b2": 1, "c1": 2, "native": 3}


@dataclass(frozen=True)
class Ask:
    """What is asked for."""

    request_id: UUID
    language: str
    working_language: str
    mode: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    window_starts_at: datetime | None = None
    window_ends_at: datetime | None = None
    second_mode: str | None = None
    municipality: str | None = None
    field: str | None = None
    gender_wanted: str | None = None
    gender_is_must: bool = False
    named_ids: frozenset[UUID] = frozenset()
    named_is_must: bool = False
    never_ids: frozenset[UUID] = frozenset()
    qualification_wanted: str | None = None
    qualification_is_must: bool = False
    into_language: str | None = None
    on_day: date | None = None

    @property
    def is_written(self) -> bool:
        """Return whether it is a text, which needs no time and no travel."""
        return self.mode == WRITTEN


@dataclass(frozen=True)
class Skill:
    """A language pair."""

    language: str
    working_language: str
    level: str
    to_working: bool = True
    from_working: bool = True
    written: bool = False


@dataclass(frozen=True)
class Proof:
    """A qualification with the days on which it holds."""

    kind: str
    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether it holds on this day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class WeeklyTime:
    """A time of the usual week in the operator's zone; Monday is 0."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Profile:
    """What is known of a translator."""

    translator_id: UUID
    number: int
    name: str
    skills: tuple[Skill, ...]
    modes: frozenset[str]
    fields: frozenset[str] = frozenset()
    home: str | None = None
    max_travel_minutes: int = 60
    gender: str | None = None
    engagement: str = "freelance"
    proofs: tuple[Proof, ...] = ()
    week: tuple[WeeklyTime, ...] = ()
    absences: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Commitment:
    """A time a translator has given away."""

    starts_at: datetime
    ends_at: datetime
    mode: str
    municipality: str | None = None
    number: str = ""


@dataclass(frozen=True)
class Record:
    """What happened between a translator and us: what ranking looks at."""

    days_since_asked: int | None = None
    minutes_recent: int = 0
    times_this_case: int = 0
    times_this_institution: int = 0
    open_offers: int = 0
    asked_already: bool = False


@dataclass(frozen=True)
class Pool:
    """One ask and everybody who might do it."""

    ask: Ask
    profiles: tuple[Profile, ...]
    commitments: Mapping[UUID, tuple[Commitment, ...]]
    records: Mapping[UUID, Record]
    travel: TravelTable
    zone: ZoneInfo

    @cached_property
    def by_id(self) -> dict[UUID, Profile]:
        """Return the profiles by translator."""
        return {profile.translator_id: profile for profile in self.profiles}


class ObstacleKind(LabelEnum):
    """Why somebody cannot."""

    LANGUAGE = "language", N_("Language")
    DIRECTION = "direction", N_("Direction")
    MODE = "mode", N_("Way of working")
    WEEK = "week", N_("Weekly availability")
    ABSENCE = "absence", N_("Absence")
    OVERLAP = "overlap", N_("Another assignment")
    TRAVEL = "travel", N_("Travel between assignments")
    DISTANCE = "distance", N_("Distance")
    QUALIFICATION = "qualification", N_("Qualification")
    GENDER = "gender", N_("Gender")
    NEVER = "never", N_("Not wanted by the institution")
    NAMED = "named", N_("Another translator is required")


# What is against it for good, whatever a dispatcher may decide: checked again when accepting.
HARD = frozenset(
    {
        ObstacleKind.LANGUAGE,
        ObstacleKind.OVERLAP,
        ObstacleKind.TRAVEL,
        ObstacleKind.NEVER,
        ObstacleKind.QUALIFICATION,
    }
)


@dataclass(frozen=True)
class Obstacle:
    """One thing that is against it, and the smallest change that would remove it.

    `text` and `change` are text ids; their parameters stand beside them.
    """

    kind: ObstacleKind
    text: str
    change: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """One thing that moves a rank up or down, in short words, with its weight."""

    kind: str
    text: str
    weight: float
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """A translator with a rank or with obstacles, never without the why."""

    translator_id: UUID
    name: str
    number: int
    score: float
    reasons: tuple[Reason, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    asked_already: bool = False
    # The start of the same day at which nothing would be against it, where only time is.
    possible_at: datetime | None = None

    @property
    def can(self) -> bool:
        """Return whether nothing is against it."""
        return not self.obstacles
