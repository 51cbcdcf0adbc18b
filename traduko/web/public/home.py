"""The front door: what this is, who may use it, how it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from traduko.core.languages import autonym
from traduko.web import pages

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("home", __name__, url_prefix="")


@bp.get("/")
def show() -> Response:
    """Say what the service is, in two sentences, and open the doors."""
    settings = pages.settings()
    return pages.render(
        "public/home.html",
        languages=[(code, autonym(code)) for code in settings.languages],
        hours=settings.service_hours,
    )
