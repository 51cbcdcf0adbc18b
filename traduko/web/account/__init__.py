"""Pages of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Blueprint

PAGES: tuple[Blueprint, ...] = ()
