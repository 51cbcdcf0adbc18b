"""Free text that may tell who a client is: found, shown, asked about once, never certain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdnum.be import nn as national_numbers
from stdnum.exceptions import ValidationError

from traduko.core.i18n import N_, LabelEnum

if TYPE_CHECKING:
    from collections.abc import Iterator


class SuspicionKind(LabelEnum):
    """What a piece of text looks like."""

    NAME = "name", N_("a client's name")
    BIRTH_DATE = "birth_date", N_("a date of birth")
    PHONE = "phone", N_("a phone number")
    NATIONAL_NUMBER = "national_number", N_("a national number")
    EMAIL = "email", N_("an e-mail address")


@dataclass(frozen=True)
class Suspicion:
    """One piece of text and what it looks like."""

    kind: SuspicionKind
    excerpt: str


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_NATIONAL = re.compile(r"\b\d{2}[.\s]?\d{2}[.\s]?\d{2}[-\s.]?\d{3}[.\s-]?\d{2}\b")
_DATE = re.compile(
    r"\b(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d{2})\b|\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b"
)
_BORN = re.compile(
    r"(?i)\b(geb\.?|geboren|geburtsdatum|né|née|naissance|born|dob|doğum|род\.?|рожд\w*|"
    r"مواليد|تاريخ الميلاد)"
)
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\(?\d{1,4}\)?(?:[\s./-]?\d{2,4}){2,5}(?![\w.])")
_NAME_AFTER_TITLE = re.compile(
    r"\b(?:Frau|Herrn?|Familie|Fam\.|Klient(?:in)?|Patient(?:in)?|Kind|Schüler(?:in)?|"
    r"Madame|Mme|Monsieur|M\.|Mr\.?|Mrs\.?|Ms\.?|Miss|family|famille|élève|client|bay|bayan|"
    r"господин|госпожа|г-н|г-жа|семья|السيد|السيدة|عائلة)\s+"
    r"((?:(?:al|el|Al|El|von|van|de|ben|bin|abu)[- ])?[A-ZÄÖÜÇŞĞİÀ-ÖØ-ÞА-ЯЁ؀-ۿ][\w'’؀-ۿ-]+"
    r"(?:\s+[A-ZÄÖÜÇŞĞİÀ-ÖØ-ÞА-ЯЁ؀-ۿ][\w'’؀-ۿ-]+)?)"
)
_NAME_AFTER_WORD = re.compile(
    r"(?i:\b(?:name|heißt|heisst|namens|nom|s'appelle|called|named|adı|ismi|имя|зовут|اسمه|اسمها|اسم)\b)"
    r"\s*(?:ist|is|est|:|=)?\s*"
    r"([A-ZÄÖÜÇŞĞİÀ-ÖØ-ÞА-ЯЁ؀-ۿ][\w'’؀-ۿ-]+(?:\s+[A-ZÄÖÜÇŞĞİÀ-ÖØ-ÞА-ЯЁ؀-ۿ][\w'’؀-ۿ-]+)?)"
)
# People of the institution are named by their function: that is no client's name.
_FUNCTIONS = re.compile(
    r"(?i)^(dr|doktor|docteur|doctor|prof|professor|direktor\w*|lehrer\w*|ärzt\w*|arzt|sozialarbeiter\w*|"
    r"hebamme|kollegin|kollege|le|la|les|der|die|das|und|oder|et|ou|and|or|mit|avec|with|im|in|am|zu|des)\b"
)
_NOT_NAMES = frozenset(
    """anmeldung aufnahme gespräch termin beratung schule klinik kindergarten station antrag
    unterlagen einrichtung mutter vater eltern kinder kind familie wohnung arbeit rendez-vous
    réunion école hôpital meeting appointment school hospital""".split()  # noqa: SIM905
)


def suspicions(*texts: str | None) -> list[Suspicion]:
    """Return what in these texts looks like a client's identity, each excerpt once.

    The check warns and asks; it does not claim certainty.
    """
    found: dict[tuple[SuspicionKind, str], Suspicion] = {}
    for text in texts:
        for suspicion in _in(text or ""):
            found.setdefault((suspicion.kind, suspicion.excerpt.casefold()), suspicion)
    return list(found.values())


def _in(text: str) -> Iterator[Suspicion]:
    rest = text
    for match in _EMAIL.finditer(text):
        yield Suspicion(SuspicionKind.EMAIL, match.group())
        rest = rest.replace(match.group(), " ")
    for match in _NATIONAL.finditer(rest):
        if _is_national(match.group()):
            yield Suspicion(SuspicionKind.NATIONAL_NUMBER, match.group())
            rest = rest.replace(match.group(), " ")
    for match in _DATE.finditer(rest):
        year = int(match.group(3) or match.group(4))
        before = rest[max(0, match.start() - 25) : match.start()]
        if year < 2016 or _BORN.search(before):  # noqa: PLR2004 - an appointment is never that old
            yield Suspicion(SuspicionKind.BIRTH_DATE, match.group())
    without_dates = _DATE.sub(" ", rest)
    for match in _PHONE.finditer(without_dates):
        digits = sum(char.isdigit() for char in match.group())
        if 8 <= digits <= 15 and match.group().strip()[0] in "+0(":  # noqa: PLR2004 - E.164
            yield Suspicion(SuspicionKind.PHONE, match.group().strip())
    yield from _names(rest)


def _names(text: str) -> Iterator[Suspicion]:
    for pattern in (_NAME_AFTER_TITLE, _NAME_AFTER_WORD):
        for match in pattern.finditer(text):
            name = match.group(1).strip()
            if _FUNCTIONS.match(name) or name.split()[0].casefold() in _NOT_NAMES:
                continue
            yield Suspicion(SuspicionKind.NAME, name)


def _is_national(text: str) -> bool:
    try:
        national_numbers.validate(re.sub(r"\D", "", text))
    except ValidationError:
        return False
    return True
