"""Information everybody may read: accessibility, privacy, imprint, plain language."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, make_response, url_for
from flask_babel import force_locale, gettext

from traduko.core import clock
from traduko.core.i18n import N_
from traduko.core.languages import MAIL_LANGUAGES, autonym, text_direction
from traduko.web import pages

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("information", __name__, url_prefix="")
FOR_CLIENTS = (
    N_("You have an appointment, and you do not share a language with the people there?"),
    N_("Ask them to order an interpreter from us. For you it costs nothing."),
    N_("The interpreter tells nobody what you say, and takes no side."),
    N_("Your child should not have to interpret for you."),
)


@bp.get("/accessibility")
def accessibility() -> Response:
    """State how accessible the portal is (Directive (EU) 2016/2102, art. 7)."""
    return pages.render("public/accessibility.html")


@bp.get("/privacy")
def privacy() -> Response:
    """Say which data are kept, why and how long (GDPR art. 13)."""
    return pages.render("public/privacy.html")


@bp.get("/imprint")
def imprint() -> Response:
    """Say who runs the portal."""
    return pages.render("public/imprint.html")


@bp.get("/plain-language")
def plain() -> Response:
    """Say the same in plain language."""
    return pages.render("public/plain.html")


@bp.get("/for-clients")
def clients() -> Response:
    """Say to people who need an interpreter what to do, in their languages."""
    offered = ["de", "fr", *pages.settings().languages]
    blocks = []
    for code in dict.fromkeys(offered):
        if code not in MAIL_LANGUAGES:
            continue
        with force_locale(code):
            lines = [gettext(text) for text in FOR_CLIENTS]
        blocks.append((code, autonym(code), text_direction(code), lines))
    return pages.render("public/clients.html", blocks=blocks)


@bp.get("/.well-known/security.txt")
def security() -> Response:
    """Say where to report a weakness (RFC 9116)."""
    settings = pages.settings()
    contact = settings.security_contact or settings.email
    until = (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    base = current_app.extensions["traduko_settings"].base_url
    lines = [
        f"Contact: {contact if '://' in contact else f'mailto:{contact}'}" if contact else "",
        f"Expires: {until}",
        "Preferred-Languages: de, fr, en",
        f"Canonical: {base}{url_for('public.information.security')}",
    ]
    response = make_response("\n".join(line for line in lines if line) + "\n")
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response
