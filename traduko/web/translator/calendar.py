"""A translator's month, and the address of the calendar feed."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, url_for
from flask_babel import gettext as _

from traduko.core import clock
from traduko.dispatch import worktime
from traduko.translators import availability, feed
from traduko.translators.models import Translator
from traduko.web import access, pages
from traduko.web.forms import Form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


def own_translator() -> Translator:
    """Return the translator who is signed in."""
    translator_id = access.actor().translator_id
    if translator_id is None:
        abort(404)
    return access.load(Translator, translator_id)


@bp.get("")
@bp.get("/<int:year>-<int:month>")
def show(year: int | None = None, month: int | None = None) -> Response:
    """Show a month of assignments and absences."""
    zone = pages.settings().zone
    today = clock.now().astimezone(zone).date()
    year, month = year or today.year, month or today.month
    if not (2000 <= year <= 2100 and 1 <= month <= 12):  # noqa: PLR2004 - a calendar's bounds
        abort(404)
    translator, session = own_translator(), pages.session()
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    begins = datetime.combine(weeks[0][0], time(), tzinfo=zone).astimezone(UTC)
    ends = datetime.combine(weeks[-1][-1] + timedelta(days=1), time(), tzinfo=zone)
    taken = worktime.assignments_between(session, translator.id, begins, ends.astimezone(UTC))
    by_day: dict[date, list[object]] = {}
    for assignment in taken:
        assert assignment.starts_at
        by_day.setdefault(assignment.starts_at.astimezone(zone).date(), []).append(assignment)
    away: set[date] = set()
    for absence in availability.absences_of(session, translator.id):
        day = absence.starts_at.astimezone(zone).date()
        last = (absence.ends_at - timedelta(seconds=1)).astimezone(zone).date()
        while day <= last and len(away) < 800:  # noqa: PLR2004 - two years are enough to draw
            away.add(day)
            day += timedelta(days=1)
    first = date(year, month, 1)
    before, after = first - timedelta(days=1), (first + timedelta(days=32)).replace(day=1)
    base = current_app.extensions["traduko_settings"].base_url
    address = url_for("links.feed.show", token=feed.token(session, translator))
    return pages.render(
        "translator/calendar.html",
        weeks=weeks,
        first=first,
        today=today,
        by_day=by_day,
        away=away,
        feed_address=f"{base}{address}",
        previous_url=url_for(".show", year=before.year, month=before.month),
        next_url=url_for(".show", year=after.year, month=after.month),
    )


@bp.post("/renew")
def renew() -> BaseResponse:
    """Make the feed's old address void."""
    translator = own_translator()
    if Form().validate_on_submit():
        with pages.transaction() as session:
            feed.renew(session, translator, actor=access.actor())
    return pages.redirect_to(
        ".show", say=_("The old address is void. Enter the new one in your calendar.")
    )
