"""Passwords: long enough, not guessable, hashed with argon2id (RFC 9106)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

SHORTEST = 10
LONGEST = 128
# What is tried first everywhere, in the languages of our users; compared without case and digits.
COMMON = frozenset(
    [
        "password",
        "passwort",
        "motdepasse",
        "passwd",
        "kennwort",
        "geheim",
        "secret",
        "qwertz",
        "qwerty",
        "azerty",
        "asdfgh",
        "yxcvbn",
        "abcdef",
        "abcdefgh",
        "abcdefghij",
        "iloveyou",
        "ichliebedich",
        "jetaime",
        "welcome",
        "willkommen",
        "bienvenue",
        "letmein",
        "admin",
        "administrator",
        "root",
        "user",
        "test",
        "testtest",
        "demo",
        "changeme",
        "default",
        "master",
        "dragon",
        "monkey",
        "football",
        "fussball",
        "baseball",
        "sunshine",
        "princess",
        "prinzessin",
        "superman",
        "batman",
        "starwars",
        "computer",
        "internet",
        "hallo",
        "hallohallo",
        "hello",
        "bonjour",
        "salut",
        "merhaba",
        "sommer",
        "winter",
        "herbst",
        "fruehling",
        "summer",
        "spring",
        "schatz",
        "liebling",
        "familie",
        "mutter",
        "vater",
        "mama",
        "papa",
        "michael",
        "thomas",
        "andreas",
        "stefan",
        "christian",
        "daniel",
        "alexander",
        "sandra",
        "sabine",
        "nicole",
        "julia",
        "marie",
        "sophie",
        "belgien",
        "belgium",
        "belgique",
        "eupen",
        "ostbelgien",
        "bruessel",
        "brussels",
        "bruxelles",
        "traduko",
        "dolmetscher",
        "interpreter",
        "interprete",
        "uebersetzer",
        "translator",
        "hospital",
        "krankenhaus",
        "schule",
        "school",
        "gemeinde",
    ]
)
SEQUENCES = ("0123456789012345", "abcdefghijklmnopqrstuvwxyz", "qwertzuiopasdfghjklyxcvbnm")


class PasswordTooShort(RuleBroken):
    """NIST SP 800-63B and OWASP ASVS 6.2: length counts, not kinds of characters."""

    default = N_(
        "Please choose at least %(length)s characters. A short sentence is a good password."
    )


class PasswordTooLong(RuleBroken):
    """Longer than anybody types."""

    default = N_("Please choose at most %(length)s characters.")


class PasswordGuessable(RuleBroken):
    """On everybody's list, or made of one's own name."""

    default = N_("This password is easy to guess. Please choose another one, such as a sentence.")


def normalised(password: str) -> str:
    """Return the password in NFC: the same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFC", password)


def check_strength(password: str, own_words: Iterable[str] = ()) -> None:
    """Raise PasswordTooShort, PasswordTooLong or PasswordGuessable. Nothing is forbidden."""
    text = normalised(password)
    if len(text) < SHORTEST:
        raise PasswordTooShort(field="password", length=SHORTEST)
    if len(text) > LONGEST:
        raise PasswordTooLong(field="password", length=LONGEST)
    plain = text.casefold()
    letters = "".join(char for char in plain if char.isalpha())
    own = {word.casefold() for word in own_words if len(word) > 3}  # noqa: PLR2004
    guessable = (
        letters in COMMON
        or len(set(plain)) < 4  # noqa: PLR2004 - "aaaaaaaaaa", "1212121212"
        or any(plain in (line * 2) or plain in (line * 2)[::-1] for line in SEQUENCES)
        or letters in own
        or plain in own
    )
    if guessable:
        raise PasswordGuessable(field="password")


@lru_cache(maxsize=4)
def _hasher(parameters: tuple[tuple[str, int], ...]) -> PasswordHasher:
    options: dict[str, Any] = dict(parameters)
    return PasswordHasher(**options)


def _hasher_of(session: Session) -> PasswordHasher:
    parameters: Mapping[str, int] = session.info.get("argon2", {})
    return _hasher(tuple(sorted(parameters.items())))


def hash_password(session: Session, password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher_of(session).hash(normalised(password))


def verify(session: Session, stored: str | None, password: str) -> bool:
    """Return whether the password fits. Takes as long for an account that does not exist."""
    hasher = _hasher_of(session)
    reference = stored or _nobody(tuple(sorted(session.info.get("argon2", {}).items())))
    try:
        hasher.verify(reference, normalised(password)[: LONGEST * 2])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@lru_cache(maxsize=4)
def _nobody(parameters: tuple[tuple[str, int], ...]) -> str:
    return _hasher(parameters).hash("nobody has this password")


def needs_rehash(session: Session, stored: str) -> bool:
    """Return whether the hash was made with weaker parameters than today's."""
    return _hasher_of(session).check_needs_rehash(stored)
