"""Marks for texts that people read; the edges (pages, mails) translate them."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Return the text unchanged; only marks it for extraction."""
    return text


class LabelEnum(StrEnum):
    """A stored value with the words, tone and icon it is shown with, in one place."""

    label: str
    tone: str
    icon: str

    def __new__(cls, value: str, label: str = "", tone: str = "neutral", icon: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        member.tone = tone
        member.icon = icon
        return member
