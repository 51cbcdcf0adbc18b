"""Which texts a translator meets: they exist in each of the six mail languages."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_file

ROOT = Path(__file__).resolve().parent.parent
TO_INSTITUTIONS = {
    "confirmed_institution",
    "changed_institution",
    "cancelled_institution",
    "withdrawn_institution",
    "reminder_institution",
    "reopened_institution",
    "question",
    "refused",
    "passed_on",
    "unfilled",
}
SIGNED_IN = {"start.html", "calendar.html", "availability.html", "profile.html"}
MODULES = (
    "core/tokens.py",
    "core/clock.py",
    "core/files.py",
    "core/errors.py",
    "completion/facts.py",
    "completion/records.py",
    "dispatch/offers.py",
    "dispatch/mails.py",
    "translators/models.py",
    "web/record_fields.py",
    "web/forms.py",
    "web/translator/answer.py",
    "web/translator/links.py",
    "web/translator/record.py",
)


def _files() -> list[Path]:
    templates = ROOT / "templates"
    found = [templates / "layout" / "base.html", templates / "layout" / "letter.html"]
    found += [templates / "components" / name for name in ("form.html", "record.html")]
    found += [p for p in (templates / "translator").glob("*.html") if p.name not in SIGNED_IN]
    for folder in ("_layout", "dispatch", "completion"):
        for path in (templates / "mail" / folder).rglob("*"):
            names = set(path.parts) & (TO_INSTITUTIONS | {"record_to_approve"})
            if path.is_file() and not names:
                found.append(path)
    return found + [ROOT / "traduko" / module for module in MODULES]


def texts() -> set[str]:
    """Return the message ids that translators read, in mails and behind their links."""
    found: set[str] = set()
    for path in _files():
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {} if path.suffix == ".py" else {"trimmed": "false"}
        keywords = {"_": None, "_l": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
        for _line, message, _comments, _context in extract_from_file(
            method, str(path), keywords, options=options
        ):
            found.add(message[0] if isinstance(message, tuple) else message)
    return found
