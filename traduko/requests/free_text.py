"""Free text that may tell who a client is: found, shown, asked about once, never certain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdnum.be import bis as belgian_bis_numbers
from stdnum.be import nn as belgian_numbers
from stdnum.be import vat as enterprise_numbers
from stdnum.de import idnr as german_tax_numbers
from stdnum.fr import nir as french_numbers
from stdnum.tr import tckimlik as turkish_numbers

from traduko.core import clock
from traduko.core.i18n import N_, LabelEnum

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

FULL_YEAR = 1900
# Arabic and Persian digits are written by people and read by machines alike.
_LATIN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


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


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_GERMAN_PENSION = re.compile(r"\b\d{2}\s?\d{6}\s?[A-Z]\s?\d{3}\b")
_GERMAN_HEALTH = re.compile(r"\b[A-Z]\d{9}\b")
_LUXEMBOURG = re.compile(r"\b(?:19|20)\d{2}\s?(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\s?\d{5}\b")
_DIGIT_GROUPS = re.compile(r"(?<![\w/.-])\d(?:[ .\-/]?\d){8,14}(?![\w/-])")
# How many digits a number of a country has, and who knows whether they fit together.
_NATIONAL: dict[int, tuple[Any, ...]] = {
    11: (belgian_numbers, belgian_bis_numbers, german_tax_numbers, turkish_numbers),
    15: (french_numbers,),
}
_MONTHS = (
    "januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|"
    "janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "january|february|march|may|june|july|october|december|"
    "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
)
_DATE = re.compile(
    r"(?<![\w./-])(?:0?[1-9]|[12]\d|3[01])[./-]\s?(?:0?[1-9]|1[0-2])[./-]\s?(?P<a>(?:19|20)\d{2}|\d{2})(?!\w)"
    r"|(?<!\w)(?P<b>(?:19|20)\d{2})-\d{2}-\d{2}(?!\w)"
    rf"|(?<!\w)\d{{1,2}}(?:\.|er|st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS})\s(?P<c>(?:19|20)\d{{2}})(?!\w)",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?:\bgeb\.|\bgeboren\b|\bgeburtsdatum\b|\bgeb\.?-?datum\b|\bnée?\b|\bnaissance\b|\bborn\b|"
    r"\bdate of birth\b|\bdob\b|\bdoğum|(?<!\w)род\.|(?<!\w)рожд|(?<!\w)родил|"
    r"مواليد|ميلاد|مولود|ولد)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.,/])(?:\+|\(?0)\d?(?:[\s./()-]{0,2}\d){7,14}(?!\w)")
_ENTERPRISE = re.compile(r"[01]\d{3}\.\d{3}\.\d{3}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b")
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĮİĶĹĻŁŃŅŇŌŐŒŔŘŚŞŠŢȚŤŪŮŰŲŹŻŽА-ЯЁІЇЄҐ"
_LATIN = rf"[{_UPPER}][\w'’]+(?:-[{_UPPER}][\w'’]+)*"
_PARTICLE = r"(?:(?:al|el|van|de|den|der|von|ben|bin|bint|abu|abdel?|ibn|di|da|le|la)[ -])"
_NAME = rf"(?P<name>(?i:{_PARTICLE})?{_LATIN}(?:\s+(?i:{_PARTICLE})?{_LATIN})?)"
_ARABIC_WORD = r"[\u0621-\u064a]{2,}"
_TITLE = re.compile(
    r"(?<!\w)(?:Frau|Herrn?|Familie|Fam\.|Klient(?:in)?|Patient(?:in)?|Bewohner(?:in)?|"
    r"Schüler(?:in)?|Fräulein|Hr\.|Fr\.|Madame|Mme|Mlle|Mademoiselle|Monsieur|M\.|la famille|"
    r"patiente?|cliente?|élève|Mr\.?|Mrs\.?|Ms\.?|Miss|the family|patient|client|pupil|"
    r"[Bb]ayan|[Bb]ay|[Хх]анум|[Гг]осподин|[Гг]оспожа|[Гг]-н|[Гг]-жа|[Сс]емья|[Пп]ациент(?:ка)?)"
    rf"\s+{_NAME}"
)
_AFTER_WORD = re.compile(
    r"(?<!\w)(?i:name|vorname|nachname|familienname|heißt|heisst|namens|nom|prénom|s['’]appelle|"
    r"nommée?|called|named|surname|adı|soyadı|ismi|isimli|adlı|имя|фамилия|зовут)"
    rf"\s*(?:(?i:ist|is|est|lautet)\s+|[:=]\s*)?{_NAME}"
)
_TURKISH_TITLE = re.compile(rf"(?<!\w){_NAME}\s+(?:[Hh]anım|[Bb]ey)(?!\w)")
_ARABIC = re.compile(
    r"(?<!\w)(?:السيدة|السيد|عائلة|الآنسة|المريضة|المريض|اسمها|اسمه|الاسم|اسم)\s*:?\s+"
    rf"(?P<name>{_ARABIC_WORD}(?:\s+{_ARABIC_WORD})?)"
)
# Names that show by themselves: Arabic ones in Latin letters, Russian ones with a patronymic.
_WITH_ARTICLE = re.compile(
    rf"(?<!\w)(?P<name>{_LATIN}\s+"
    rf"(?:[Aa]l|[Ee]l|[Bb]in|[Bb]int|[Ii]bn|[Aa]bu|[Aa]bd[ue]l)[- ]{_LATIN})"
)
_PATRONYMIC = re.compile(
    r"(?<!\w)(?P<name>(?:[А-ЯЁ][а-яё]+\s+)?[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична)(?!\w))"
)
_ARTICLES = frozenset(
    {"der", "die", "das", "des", "dem", "den", "le", "la", "les", "de", "du", "von", "van"}
    | {"al", "el", "bin", "ben"}
)
# People of the institution are named by their function: that is no client's name.
_NOT_NAMES = frozenset(
    word.casefold()
    for word in """
    dr doktor doctor docteur prof professor professeur direktor direktorin direktion lehrer
    lehrerin ärztin arzt sozialarbeiter sozialarbeiterin hebamme kollegin kollege kollegen
    anmeldung aufnahme gespräch termin beratung schule klinik kindergarten station antrag
    unterlagen einrichtung mutter vater eltern kinder kind familie wohnung arbeit krankenhaus
    kommt braucht spricht möchte soll hat ist war wird kann muss bitte deutsch französisch
    arabisch türkisch russisch name vorname nachname der die das des dem den und oder mit im in
    am zu zur zum bei für von vor nach aus ein eine
    rendez-vous réunion école hôpital mère père parents enfants enfant entretien consultation le
    la les un une et ou avec pour du des de dans est sera doit vient parle ne dossier service
    meeting appointment school hospital mother father parents children child the and or with for
    is will has needs speaks must does file number services centre support intake desk
    anne baba okul hastane ve ile мать отец родители школа больница и с в на
    المدرسة المستشفى الأم الأب الطفل
    """.split()  # noqa: SIM905 - eight lines instead of a hundred
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
    rest = _IBAN.sub(" ; ", text.translate(_LATIN_DIGITS))
    for found in (_emails, _national, _births, _phones):
        suspects = list(found(rest))
        for suspicion in suspects:
            rest = rest.replace(suspicion.excerpt, " ; ")
        yield from suspects
    yield from _names(rest)


def _emails(text: str) -> Iterator[Suspicion]:
    for match in _EMAIL.finditer(text):
        yield Suspicion(SuspicionKind.EMAIL, match.group())


def _national(text: str) -> Iterator[Suspicion]:
    for pattern in (_GERMAN_PENSION, _GERMAN_HEALTH, _LUXEMBOURG):
        for match in pattern.finditer(text):
            yield Suspicion(SuspicionKind.NATIONAL_NUMBER, match.group())
    for match in _DIGIT_GROUPS.finditer(text):
        digits = "".join(char for char in match.group() if char.isdigit())
        if any(kind.is_valid(digits) for kind in _NATIONAL.get(len(digits), ())):
            yield Suspicion(SuspicionKind.NATIONAL_NUMBER, match.group())


def _births(text: str) -> Iterator[Suspicion]:
    # An appointment or a letter is rarely that old; a birth date mostly is.
    limit = clock.now().year - 10
    for match in _DATE.finditer(text):
        year = int(match["a"] or match["b"] or match["c"])
        before, after = text[max(0, match.start() - 25) : match.start()], text[match.end() :][:15]
        is_old = year >= FULL_YEAR and year < limit
        if is_old or _BORN.search(before) or _BORN.search(after):
            yield Suspicion(SuspicionKind.BIRTH_DATE, match.group())


def _phones(text: str) -> Iterator[Suspicion]:
    for match in _PHONE.finditer(_DATE.sub(" ; ", text)):
        digits = "".join(char for char in match.group() if char.isdigit())
        is_enterprise = _ENTERPRISE.fullmatch(match.group()) and enterprise_numbers.is_valid(digits)
        if 8 <= len(digits) <= 15 and not is_enterprise:  # noqa: PLR2004 - E.164, trunk zero
            yield Suspicion(SuspicionKind.PHONE, match.group().strip())


def _names(text: str) -> Iterator[Suspicion]:
    for pattern in (_TITLE, _AFTER_WORD, _TURKISH_TITLE, _ARABIC, _WITH_ARTICLE, _PATRONYMIC):
        matches = list(pattern.finditer(text))
        for match in matches:
            text = text.replace(match.group(), " ; ")
            words = match["name"].split()
            if pattern is _AFTER_WORD and words[0].casefold() in _ARTICLES:
                continue  # "Name der Schule", "nom de la commune"
            plain = [word for word in words if word.casefold() not in _ARTICLES]
            if not plain or plain[0].casefold().strip(",.") in _NOT_NAMES:
                continue
            if words[-1].casefold().strip(",.") in _NOT_NAMES:
                words = words[:-1]
            yield Suspicion(SuspicionKind.NAME, " ".join(words))
