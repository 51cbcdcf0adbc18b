"""The start page of dispatch: what is open, by urgency; what runs; what is new."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Blueprint, current_app, g, request, url_for
from flask import session as cookie
from flask_babel import gettext as _

from traduko.accounts.models import SignIn
from traduko.billing import exports
from traduko.completion import queries as completion_queries
from traduko.completion.models import RecordState
from traduko.core import clock
from traduko.core.formatting import date_time
from traduko.core.languages import LANGUAGES
from traduko.dispatch import queries, worklist
from traduko.requests.models import OPEN_STATES, RequestState
from traduko.translators.models import Mode
from traduko.web import pages
from traduko.web.timeline import WORDS

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("worklist", __name__, url_prefix="")
REMEMBERED = ("language", "mode", "state", "q")
A_DAY = timedelta(days=1)
LONGEST = timedelta(days=14)
CSV_ROWS = 5_000


@bp.get("/")
def show() -> BaseResponse:
    """Show the open requests by urgency. Filters are remembered until they are cleared."""
    if "clear" in request.args:
        cookie.pop("worklist", None)
        return pages.redirect_to("dispatcher.worklist.show")
    chosen = _remembered()
    filters = _filters(chosen)
    session = pages.session()
    after = request.args.get("after")
    since = _last_here()
    return pages.render(
        "dispatcher/worklist.html",
        page=worklist.page(session, filters, after=after),
        counts=worklist.counts(session),
        running=queries.offers_running(session),
        changes=worklist.changes_since(session, since),
        words=WORDS,
        since=since,
        records=completion_queries.count_open(session),
        record_states=RecordState,
        chosen=chosen,
        is_filtered=any(chosen.values()),
        is_first=after is None,
        modes=Mode,
        states=OPEN_STATES,
        url_if=_url_if,
    )


@bp.get("/open-requests.csv")
def csv() -> Response:
    """Return the open requests, filtered as on the page, as CSV."""
    found = worklist.page(pages.session(), _filters(_remembered()), size=CSV_ROWS)
    zone, locale = pages.settings().zone, pages.locale()
    header = [_("Number"), _("State"), _("Time"), _("Language"), _("Way of working")]
    header += [_("Municipality"), _("Institution"), _("Open offers")]
    rows = [
        (
            row.service_request.number,
            _(row.service_request.state.label),
            date_time(row.service_request.sort_at, locale, zone),
            row.service_request.language,
            _(row.service_request.mode.label),
            row.service_request.municipality_key or "",
            row.service_request.institution.name,
            row.open_offers,
        )
        for row in found.rows
    ]
    return pages.download(
        exports.csv_bytes(header, rows), "open-requests.csv", "text/csv; charset=utf-8"
    )


def _remembered() -> dict[str, str]:
    """Return the filters of this request, or those of last time."""
    if any(name in request.args for name in REMEMBERED):
        cookie["worklist"] = {name: request.args.get(name, "")[:80] for name in REMEMBERED}
    stored: Any = cookie.get("worklist") or {}
    return {name: str(stored.get(name, "")) for name in REMEMBERED}


def _filters(chosen: dict[str, str]) -> worklist.Filters:
    return worklist.Filters(
        language=chosen["language"] if chosen["language"] in LANGUAGES else None,
        mode=Mode(chosen["mode"]) if chosen["mode"] in set(Mode) else None,
        state=RequestState(chosen["state"]) if chosen["state"] in set(RequestState) else None,
        search=chosen["q"].replace("\x00", "").strip(),
    )


def _last_here() -> datetime:
    """Return when this person was last here before this sign-in; a day ago if never."""
    present = clock.now()
    signed_in = g.signed_in
    last = pages.session().scalar(
        sa.select(sa.func.max(SignIn.last_seen_at)).where(
            SignIn.user_id == signed_in.user_id, SignIn.id != signed_in.sign_in_id
        )
    )
    return max(last or present - A_DAY, present - LONGEST)


def _url_if(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None
