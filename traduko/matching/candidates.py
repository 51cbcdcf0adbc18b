"""Everybody of the language: those who can, ranked; those who cannot, with every obstacle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traduko.matching.eligibility import obstacles
from traduko.matching.facts import HARD, Candidate, Obstacle, Pool, Profile, Record
from traduko.matching.ranking import DEFAULT_WEIGHTS, Weights, reasons

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from traduko.matching.facts import Ask

_NOTHING = Record()


def candidates(pool: Pool, weights: Weights = DEFAULT_WEIGHTS) -> list[Candidate]:
    """Return the translators of the language: the able ones in order, then the others.

    Among the others those come first who could within the window the institution left open.
    Equal scores are ordered by name and number, so that the same facts give the same list.
    """
    language = pool.ask.language
    judged = [
        judge(pool, profile, weights)
        for profile in pool.profiles
        if any(skill.language == language for skill in profile.skills)
    ]
    able = sorted((c for c in judged if c.can), key=lambda c: (-c.score, c.name, c.number))
    others = sorted(
        (c for c in judged if not c.can),
        key=lambda c: (not _in_window(pool.ask, c), len(c.obstacles), c.name, c.number),
    )
    return able + others


def judge(pool: Pool, profile: Profile, weights: Weights = DEFAULT_WEIGHTS) -> Candidate:
    """Return one translator's rank or obstacles for the pool's ask."""
    record = pool.records.get(profile.translator_id, _NOTHING)
    against = obstacles(
        pool.ask,
        profile,
        pool.commitments.get(profile.translator_id, ()),
        pool.travel,
        pool.zone,
    )
    why = [] if against else reasons(pool, profile, record, weights)
    return Candidate(
        profile.translator_id,
        profile.name,
        profile.number,
        round(sum((reason.weight for reason in why), 0.0), 1),
        tuple(why),
        tuple(against),
        record.asked_already,
        _other_start(against),
    )


def _other_start(against: list[Obstacle]) -> datetime | None:
    """Return the start that would remove everything; None if time alone does not help."""
    starts = {obstacle.params.get("time") for obstacle in against}
    return starts.pop() if len(starts) == 1 else None


def _in_window(ask: Ask, candidate: Candidate) -> bool:
    """Return whether the other start lies within what the institution says is flexible."""
    start = candidate.possible_at
    if start is None or ask.starts_at is None or ask.ends_at is None:
        return False
    opens = ask.window_starts_at or ask.starts_at
    closes = ask.window_ends_at or ask.ends_at
    return opens <= start and start + (ask.ends_at - ask.starts_at) <= closes


def explain(pool: Pool, translator_id: UUID) -> Candidate | None:
    """Return why (or why not) this person; None if the pool does not hold them."""
    profile = pool.by_id.get(translator_id)
    return judge(pool, profile) if profile else None


def hard_obstacles(pool: Pool, translator_id: UUID) -> list[Obstacle]:
    """Return what forbids an assignment even if everybody agrees: checked on commit."""
    candidate = explain(pool, translator_id)
    return [o for o in candidate.obstacles if o.kind in HARD] if candidate else []
