"""Recognizes languages that people speak by their names in several languages."""

from collections.abc import Iterable
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError

from resumes.document import Language

# Those that people can be searched by, by CLDR code.
LANGUAGES = (
    "af", "am", "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fil", "fr", "gu", "ha", "he", "hi",
    "hr", "hu", "id", "ig", "it", "ja", "ka", "kk", "ko", "lt", "lv", "ml", "mr", "ms", "nb", "nl", "pa", "pl", "pt", "ro", "ru",
    "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "yo", "zh", "zu",
)  # fmt: skip
_NAMED_IN = ("en", "de", "es", "fr", "nl", "pl", "pt")
_OTHER_NAMES = {
    "norwegian": "nb", "norsk": "nb", "tagalog": "fil", "mandarin": "zh", "cantonese": "zh", "farsi": "fa", "castellano": "es",
    "flemish": "nl", "中文": "zh", "普通话": "zh", "українська": "uk",
    "русский": "ru", "العربية": "ar", "עברית": "he", "हिंदी": "hi",
}  # fmt: skip


@cache
def names() -> dict[str, str]:
    """Returns the English names of the languages by code, sorted by name."""
    known = Locale("en").languages
    return dict(sorted(((code, known[code]) for code in LANGUAGES), key=lambda one: one[1]))


def codes_of(spoken: Iterable[Language]) -> list[str]:
    """Returns the codes of the languages that a résumé names, as far as they are known."""
    found = (_codes().get(one.language.strip().split("(")[0].strip().casefold(), "") for one in spoken)
    return list(dict.fromkeys(filter(None, found)))


@cache
def _codes() -> dict[str, str]:
    found = dict(_OTHER_NAMES)
    for locale in dict.fromkeys([*_NAMED_IN, *LANGUAGES]):
        try:
            known = Locale(locale).languages
        except UnknownLocaleError:
            continue
        for code in LANGUAGES if locale in _NAMED_IN else (locale,):
            if name := known.get(code):
                found.setdefault(name.casefold(), code)
    return found
