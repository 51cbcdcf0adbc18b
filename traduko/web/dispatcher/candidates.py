"""Candidates in words: why they stand where they stand, and what is against the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from traduko.core import formatting
from traduko.matching.candidates import candidates, explain
from traduko.matching.facts import HARD
from traduko.translators.models import Level, Mode, ProofKind
from traduko.web import pages

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from traduko.matching.facts import Candidate, Obstacle, Pool, Reason

LANGUAGES = ("language", "working", "other")
SHOWN = 20


@dataclass(frozen=True)
class Words:
    """One reason with its weight."""

    text: str
    weight: float | None = None
    change: str | None = None


@dataclass(frozen=True)
class Line:
    """One candidate as the page shows it."""

    translator_id: UUID
    name: str
    score: float
    reasons: list[Words]
    obstacles: list[Words]
    is_hard: bool
    asked_already: bool


@dataclass(frozen=True)
class Board:
    """Who could do it, in order, and who could not."""

    able: list[Line]
    others: list[Line]
    more_able: int
    more_others: int


def board(pool: Pool, *, everybody: bool = False) -> Board:
    """Return the candidates as lines; the first ones, or everybody."""
    ranked = candidates(pool)
    able = [item for item in ranked if item.can]
    others = [item for item in ranked if not item.can]
    most = len(ranked) if everybody else SHOWN
    return Board(
        [line(item) for item in able[:most]],
        [line(item) for item in others[:most]],
        max(len(able) - most, 0),
        max(len(others) - most, 0),
    )


def explained(pool: Pool, translator_ids: Collection[UUID]) -> list[Line]:
    """Return why, or why not, these people."""
    found = [explain(pool, key) for key in translator_ids]
    return [line(item) for item in found if item is not None]


def line(candidate: Candidate) -> Line:
    """Return one candidate in words."""
    return Line(
        candidate.translator_id,
        candidate.name,
        candidate.score,
        [_reason(item) for item in candidate.reasons],
        [_obstacle(item) for item in candidate.obstacles],
        any(item.kind in HARD for item in candidate.obstacles),
        candidate.asked_already,
    )


def _reason(reason: Reason) -> Words:
    return Words(sentence(reason.text, reason.params), reason.weight)


def _obstacle(obstacle: Obstacle) -> Words:
    change = sentence(obstacle.change, obstacle.params) if obstacle.change else None
    return Words(sentence(obstacle.text, obstacle.params), change=change)


def sentence(text: str, params: Mapping[str, Any]) -> str:
    """Return a text id with its parameters, in the language of this answer."""
    translated: str = gettext(text)
    return translated % {name: _value(name, value) for name, value in params.items()}


def _value(name: str, value: Any) -> Any:
    locale, zone = pages.locale(), pages.settings().zone
    if name in LANGUAGES:
        return formatting.language_name(str(value), locale)
    if name in {"mode", "other_mode"}:
        return gettext(Mode(value).label).lower() if value in set(Mode) else value
    if name == "proof":
        return gettext(ProofKind(value).label) if value in set(ProofKind) else value
    if name == "level":
        return gettext(Level(value).label) if value in set(Level) else value
    if isinstance(value, datetime):
        if name in {"starts", "ends", "time"}:
            return formatting.clock_time(value, locale, zone)
        return formatting.date_time(value, locale, zone)
    if isinstance(value, date):
        return formatting.day(value, locale, zone)
    return value
