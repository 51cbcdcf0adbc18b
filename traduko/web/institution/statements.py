"""Statements of my institutions, as page, CSV and PDF."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, abort
from flask_babel import gettext
from sqlalchemy.orm import joinedload

from traduko.billing import exports, statements
from traduko.billing.models import Statement
from traduko.institutions.models import Institution
from traduko.web import access, pages
from traduko.web.documents import statement_download

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("statements", __name__, url_prefix="/statements")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@bp.get("")
def index() -> Response:
    """List statements and the months that are not stated yet."""
    session = pages.session()
    institutions = [
        access.load(Institution, institution_id)
        for institution_id in sorted(access.actor().institution_ids)
    ]
    issued = [
        statement
        for institution in institutions
        for statement in statements.statements_of(session, institution_id=institution.id)
    ]
    open_months = [
        summary
        for institution in institutions
        for month in statements.months(session, institution.id)
        for summary in statements.summaries(session, month, institution.id)
    ]
    return pages.render("institution/statements.html", issued=issued, open_months=open_months)


@bp.get("/<uuid:statement_id>")
def show(statement_id: uuid.UUID) -> Response:
    """Show one statement with its records."""
    statement = access.load(Statement, statement_id, joinedload(Statement.institution))
    lines = statements.lines(
        pages.session(), statement.institution_id, statement.month, statement.id
    )
    return pages.render("institution/statement.html", statement=statement, lines=lines)


@bp.get("/<uuid:statement_id>.<any(pdf, csv):kind>")
def download(statement_id: uuid.UUID, kind: str) -> Response:
    """Return the statement as a file."""
    statement = access.load(Statement, statement_id, joinedload(Statement.institution))
    return statement_download(statement, kind)


@bp.get("/month/<uuid:institution_id>/<month>")
def month(institution_id: uuid.UUID, month: str) -> Response:
    """Show all approved records of a month, stated or not."""
    institution = access.load(Institution, institution_id)
    if not MONTH.fullmatch(month):
        abort(404)
    lines = statements.lines(pages.session(), institution.id, month)
    return pages.render(
        "institution/statement_month.html", institution=institution, month=month, lines=lines
    )


@bp.get("/month/<uuid:institution_id>/<month>.csv")
def month_csv(institution_id: uuid.UUID, month: str) -> Response:
    """Return all approved records of a month as CSV."""
    institution = access.load(Institution, institution_id)
    if not MONTH.fullmatch(month):
        abort(404)
    lines = statements.lines(pages.session(), institution.id, month)
    return pages.download(
        exports.statement_csv(lines, gettext), f"{month}.csv", "text/csv; charset=utf-8"
    )
