"""Passwords: long enough, not guessable, hashed with argon2id (RFC 9106)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
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
SHORTEST_WORD = 3
ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
LEET = str.maketrans("0134578@$!", "oleastbasi")
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
    """Raise PasswordTooShort, PasswordTooLong or PasswordGuessable.

    No character is forbidden or demanded (OWASP ASVS 6.2). `own_words` are names and addresses of
    the person and the service, as they are written.
    """
    text = normalised(password)
    if len(text) < SHORTEST:
        raise PasswordTooShort(field="password", length=SHORTEST)
    if len(text) > LONGEST:
        raise PasswordTooLong(field="password", length=LONGEST)
    if _is_guessable(text.casefold(), own_words):
        raise PasswordGuessable(field="password")


def _is_guessable(plain: str, own_texts: Iterable[str]) -> bool:
    if len(set(plain)) < 4:  # noqa: PLR2004 - "aaaaaaaaaa", "1212121212"
        return True
    if any(plain in (line * 2) or plain in (line * 2)[::-1] for line in SEQUENCES):
        return True
    if plain in _lines("common_passwords.txt"):
        return True
    own = {word for own_text in own_texts for word in _words(own_text)}
    known = _lines("common_words.txt") | own
    core = ENDS.sub("", plain)
    forms = (_letters(plain), _letters(core.translate(LEET)))
    return any(len(form) > SHORTEST_WORD and _is_made_of(form, known) for form in forms)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def _words(text: str) -> Iterable[str]:
    """Yield the words of a name or address, and all of it in one."""
    plain = normalised(text).casefold()
    local = plain.partition("@")[0]
    yield from (_letters(plain), _letters(local))
    word = "".join(char if char.isalpha() else " " for char in plain)
    yield from (part for part in word.split() if len(part) >= SHORTEST_WORD)


def _is_made_of(letters: str, known: frozenset[str] | set[str]) -> bool:
    """Return whether letters are one known word or two; three make a sentence."""
    return letters in known or any(
        letters[:cut] in known and letters[cut:] in known for cut in range(2, len(letters) - 1)
    )


@cache
def _lines(name: str) -> frozenset[str]:
    source = resources.files("traduko.accounts.data") / name
    lines = source.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


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
