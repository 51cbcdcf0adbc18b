"""Documents of a request: kept encrypted, their words counted where that is possible."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

import sqlalchemy as sa
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from sqlalchemy.orm import joinedload

from traduko.core import audit, clock, files
from traduko.core.db import lock
from traduko.core.errors import NotPossibleNow, RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.operator import settings as operator_settings
from traduko.requests.models import (
    DocumentPurpose,
    RequestDocument,
    RequestState,
    ServiceRequest,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.core.files import StoredFile

MOST = 12
LARGEST_XML = 30 * 1024 * 1024
CHUNK = 64 * 1024
MOST_PAGES = 300
MOST_WORDS = 200_000
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.oasis.opendocument.text": "content.xml",
}
BREAKS = ("}p", "}h", "}br", "}tab", "}line-break", "}tc", "}table-cell", "}s")
# What Word keeps but does not show: field codes and deleted text.
HIDDEN = ("}instrText", "}delText")
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ElementTree.ParseError,
    DefusedXmlException,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
)
# After this the work goes on or is done: more documents would reach nobody.
CLOSED = frozenset(
    {
        RequestState.REFUSED,
        RequestState.PASSED_ON,
        RequestState.UNFILLED,
        RequestState.CANCELLED,
        RequestState.APPROVED,
        RequestState.BILLED,
    }
)


class TooManyDocuments(RuleBroken):
    """More documents than anybody prepares with."""

    default = N_("At most %(most)s documents per request, please.")


class DocumentUnreadable(RuleBroken):
    """The file is damaged or built to do harm."""

    default = N_("The file “%(name)s” cannot be read. Please save it anew or send a PDF.")


class DocumentLocked(RuleBroken):
    """The file opens only with a password, which the translator does not have."""

    default = N_(
        "The file “%(name)s” is protected by a password. Please send it without protection."
    )


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

    Raises TooManyDocuments, DocumentUnreadable, DocumentLocked, NotPossibleNow for a request
    that is closed, and what `files.check` raises.
    """
    lock(session, service_request)
    if service_request.state in CLOSED:
        raise NotPossibleNow
    limit = operator_settings.current(session).file_limit_mb
    content_type = check(name, data, limit_mb=limit)
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
        session, actor, "request:document:add", service_request, {"purpose": purpose.value}
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


def check(name: str, data: bytes, *, limit_mb: int) -> str:
    """Return the real type of an upload. Raises what `files.check` raises, at its field."""
    try:
        return files.check(name, data, limit_mb=limit_mb)
    except RuleBroken as error:
        error.field = error.field or "documents"
        raise


def count_words(name: str, data: bytes, content_type: str) -> int | None:
    """Return how many words the file holds; None where they cannot be counted (pictures, scans).

    Raises DocumentUnreadable for a file that is damaged or unpacks to more than it may, and
    DocumentLocked for one that only a password opens.
    """
    if content_type == "text/plain":
        return _words(data.decode("utf-8-sig")) or None
    if content_type == "application/pdf":
        return _words_of_pdf(name, data) or None
    if content_type in PARTS:
        return _words_of_archive(name, data, PARTS[content_type]) or None
    return None


def _words(text: str) -> int:
    return sum(1 for _ in WORD.finditer(text))


class _TextOnly:
    """Takes the text of an XML document while it is read; builds no tree that could grow."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.is_hidden = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self.is_hidden = tag.endswith(HIDDEN)
        if tag.endswith(BREAKS):
            self.pieces.append(" ")

    def end(self, tag: str) -> None:
        self.is_hidden = False
        if tag.endswith(BREAKS):
            self.pieces.append(" ")

    def data(self, text: str) -> None:
        if not self.is_hidden:
            self.pieces.append(text)

    def close(self) -> str:
        return "".join(self.pieces)


def _words_of_archive(name: str, data: bytes, part: str) -> int:
    parser = ElementTree.XMLParser(target=_TextOnly())
    left = LARGEST_XML
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part) as handle:
            # What the archive says about its sizes may be a lie; what comes out is counted.
            while chunk := handle.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise DocumentUnreadable(field="documents", name=name)
                parser.feed(chunk)
        return _words(parser.close())
    except DAMAGED as error:
        raise DocumentUnreadable(field="documents", name=name) from error


def _words_of_pdf(name: str, data: bytes) -> int:
    from pypdf import PdfReader  # noqa: PLC0415 - only uploads of PDF files need it

    try:
        reader = PdfReader(io.BytesIO(data))
        is_locked = reader.is_encrypted and not reader.decrypt("")
        words = 0
        for page in () if is_locked else reader.pages[:MOST_PAGES]:
            words += _words(page.extract_text())
            if words > MOST_WORDS:
                break
    except Exception:  # noqa: BLE001 - odd files make pypdf raise anything; a person can count
        return 0
    if is_locked:
        raise DocumentLocked(field="documents", name=name)
    return words
