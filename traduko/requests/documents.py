"""Documents of a request: kept encrypted, their words counted where that is possible."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import sqlalchemy as sa
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from sqlalchemy.orm import joinedload

from traduko.core import audit, clock, files
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.operator import settings as operator_settings
from traduko.requests.models import DocumentPurpose, RequestDocument, ServiceRequest

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.core.files import StoredFile

MOST = 12
LARGEST_XML = 40 * 1024 * 1024
MOST_PAGES = 400
PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.oasis.opendocument.text": "content.xml",
}
BREAKS = ("}p", "}h", "}br", "}tab", "}line-break", "}tc", "}table-cell", "}s")


class TooManyDocuments(RuleBroken):
    """More documents than anybody prepares with."""

    default = N_("At most %(most)s documents per request, please.")


class DocumentUnreadable(RuleBroken):
    """The file is damaged or built to do harm."""

    default = N_("The file “%(name)s” cannot be read. Please save it anew or send a PDF.")


def add(
    session: Session,
    service_request: ServiceRequest,
    name: str,
    data: bytes,
    *,
    purpose: DocumentPurpose,
    actor: Actor,
) -> RequestDocument:
    """Keep a document with its word count and return it.

    Raises TooManyDocuments, DocumentUnreadable and what `files.check` raises.
    """
    limit = operator_settings.current(session).file_limit_mb
    content_type = files.check(name, data, limit_mb=limit)
    words = count_words(name, data, content_type)
    stored = files.keep(session, files.clean_name(name), data, content_type=content_type)
    return attach(session, service_request, stored, word_count=words, purpose=purpose, actor=actor)


def attach(
    session: Session,
    service_request: ServiceRequest,
    stored: StoredFile,
    *,
    word_count: int | None,
    purpose: DocumentPurpose,
    actor: Actor,
) -> RequestDocument:
    """Attach a file that is kept already. Raises TooManyDocuments."""
    count = session.scalar(
        sa.select(sa.func.count()).where(RequestDocument.request_id == service_request.id)
    )
    if (count or 0) >= MOST:
        raise TooManyDocuments(field="documents", most=MOST)
    row = RequestDocument(
        id=new_id(),
        request_id=service_request.id,
        file_id=stored.id,
        purpose=purpose,
        word_count=word_count,
        added_by=actor.name,
        added_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "request:document_added", service_request, {"purpose": purpose.value}
    )
    return row


def of(session: Session, request_id: UUID) -> list[RequestDocument]:
    """Return the documents of a request with their files, oldest first."""
    return list(
        session.scalars(
            sa.select(RequestDocument)
            .where(RequestDocument.request_id == request_id)
            .options(joinedload(RequestDocument.file))
            .order_by(RequestDocument.id)
        )
    )


def count_words(name: str, data: bytes, content_type: str) -> int | None:
    """Return how many words the file holds; None where they cannot be counted (pictures, scans).

    Raises DocumentUnreadable for a file that is damaged or unpacks to more than it may.
    """
    text = _text(name, data, content_type)
    if text is None:
        return None
    words = len(re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", text))
    return words or None


def _text(name: str, data: bytes, content_type: str) -> str | None:
    if content_type == "text/plain":
        return data.decode("utf-8-sig")
    if content_type == "application/pdf":
        return _pdf_text(name, data)
    part = PARTS.get(content_type)
    if part is None:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(part).file_size > LARGEST_XML:
                raise DocumentUnreadable(field="document", name=name)
            with archive.open(part) as handle:
                xml = handle.read(LARGEST_XML + 1)
        root = ElementTree.fromstring(xml)
    except (
        zipfile.BadZipFile,
        KeyError,
        ElementTree.ParseError,
        DefusedXmlException,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise DocumentUnreadable(field="document", name=name) from error
    pieces: list[str] = []
    for node in root.iter():
        if str(node.tag).endswith(BREAKS):
            pieces.append(" ")
        pieces.append(node.text or "")
        pieces.append(node.tail or "")
    return "".join(pieces)


def _pdf_text(name: str, data: bytes) -> str | None:
    from pypdf import PdfReader  # noqa: PLC0415 - only uploads of PDF files need it
    from pypdf.errors import PyPdfError  # noqa: PLC0415 - the same

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return None
        pages = reader.pages[:MOST_PAGES]
        return "\n".join(page.extract_text() for page in pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise DocumentUnreadable(field="document", name=name) from error
