"""A translator's pages: signed in, and by the links in their mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traduko.web.translator import answer, links, record

if TYPE_CHECKING:
    from flask import Blueprint

PAGES: tuple[Blueprint, ...] = ()
LINK_PAGES: tuple[Blueprint, ...] = (answer.bp, links.bp, record.bp)
