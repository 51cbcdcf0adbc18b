"""Health of the service: what waits, what failed, what expires."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Blueprint

from traduko.completion import queries as completion_queries
from traduko.completion.models import RecordState
from traduko.core import clock
from traduko.core.outbox import MailState, OutboxMail
from traduko.dispatch.models import Offer, OfferState
from traduko.institutions import queries as institution_queries
from traduko.requests.models import OPEN_STATES, RequestState, ServiceRequest
from traduko.web import pages

if TYPE_CHECKING:
    from typing import Any

    from flask import Response

bp = Blueprint("health", __name__, url_prefix="")
WITHIN = timedelta(seconds=10)


def _count(*conditions: Any) -> int:
    return pages.session().scalar(sa.select(sa.func.count()).where(*conditions)) or 0


@bp.get("/")
def show() -> Response:
    """Show the figures an administrator looks at in the morning."""
    present = clock.now()
    week = present - timedelta(days=7)
    return pages.render(
        "admin/health.html",
        mails_waiting=_count(OutboxMail.state.in_([MailState.QUEUED, MailState.SENDING])),
        mails_failed=_count(OutboxMail.state == MailState.FAILED),
        punctual=_punctual(week),
        requests_open=_count(ServiceRequest.state.in_(OPEN_STATES)),
        unfilled=_count(
            ServiceRequest.state == RequestState.UNFILLED, ServiceRequest.unfilled_at >= week
        ),
        expiring=_count(
            Offer.state == OfferState.OPEN, Offer.expires_at < present + timedelta(hours=4)
        ),
        applications=institution_queries.count_waiting(pages.session()),
        records=completion_queries.count_open(pages.session()),
        states=RecordState,
    )


def _punctual(since: Any) -> int | None:
    """Return the share of mails handed on within ten seconds of their commit, in percent."""
    rows = pages.session().execute(
        sa.select(OutboxMail.created_at, OutboxMail.sent_at)
        .where(OutboxMail.sent_at.is_not(None), OutboxMail.created_at >= since)
        .order_by(OutboxMail.created_at.desc())
        .limit(1000)
    )
    times: list[timedelta] = [sent - created for created, sent in rows if sent]
    if not times:
        return None
    return int(100 * sum(each <= WITHIN for each in times) / len(times))
