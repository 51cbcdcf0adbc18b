"""The months: what is ready, what is missing, what is stated; statements are issued here."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, abort
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from traduko.billing import exports, statements
from traduko.billing.models import Statement
from traduko.completion import queries as completion_queries
from traduko.completion.models import RecordState
from traduko.core import clock
from traduko.institutions.models import Institution
from traduko.web import access, pages
from traduko.web.documents import statement_download
from traduko.web.forms import Form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("periods", __name__, url_prefix="")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class IssueForm(Form):
    """One button."""


@bp.get("/")
def index() -> Response:
    """List the months with approved records."""
    session = pages.session()
    months = statements.months(session)
    return pages.render(
        "finance/periods.html",
        months=[(month, statements.summaries(session, month)) for month in months[:12]],
        waiting=completion_queries.count_open(session),
        states=RecordState,
    )


@bp.get("/months/<month>")
def show(month: str) -> Response:
    """Show one month by institution."""
    if not MONTH.fullmatch(month):
        abort(404)
    session = pages.session()
    return pages.render(
        "finance/month.html",
        month=month,
        summaries=statements.summaries(session, month),
        issued=statements.statements_of(session, month=month),
        is_over=clock.now().date() >= statements.next_month(month),
        form=IssueForm(),
    )


@bp.post("/months/<month>/issue")
def issue_all(month: str) -> BaseResponse:
    """Issue the statements of all institutions with records that are not stated yet."""
    if not MONTH.fullmatch(month):
        abort(404)
    count = 0
    if IssueForm().validate_on_submit():
        for summary in statements.summaries(pages.session(), month):
            if summary.unstated:
                _issue(summary.institution_id, month)
                count += 1
    return pages.redirect_to(
        "finance.periods.show",
        month=month,
        say=_("%(count)s statements have been issued.", count=count),
    )


@bp.post("/months/<month>/issue/<uuid:institution_id>")
def issue_one(month: str, institution_id: uuid.UUID) -> BaseResponse:
    """Issue the statement of one institution."""
    if not MONTH.fullmatch(month):
        abort(404)
    if IssueForm().validate_on_submit():
        _issue(institution_id, month)
    return pages.redirect_to(
        "finance.periods.show", month=month, say=_("The statement has been issued.")
    )


def _issue(institution_id: uuid.UUID, month: str) -> None:
    institution = access.load(Institution, institution_id)
    with pages.transaction() as session:
        statements.issue_month(session, institution, month, actor=access.actor())


@bp.get("/statements/<uuid:statement_id>")
def statement(statement_id: uuid.UUID) -> Response:
    """Show one statement with its records."""
    found = access.load(Statement, statement_id, joinedload(Statement.institution))
    lines = statements.lines(pages.session(), found.institution_id, found.month, found.id)
    return pages.render("finance/statement.html", statement=found, lines=lines)


@bp.get("/statements/<uuid:statement_id>.<any(pdf, csv):kind>")
def download(statement_id: uuid.UUID, kind: str) -> Response:
    """Return a statement as a file."""
    found = access.load(Statement, statement_id, joinedload(Statement.institution))
    return statement_download(found, kind)


@bp.get("/months/<month>.csv")
def month_csv(month: str) -> Response:
    """Return one month of all institutions as CSV."""
    if not MONTH.fullmatch(month):
        abort(404)
    header = [_("Institution"), _("Month"), _("Records"), _("Not stated yet"), _("Amount in EUR")]
    rows = [
        (item.institution_name, item.month, item.records, item.unstated, item.total)
        for item in statements.summaries(pages.session(), month)
    ]
    return pages.download(
        exports.csv_bytes(header, rows), f"{month}.csv", "text/csv; charset=utf-8"
    )
