"""Recognizes languages that people speak by their names in several languages."""

from collections.abc import Iterable
from functools import cache

from babel import Locale

from resumes.document import Language

# Those that people can be searched by, by CLDR code.
LANGUAGES = (
    "af", "am", "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fil", "fr", "gu", "ha", "he", "hi",
    "hr", "hu", "id", "ig", "it", "ja", "ka", "kk", "ko", "lt", "lv", "ml", "mr", "ms", "nb", "nl", "pa", "pl", "pt", "ro", "ru",
    "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "yo", "zh", "zu",
)  # fmt: skip
_NAMED_IN = ("en", "de", "es", "fr", "nl", "pl", "pt")
# Their own names (CLDR, written out because loading fifty locales takes seconds), and other names that people use.
_OWN_NAMES = {
    "afrikaans": "af", "አማርኛ": "am", "العربية": "ar", "български": "bg", "বাংলা": "bn", "català": "ca",
    "čeština": "cs", "dansk": "da", "deutsch": "de", "ελληνικά": "el", "english": "en", "español": "es",
    "eesti": "et", "فارسی": "fa", "suomi": "fi", "filipino": "fil", "français": "fr", "ગુજરાતી": "gu", "hausa": "ha",
    "עברית": "he", "हिन्दी": "hi", "hrvatski": "hr", "magyar": "hu", "indonesia": "id", "igbo": "ig",
    "italiano": "it", "日本語": "ja", "ქართული": "ka", "қазақ тілі": "kk", "한국어": "ko", "lietuvių": "lt",
    "latviešu": "lv", "മലയാളം": "ml", "मराठी": "mr", "melayu": "ms", "norsk bokmål": "nb", "nederlands": "nl",
    "ਪੰਜਾਬੀ": "pa", "polski": "pl", "português": "pt", "română": "ro", "русский": "ru", "slovenčina": "sk",
    "slovenščina": "sl", "shqip": "sq", "српски": "sr", "svenska": "sv", "kiswahili": "sw", "தமிழ்": "ta",
    "తెలుగు": "te", "ไทย": "th", "türkçe": "tr", "українська": "uk", "اردو": "ur", "tiếng việt": "vi",
    "èdè yorùbá": "yo", "中文": "zh", "isizulu": "zu",
}  # fmt: skip
_OTHER_NAMES = {
    "norwegian": "nb", "norsk": "nb", "tagalog": "fil", "mandarin": "zh", "cantonese": "zh", "farsi": "fa", "castellano": "es",
    "flemish": "nl", "普通话": "zh", "हिंदी": "hi",
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
    found = {**_OWN_NAMES, **_OTHER_NAMES}
    for locale in _NAMED_IN:
        known = Locale(locale).languages
        for code in LANGUAGES:
            if name := known.get(code):
                found.setdefault(name.casefold(), code)
    return found
