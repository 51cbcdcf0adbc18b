"""What a password may be, and how it is kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traduko.accounts import passwords

OWN = ["Jérôme Kraniche-Öz", "j.kraniche@rathaus.example", "Dienst Beispiel", "Traduko"]


@pytest.mark.parametrize(
    "password",
    [
        "drei Kraniche am Fluss",
        "  blanks at both ends  ",
        "كلمة المرور الطويلة جدا",
        "şifrem çok uzun ve güzel",
        "очень длинная фраза",
        "🌻🦊🎻🚲🍋🐳🎈🧩🌙🪁",
        "<script>alert(1)</script>",
        "' OR 1=1; -- \\ % \x7f\t",
        "x" * 60 + "yz1" + "w" * 65,
        "4829071536",
        "été à la mer avec Zoé",
    ],
)
def test_a_long_password_of_any_characters_is_taken(password):
    passwords.check_strength(password, OWN)


@pytest.mark.parametrize("password", ["", "short", "ninechars", "ééééééééé", "e\u0301" * 9])
def test_nine_characters_are_too_few_however_they_are_composed(password):
    with pytest.raises(passwords.PasswordTooShort):
        passwords.check_strength(password)


def test_128_characters_are_the_most():
    passwords.check_strength("ab3d" * 32)
    with pytest.raises(passwords.PasswordTooLong):
        passwords.check_strength("ab3d" * 32 + "e")


@pytest.mark.parametrize(
    "password",
    [
        "Password123!",
        "P@ssw0rd2026",
        "Passwort2026",
        "motdepasse99",
        "Sommer2026!!",
        "HalloHallo12",
        "1234567890",
        "0987654321",
        "qwertzuiop1",
        "1q2w3e4r5t",
        "aaaaaaaaaaaa",
        "1212121212",
        "Traduko2026",
        "Dolmetscher-1",
        "Eupen-Sommer-26",
        "jeromekraniche1",
        "Jérôme Kraniche",
        "j.kraniche@rathaus.example",
        "Kraniche 2026!",
        "Beispiel-Dienst",
    ],
)
def test_what_is_tried_first_or_made_of_ones_own_name_is_refused(password):
    with pytest.raises(passwords.PasswordGuessable):
        passwords.check_strength(password, [*OWN, "jerome"])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_same_characters_fit_however_a_keyboard_composes_them(session):
    typed = "Çiçekler ve é è ü ö"
    stored = passwords.hash_password(session, unicodedata.normalize("NFD", typed))
    assert passwords.verify(session, stored, unicodedata.normalize("NFC", typed))
    assert stored.startswith("$argon2id$")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_is_cut_off_folded_or_trimmed(session):
    stored = passwords.hash_password(session, "Drei Kraniche am Fluss" + "x" * 100)
    for other in (
        "drei Kraniche am Fluss" + "x" * 100,
        "Drei Kraniche am Fluss" + "x" * 99,
        "Drei Kraniche am Fluss" + "x" * 101,
        " Drei Kraniche am Fluss" + "x" * 100,
        "",
    ):
        assert not passwords.verify(session, stored, other)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_an_account_no_password_fits(session):
    for guess in ("", "none", "nobody has this password", "$argon2id$"):
        assert not passwords.verify(session, None, guess)
        assert not passwords.verify(session, "none", guess)


@given(st.text(min_size=10, max_size=128))
def test_any_text_is_taken_or_refused_with_a_sentence(password):
    try:
        passwords.check_strength(password, OWN)
    except (
        passwords.PasswordTooShort,
        passwords.PasswordTooLong,
        passwords.PasswordGuessable,
    ):
        return
    assert len(password) >= 10
