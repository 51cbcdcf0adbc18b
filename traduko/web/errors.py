"""Error pages: what happened, what to do now. The 500 page asks nothing of the database."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from traduko.core.errors import RuleBroken
from traduko.web.forms import message_of

if TYPE_CHECKING:
    from flask import Flask, Response

log = logging.getLogger(__name__)
PAGES = {400, 403, 404, 409, 410, 413, 429}
CONFLICT = 409


def _page(status: int, **context: Any) -> Response:
    return make_response(render_template(f"errors/{status}.html", **context), status)


def init_errors(app: Flask) -> None:
    """Register a page for every kind of error."""

    @app.errorhandler(RuleBroken)
    def _rule_broken(error: RuleBroken) -> Response:
        return _page(CONFLICT, message=message_of(error))

    @app.errorhandler(CSRFError)
    def _csrf(error: CSRFError) -> Response:
        log.info("csrf check failed on %s: %s", request.endpoint, error.description)
        return _page(
            400,
            message=_(
                "The page was open for too long. Please go back, reload it and send the form again."
            ),
        )

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:  # noqa: PLR2004 - redirects are no errors
            return error
        page = _page(error.code if error.code in PAGES else 400, message=None)
        page.status_code = error.code
        if error.code == 405 and getattr(error, "valid_methods", None):  # noqa: PLR2004
            page.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
        return page

    @app.errorhandler(sa.exc.OperationalError)
    def _no_database(error: sa.exc.OperationalError) -> Response:
        number = secrets.token_hex(4)
        log.error("database not reachable (%s): %s", number, error.orig)
        page = _page(503, number=number)
        page.headers["Retry-After"] = "30"
        return page

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        if app.testing and app.config.get("PROPAGATE_EXCEPTIONS"):
            raise error
        number = secrets.token_hex(4)
        log.error("unexpected error %s on %s", number, request.endpoint, exc_info=error)
        return _page(500, number=number)
