"""Statements as PDF: tagged and archivable (PDF/A), made by typst from data, never from markup."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from traduko.completion.facts import Outcome
from traduko.core import formatting
from traduko.core.i18n import N_
from traduko.translators.models import Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from traduko.billing.models import Statement
    from traduko.billing.statements import StatementLine
    from traduko.institutions.models import Institution
    from traduko.operator.settings import Settings

SOURCES = Path(__file__).resolve().parent.parent.parent / "templates" / "documents"
COLUMNS = (
    N_("Number"),
    N_("Date"),
    N_("Requester"),
    N_("Language"),
    N_("Outcome"),
    N_("Quantity"),
    N_("Amount"),
)


@dataclass(frozen=True)
class Reader:
    """For whom a document is written: locale and the words of it."""

    locale: str
    translate: Callable[[str], str]


def statement_pdf(
    statement: Statement,
    institution: Institution,
    lines: Sequence[StatementLine],
    settings: Settings,
    reader: Reader,
) -> bytes:
    """Return the statement as PDF/A-2b with its records."""
    import typst  # noqa: PLC0415 - 85 MB that only documents need

    data = _data(statement, institution, lines, settings, reader)
    result: bytes = typst.compile(
        str(SOURCES / "statement.typ"),
        root=str(SOURCES),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2b"],
    )
    return result


def _data(
    statement: Statement,
    institution: Institution,
    lines: Sequence[StatementLine],
    settings: Settings,
    reader: Reader,
) -> dict[str, Any]:
    say, locale, zone = reader.translate, reader.locale, settings.zone
    month = formatting.month_name(date.fromisoformat(f"{statement.month}-01"), locale)
    address = ", ".join(
        part
        for part in (
            institution.street,
            f"{institution.postal_code or ''} {institution.municipality or ''}".strip(),
        )
        if part
    )
    return {
        "lang": locale,
        "title": say(N_("Statement of services, %(month)s")) % {"month": month},
        "number": statement.number,
        "issued": formatting.day(statement.issued_at, locale, zone),
        "operator": {
            "name": settings.service_name,
            "legal_body": settings.legal_body,
            "address": settings.address,
            "footer": " · ".join(
                part for part in (settings.legal_body, settings.phone, settings.email) if part
            ),
        },
        "institution": {"name": institution.name, "address": address},
        "intro": say(N_("These services were rendered and approved in this month:")),
        "columns": [say(title) for title in COLUMNS],
        "lines": [_line(line, settings, reader) for line in lines],
        "record_count": str(statement.record_count),
        "total": formatting.money(statement.total, statement.currency, locale),
        "closing": say(
            N_("Services at no charge are listed as well: they are the proof for the funder.")
        ),
        "words": {
            "number": say(N_("Number")),
            "issued": say(N_("Issued on")),
            "page": say(N_("Page")),
            "records": say(N_("Records")),
            "total": say(N_("Total")),
        },
    }


def _line(line: StatementLine, settings: Settings, reader: Reader) -> list[str]:
    say, locale = reader.translate, reader.locale
    if line.mode == Mode.WRITTEN:
        quantity = say(N_("%(words)s words")) % {"words": line.words or 0}
    else:
        quantity = f"{line.minutes} min"
    return [
        line.number,
        formatting.day(line.service_date, locale, settings.zone),
        line.requester_name if not line.unit_name else f"{line.requester_name}, {line.unit_name}",
        f"{formatting.language_name(line.language, locale)}, {say(Mode(line.mode).label)}",
        say(Outcome(line.outcome).label) if line.outcome else "",
        quantity,
        formatting.money(line.total, "EUR", locale),
    ]
