"""Languages the portal knows: their own names, and which way they are written."""

from __future__ import annotations

AUTONYMS = {
    "ar": "العربية",
    "tr": "Türkçe",
    "ru": "Русский",
    "sq": "Shqip",
    "fa": "فارسی / دری",
    "uk": "Українська",
    "ku": "Kurdî",
    "de": "Deutsch",
    "fr": "Français",
    "en": "English",
    "nl": "Nederlands",
    "pl": "Polski",
    "ro": "Română",
    "es": "Español",
    "pt": "Português",
    "it": "Italiano",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "ps": "پښتو",
    "hy": "Հայերեն",
    "ka": "ქართული",
    "bg": "Български",
    "sr": "Српски",
    "hr": "Hrvatski",
    "bs": "Bosanski",
    "zh": "中文",
    "vi": "Tiếng Việt",
    "ln": "Lingála",
}
LANGUAGES = frozenset(AUTONYMS)
WORKING_LANGUAGES = ("de", "fr")
MAIL_LANGUAGES = ("de", "fr", "en", "ar", "tr", "ru")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps"})


def text_direction(code: str) -> str:
    """Return "rtl" or "ltr" for a language."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def autonym(code: str) -> str:
    """Return the language's name as its speakers write it."""
    return AUTONYMS.get(code, code)
