"""Documents that several people may download: one way to make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext

from traduko.billing import documents, exports, statements
from traduko.core import files
from traduko.core.files import StoredFile
from traduko.web import pages

if TYPE_CHECKING:
    from flask import Response

    from traduko.billing.models import Statement


def statement_download(statement: Statement, kind: str) -> Response:
    """Return a statement as CSV or PDF. The PDF is made once and kept as it was issued."""
    session = pages.session()
    if kind == "csv":
        lines = statements.lines(session, statement.institution_id, statement.month, statement.id)
        return pages.download(
            exports.statement_csv(lines, gettext),
            f"{statement.number}.csv",
            "text/csv; charset=utf-8",
        )
    stored = session.get(StoredFile, statement.pdf_id) if statement.pdf_id else None
    data = files.content(session, stored) if stored else _make(statement)
    return pages.download(data, f"{statement.number}.pdf", "application/pdf")


def _make(statement: Statement) -> bytes:
    session = pages.session()
    institution = statement.institution
    lines = statements.lines(session, statement.institution_id, statement.month, statement.id)
    with pages.force_locale(institution.locale):
        return documents.statement_pdf(
            statement,
            institution,
            lines,
            pages.settings(),
            documents.Reader(institution.locale, gettext),
        )
