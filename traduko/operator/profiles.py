"""Profiles an operator is made from: data, not code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from traduko.core import clock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.operator import settings
from traduko.operator.models import SettingChange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from traduko.core.audit import ActorLike


class OperatorExists(RuleBroken):
    """The portal has its operator already."""

    default = N_("This portal already has an operator. Change it on the settings pages.")


class ProfileUnknown(RuleBroken):
    """There is no profile of this name."""

    default = N_("There is no profile “%(name)s”. There are: %(names)s.")


@dataclass(frozen=True)
class Profile:
    """The settings and tariffs an operator begins with."""

    name: str
    settings: Mapping[str, Any]
    tariffs: tuple[Mapping[str, Any], ...]


def available() -> list[str]:
    """Return the names of all profiles."""
    folder = resources.files("traduko.operator") / "profiles"
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    )


def load(name: str) -> Profile:
    """Return a profile. Raises ProfileUnknown."""
    if name not in available():
        raise ProfileUnknown(name=name, names=", ".join(available()))
    source = resources.files("traduko.operator") / "profiles" / f"{name}.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return Profile(name, data.get("settings", {}), tuple(data.get("tariffs", ())))


def exists(session: Session) -> bool:
    """Return whether this portal has an operator."""
    return session.scalar(sa.select(SettingChange.seq).limit(1)) is not None


def init(session: Session, profile: Profile, *, actor: ActorLike) -> None:
    """Write all settings of the profile. Raises OperatorExists or InvalidSetting."""
    if exists(session):
        raise OperatorExists
    for key, value in profile.settings.items():
        settings.change(session, key, value, actor=actor, note=f"profile {profile.name}")
    # An operator that keeps every default still exists.
    settings.change(
        session,
        "name",
        profile.settings.get("name", settings.DEFAULTS.name),
        actor=actor,
        valid_from=clock.now(),
        note=f"profile {profile.name}",
    )
