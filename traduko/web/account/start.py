"""Where somebody begins after signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from traduko.web import access, navigation
from traduko.web.account import login

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

bp = Blueprint("start", __name__, url_prefix="")


@bp.get("/")
@login.whole
def show() -> Response:
    """Go to the person's own start page."""
    return redirect(url_for(navigation.start_page(access.actor())), 303)
