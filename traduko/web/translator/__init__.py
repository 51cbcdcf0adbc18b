"""A translator's pages: signed in, and by the links in their mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Blueprint

PAGES: tuple[Blueprint, ...] = ()
LINK_PAGES: tuple[Blueprint, ...] = ()
