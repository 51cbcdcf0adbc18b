"""What every page does in the same way: read, render, answer, redirect, hand out files."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Response, current_app, flash, g, make_response, redirect, request, url_for
from flask import render_template as flask_render_template
from flask_babel import force_locale, get_translations, refresh

from traduko.core import db as core_db
from traduko.core.languages import MAIL_LANGUAGES
from traduko.operator import settings as operator_settings
from traduko.web.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as BaseResponse

    from traduko.operator.settings import Settings

UNPROCESSABLE = 422
PORTAL_LOCALES = ("de", "fr", "en")
STATIC = Path(__file__).resolve().parent.parent.parent / "static"


def session() -> Session:
    """Return this request's database session, with what verbs need on board."""
    current = db.session
    if "mailer" not in current.info:
        current.info.update(current_app.extensions["traduko"])
    return current


@contextmanager
def transaction() -> Iterator[Session]:
    """Run one verb wholly or not at all, in this request's session."""
    with core_db.transaction(session()) as current:
        yield current


def settings() -> Settings:
    """Return the operator's settings, read once per request."""
    if "operator_settings" not in g:
        g.operator_settings = operator_settings.current(session())
    return g.operator_settings  # type: ignore[no-any-return]


def speak(locale: str) -> None:
    """Answer this request in `locale` (link pages speak the translator's language)."""
    g.locale = locale if locale in MAIL_LANGUAGES else "de"
    g.pop("catalogue", None)
    g.pop("template_context", None)
    refresh()


def locale() -> str:
    """Return the language of this answer: asked for, the person's, the browser's, German."""
    if "locale" not in g:
        chosen = request.cookies.get("locale") if request else None
        person = getattr(g, "person_locale", None)
        best = request.accept_languages.best_match(PORTAL_LOCALES) if request else None
        g.locale = next((c for c in (person, chosen, best) if c in PORTAL_LOCALES), "de")
    return g.locale  # type: ignore[no-any-return]


def render(template: str, status: int | None = None, **context: Any) -> Response:
    """Return the page. A form that came back with errors is answered with 422."""
    form = context.get("form")
    if status is None:
        has_errors = request.method == "POST" and form is not None and form.has_errors
        status = UNPROCESSABLE if has_errors else 200
    return make_response(flask_render_template(template, **context), status)


def redirect_to(
    endpoint: str, *, say: str | None = None, tone: str = "success", **values: Any
) -> BaseResponse:
    """Return a redirect after a POST (303), with a sentence for the next page."""
    if say:
        flash(say, tone)
    return redirect(url_for(endpoint, **values), code=303)


def download(data: bytes, name: str, content_type: str) -> Response:
    """Return a file as an attachment: never shown by the browser, never sniffed (RFC 6266)."""
    response = make_response(data)
    response.headers["Content-Type"] = content_type
    ascii_name = name.encode("ascii", "replace").decode().replace('"', "_").replace("?", "_")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _digest(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def asset(path: str) -> str:
    """Return the address of a static file, which a new version of the file changes.

    Written out, because a page has a hundred icons and building an address costs more than one.
    """
    return f"{request.script_root}/static/{path}?v={_digest(path)}"


def gettext(text: str) -> str:
    """Return a template's text in the language of this answer, its catalogue looked up once."""
    return str(_catalogue().ugettext(text))


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a template's text that fits a number."""
    return str(_catalogue().ungettext(one, many, number))


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


__all__ = [
    "PORTAL_LOCALES",
    "asset",
    "download",
    "force_locale",
    "locale",
    "redirect_to",
    "render",
    "session",
    "settings",
    "speak",
    "transaction",
]
