"""Small files of each kind, good ones and bad ones."""

from __future__ import annotations

import io
import zipfile

WORD_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName='
    '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODT_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
ODT_TYPE = "application/vnd.oasis.opendocument.text"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


def docx(body=None, *, text="Guten Tag, wir laden Sie ein."):
    """A Word document: `text` in one paragraph, or a `body` of one's own."""
    body = body or f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    xml = f'<w:document xmlns:w="{WORD_NAMESPACE}"><w:body>{body}</w:body></w:document>'
    return archive(
        {
            "[Content_Types].xml": WORD_TYPES,
            "_rels/.rels": "<Relationships/>",
            "word/document.xml": xml,
        }
    )


def odt(text="Bonjour à tous"):
    """A text of LibreOffice."""
    xml = f'<o xmlns:text="{ODT_NAMESPACE}"><text:p>{text}</text:p></o>'
    return archive({"mimetype": ODT_TYPE, "content.xml": xml}, stored=("mimetype",))


def pdf(text="Drei kleine Worte", *, password=None):
    """A PDF of one page."""
    from pypdf import PdfReader, PdfWriter

    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    begins = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, begins)
    if password is None:
        return out
    writer, locked = PdfWriter(clone_from=PdfReader(io.BytesIO(out))), io.BytesIO()
    writer.encrypt(password, algorithm="AES-256")
    writer.write(locked)
    return locked.getvalue()


def archive(files, *, stored=()):
    """A zip file of these names and contents, always the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            # Without a clock, so that the same contents are the same bytes at any time.
            made.writestr(zipfile.ZipInfo(name), content, how)
    return out.getvalue()
