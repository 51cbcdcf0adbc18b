"""What the operator knows of me: languages, ways of working, proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from traduko.core import clock
from traduko.translators import qualifications, queries
from traduko.web import pages
from traduko.web.translator.calendar import own_translator

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("qualifications", __name__, url_prefix="/profile")


@bp.get("")
def show() -> Response:
    """Show my profile and proofs; changes go through dispatch, which checks them."""
    translator, session = own_translator(), pages.session()
    return pages.render(
        "translator/profile.html",
        translator=translator,
        languages=queries.languages_of(session, translator.id),
        proofs=qualifications.of(session, translator.id),
        today=clock.now().astimezone(pages.settings().zone).date(),
    )
