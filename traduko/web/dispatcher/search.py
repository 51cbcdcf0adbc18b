"""One search for any number, name or reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, request

from traduko.dispatch import directory
from traduko.web import pages

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("search", __name__, url_prefix="/search")


@bp.get("")
def show() -> BaseResponse:
    """Show what was found; a single request is opened at once."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:100]
    found = directory.find(pages.session(), text)
    only = found.requests if len(found.requests) == 1 else []
    if only and not found.institutions and not found.translators:
        return pages.redirect_to("dispatcher.requests.show", request_id=only[0].id)
    return pages.render(
        "dispatcher/search.html",
        text=text,
        found=found,
        has_endpoint=current_app.view_functions.__contains__,
    )
