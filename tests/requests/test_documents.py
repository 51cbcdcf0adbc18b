"""Documents: their real type, their words, and what is built to do harm."""

from __future__ import annotations

import pytest

from tests.factories.dispatch import DISPATCHER
from tests.factories.documents import PNG, WORD_NAMESPACE, archive, docx, odt, pdf
from traduko.core import audit, files
from traduko.core.db import transaction
from traduko.core.errors import NotPossibleNow
from traduko.requests import documents
from traduko.requests.models import DocumentPurpose, RequestState

GOOD = [
    ("brief.docx", docx(), 6),
    ("brief.odt", odt(), 3),
    ("brief.txt", "Çocuğunuz için l'école d’été – 3 Tage".encode(), 6),
    ("brief.txt", "\ufeffمرحبا بكم في المدرسة".encode(), 4),
    ("brief.pdf", pdf(), 3),
    ("scan.png", PNG, None),
    ("leer.pdf", pdf(""), None),
]


@pytest.mark.parametrize(("name", "data", "words"), GOOD)
def test_words_are_counted_where_they_can_be(name, data, words):
    content_type = documents.check(name, data, limit_mb=10)
    assert documents.count_words(name, data, content_type) == words


def test_paragraphs_are_words_apart_and_hidden_text_does_not_count():
    body = (
        "<w:p><w:r><w:t>Guten</w:t></w:r></w:p><w:p><w:r><w:t>Tag</w:t><w:tab/><w:t>Leute</w:t>"
        "</w:r><w:r><w:instrText>PAGE MERGEFORMAT</w:instrText><w:delText>alt</w:delText></w:r>"
        "</w:p>"
    )
    data = docx(body)
    assert documents.count_words("a.docx", data, documents.check("a.docx", data, limit_mb=1)) == 3


BAD = [
    ("programm.exe", b"MZ\x90\x00" + b"\0" * 60, files.FileTypeNotAllowed),
    ("programm.pdf", b"MZ\x90\x00" + b"\0" * 60, files.FileTypeNotAllowed),
    ("bild.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", files.FileTypeNotAllowed),
    ("seite.txt", b"\xff\xfe\x00\x01", files.FileTypeNotAllowed),
    ("seite.html", b"<script>alert(1)</script>", files.FileTypeNotAllowed),
    ("brief.docm", docx(), files.FileTypeNotAllowed),
    ("ohne", b"text", files.FileTypeNotAllowed),
    ("leer.txt", b"", files.FileEmpty),
    ("gross.txt", b"a " * 600_000, files.FileTooLarge),
]


@pytest.mark.parametrize(("name", "data", "rule"), BAD)
def test_what_is_not_allowed_is_refused_at_its_field_by_name(name, data, rule):
    with pytest.raises(rule) as refused:
        documents.check(name, data, limit_mb=1)
    assert refused.value.field == "documents"
    assert name in str(refused.value)


WORD = documents.PARTS
DOCX_TYPE = next(iter(WORD))
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    f'<w:document xmlns:w="{WORD_NAMESPACE}"><w:p>&b;</w:p></w:document>'
)
HARMFUL = [
    archive({"word/document.xml": "<w><p>" + " " * (documents.LARGEST_XML + 10) + "</p></w>"}),
    archive({"word/document.xml": ENTITIES}),
    archive({"word/document.xml": "<w:document"}),
    archive({"other.xml": "<a/>"}),
    docx()[:-30],
    b"PK\x03\x04 no archive at all",
]


@pytest.mark.parametrize("data", HARMFUL, ids=range(len(HARMFUL)))
def test_bombs_and_damaged_files_are_refused(data):
    with pytest.raises(documents.DocumentUnreadable):
        documents.count_words("brief.docx", data, DOCX_TYPE)


def test_a_pdf_behind_a_password_is_refused_and_a_damaged_one_is_counted_by_people():
    with pytest.raises(documents.DocumentLocked):
        documents.count_words("a.pdf", pdf(password="geheim"), "application/pdf")
    assert documents.count_words("a.pdf", pdf(password=""), "application/pdf") == 3
    assert documents.count_words("a.pdf", b"%PDF-1.4 nonsense", "application/pdf") is None


def test_a_document_is_kept_encrypted_and_leaves_a_trail(session, make, rita, carried):
    service_request = make.service_request()
    with transaction(session):
        row = documents.add(
            session,
            service_request,
            "../../etc/Brief.docx",
            docx(),
            purpose=DocumentPurpose.BRIEFING,
            actor=rita,
        )
    [found] = documents.of(session, service_request.id)
    assert found.file.name == "Brief.docx"
    assert files.content(session, found.file) == docx()
    stored = carried["files"].path(row.file_id)
    assert b"Guten" not in stored.read_bytes()
    assert stored.read_bytes()[:2] != b"PK"
    assert not stored.stat().st_mode & 0o111
    [entry] = audit.history(session, [service_request.id])
    assert entry.event == "request:document:add"


def test_a_closed_request_takes_no_more_documents_and_an_open_one_not_too_many(session, make, rita):
    def add(service_request):
        with transaction(session):
            documents.add(
                session,
                service_request,
                "a.txt",
                b"Text",
                purpose=DocumentPurpose.BRIEFING,
                actor=rita,
            )

    with pytest.raises(NotPossibleNow):
        add(make.service_request(state=RequestState.CANCELLED))
    is_open = make.service_request()
    for _ in range(documents.MOST):
        add(is_open)
    with pytest.raises(documents.TooManyDocuments):
        add(is_open)


def test_the_dispatcher_is_an_actor_as_everybody_else(session, make):
    service_request = make.service_request()
    with transaction(session):
        row = documents.add(
            session,
            service_request,
            "a.txt",
            b"Text",
            purpose=DocumentPurpose.SOURCE,
            actor=DISPATCHER,
        )
    assert (row.added_by, row.word_count) == ("Dora Dispo", 1)
