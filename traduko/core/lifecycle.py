"""The one engine that writes a state: checks, sets it with its time, leaves an audit entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from traduko.core import audit, clock
from traduko.core.errors import NotAllowed, NotPossibleNow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from sqlalchemy.orm import Session

    from traduko.core.audit import ActorLike


@dataclass(frozen=True)
class Transition:
    """One step of a life: from which states, to which, by which roles."""

    name: str
    sources: frozenset[Any]
    target: Any
    by: frozenset[str]
    needs_reason: bool = False


@dataclass(frozen=True)
class Lifecycle:
    """All steps of one kind of thing. `stamps` maps a state to the column with its time."""

    thing: str
    transitions: tuple[Transition, ...]
    stamps: Mapping[Any, str] = field(default_factory=dict)

    def allowed(self, entity: Any, actor: ActorLike) -> list[Transition]:
        """Return the steps this actor may take from the entity's present state."""
        return [
            step
            for step in self.transitions
            if self._may(step, actor) and entity.state in step.sources
        ]

    @staticmethod
    def _may(step: Transition, actor: ActorLike) -> bool:
        return bool(step.by & actor.roles)

    def advance(
        self,
        session: Session,
        entity: Any,
        step: Transition,
        actor: ActorLike,
        *,
        reason: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Take one step: the only place where a state is written.

        Raises NotAllowed for the wrong role, NotPossibleNow if the state does not allow it.
        """
        if step not in self.transitions:
            msg = f"{step.name} is no step of {self.thing}"
            raise ValueError(msg)
        if not self._may(step, actor):
            raise NotAllowed
        if entity.state not in step.sources:
            raise NotPossibleNow
        if step.needs_reason and not reason:
            msg = f"{step.name} needs a reason"
            raise ValueError(msg)
        before: StrEnum | None = entity.state
        entity.state = step.target
        stamp = self.stamps.get(step.target)
        if stamp:
            setattr(entity, stamp, clock.now())
        changes: dict[str, Any] = {"from": str(before), "to": str(step.target)}
        if reason:
            changes["reason"] = reason
        audit.record(
            session, actor, f"{self.thing}:{step.name}", entity, changes | dict(detail or {})
        )
