"""Lists for spreadsheets: UTF-8 with a mark, semicolons, nothing that runs as a formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from traduko.core.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from traduko.billing.statements import StatementLine

# OWASP, CSV injection: these make a spreadsheet compute, also in their full-width forms.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
STATEMENT_COLUMNS = (
    N_("Number"),
    N_("Date"),
    N_("Unit"),
    N_("Requester"),
    N_("Case reference"),
    N_("Language"),
    N_("Mode"),
    N_("Outcome"),
    N_("Minutes"),
    N_("Words"),
    N_("Tariff"),
    N_("Amount in EUR"),
)


def safe_cell(value: Any) -> str:
    """Return the value as a cell that a spreadsheet shows and never computes."""
    if value is None:
        return ""
    if isinstance(value, (Decimal, int)):
        return str(value)
    text = str(value)
    if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA):
        return f"'{text}"
    return text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV file that Excel, LibreOffice and programs read alike (RFC 4180, semicolon)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def statement_csv(lines: Iterable[StatementLine], translate: Callable[[str], str]) -> bytes:
    """Return the records of a statement as CSV; `translate` gives the column names."""
    header = [translate(title) for title in STATEMENT_COLUMNS]
    return csv_bytes(
        header,
        (
            (
                line.number,
                line.service_date.isoformat(),
                line.unit_name,
                line.requester_name,
                line.case_reference,
                line.language,
                line.mode,
                line.outcome,
                line.minutes,
                line.words,
                line.tariff_name,
                line.total,
            )
            for line in lines
        ),
    )
