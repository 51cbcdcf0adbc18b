"""Files: real type checked, encrypted, outside the web root, under our own names."""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import puremagic
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from traduko.core import clock
from traduko.core.crypto import keys
from traduko.core.db import Base, UtcDateTime, pk
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MEGABYTE = 1024 * 1024
TYPES = {
    ".pdf": ("application/pdf",),
    ".png": ("image/png",),
    ".jpg": ("image/jpeg",),
    ".jpeg": ("image/jpeg",),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    ".odt": ("application/vnd.oasis.opendocument.text",),
    ".txt": ("text/plain",),
}


class FileEmpty(RuleBroken):
    """Nothing was in the file."""

    default = N_("The file “%(name)s” is empty. Please choose another one.")


class FileTooLarge(RuleBroken):
    """The file is larger than the operator allows."""

    default = N_("The file “%(name)s” is larger than %(limit)s MB. Please send a smaller one.")


class FileTypeNotAllowed(RuleBroken):
    """The real content is none of the accepted types, whatever the name says."""

    default = N_("“%(name)s” is not a PDF, Word (docx), ODT, plain text, PNG or JPEG file.")


class StoredFile(Base):
    """A file's facts; its bytes lie encrypted in the file store under this id."""

    __tablename__ = "stored_files"

    id: Mapped[uuid.UUID] = pk()
    name: Mapped[str] = mapped_column(sa.String(200))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class FileStore:
    """A folder that no web server serves."""

    folder: Path

    def path(self, file_id: uuid.UUID) -> Path:
        """Return where the bytes of a file lie."""
        return self.folder / file_id.hex[-2:] / file_id.hex

    def write(self, file_id: uuid.UUID, blob: bytes) -> None:
        """Write the bytes so that they are wholly there or not at all."""
        path = self.path(file_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as handle:
            handle.write(blob)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)


def clean_name(name: str) -> str:
    """Return a file name without folders or control characters, at most 150 characters long."""
    name = PurePosixPath(name.replace("\\", "/")).name
    name = "".join(char for char in name if char.isprintable()).strip(". ")
    stem, dot, suffix = name.rpartition(".")
    if len(name) > 150:  # noqa: PLR2004 - what the column and every file system hold
        name = f"{stem[: 149 - len(suffix)]}{dot}{suffix}"
    return name or "document"


def real_type(name: str, data: bytes) -> str:
    """Return the media type the content really has. Raises FileTypeNotAllowed."""
    refused = FileTypeNotAllowed(name=name)
    suffix = PurePosixPath(name.lower()).suffix
    if suffix not in TYPES:
        raise refused
    expected = TYPES[suffix][0]
    if suffix == ".txt":
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise refused from error
        if "\0" in text:
            raise refused
        return expected
    try:
        found = {match.mime_type for match in puremagic.magic_string(data, filename=name)}
    except (puremagic.PureError, ValueError) as error:
        raise refused from error
    if expected not in found or (suffix == ".pdf" and not data.lstrip()[:5] == b"%PDF-"):
        raise refused
    return expected


def check(name: str, data: bytes, *, limit_mb: int) -> str:
    """Return the real type. Raises FileEmpty, FileTooLarge or FileTypeNotAllowed."""
    if not data:
        raise FileEmpty(name=name)
    if len(data) > limit_mb * MEGABYTE:
        raise FileTooLarge(name=name, limit=limit_mb)
    return real_type(name, data)


def store(session: Session, name: str, data: bytes, *, limit_mb: int) -> StoredFile:
    """Check, encrypt and keep a file; return its row. Raises what `check` raises."""
    name = clean_name(name)
    return keep(session, name, data, content_type=check(name, data, limit_mb=limit_mb))


def keep(session: Session, name: str, data: bytes, *, content_type: str) -> StoredFile:
    """Encrypt and keep bytes we made or checked ourselves; return the row."""
    row = StoredFile(
        id=new_id(),
        name=name,
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        created_at=clock.now(),
    )
    blob = keys(session).encrypt(data, purpose="files", context=row.id.hex)
    _store_of(session).write(row.id, blob)
    session.add(row)
    session.flush()
    return row


def remove(session: Session, stored: StoredFile) -> None:
    """Delete the file's bytes once this transaction is committed; the row says that it was."""
    stored.deleted_at = clock.now()
    path = _store_of(session).path(stored.id)
    outcome: list[str] = []

    # Whichever comes first decides: after a rollback the row still counts on its bytes.
    @sa.event.listens_for(session, "after_rollback", once=True)
    def _keep(_session: Session) -> None:
        outcome.append("kept")

    @sa.event.listens_for(session, "after_commit", once=True)
    def _unlink(_session: Session) -> None:
        if not outcome:
            path.unlink(missing_ok=True)


def content(session: Session, stored: StoredFile) -> bytes:
    """Return the file's bytes. Raises crypto.Tampered if they were changed on disk."""
    blob = _store_of(session).path(stored.id).read_bytes()
    return keys(session).decrypt(blob, purpose="files", context=stored.id.hex)


def _store_of(session: Session) -> FileStore:
    folder = session.info["files"]
    assert isinstance(folder, FileStore)
    return folder
