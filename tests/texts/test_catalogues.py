"""Every text exists in German and French; what translators read, in all six mail languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools.translator_texts import texts

FOLDER = Path(__file__).resolve().parents[2] / "traduko" / "translations"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(locale):
    with (FOLDER / locale / "LC_MESSAGES" / "messages.po").open("rb") as handle:
        return [message for message in read_po(handle, locale=locale) if message.id]


def words(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def first_id(message):
    return message.id[0] if isinstance(message.id, tuple) else message.id


@pytest.mark.parametrize("locale", ["de", "fr"])
def test_every_text_of_the_portal_is_translated(locale):
    missing = [first_id(m) for m in catalogue(locale) if not all(words(m)) or m.fuzzy]
    assert missing == []


@pytest.mark.parametrize("locale", ["ar", "tr", "ru"])
def test_what_translators_read_is_translated_into_their_languages(locale):
    wanted = texts()
    missing = [
        first_id(m) for m in catalogue(locale) if first_id(m) in wanted and not all(words(m))
    ]
    assert missing == []


@pytest.mark.parametrize("locale", ["de", "fr", "ar", "tr", "ru"])
def test_placeholders_survive_translation(locale):
    for message in catalogue(locale):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        expected = set(PLACEHOLDER.findall("".join(ids)))
        for text in filter(None, words(message)):
            assert set(PLACEHOLDER.findall(text)) == expected, first_id(message)
