"""Cleans text from people, files and feeds, folds it for comparison, and escapes it for spreadsheets.

Clean text is NFC without invisible characters, which can hide that two names differ, reverse the order of words, or
make an empty title look filled. Joiners are kept where a script needs them.
"""

import re
import unicodedata
from collections.abc import Iterator

# Control characters except tab and newline, lone surrogates, and code points that XML can't contain.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Unicode's format characters (category Cf: soft hyphens, zero-width spaces, marks and overrides of direction, tags) except the
# two joiners, and letters that are drawn as nothing (Hangul fillers, the blank Braille cell, Khmer's inherent vowels).
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_JOINERS = re.compile("[\u200c\u200d]+")
# Scripts whose letters join: Arabic and related scripts, those of India and its neighbors, Mongolian, Adlam.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1700-\u18af\u1a20-\u1cff\ua800-\ua8ff\ua930-\uaaff\uabc0-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f]"
)
_VARIATIONS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # select how the preceding character is drawn
_IDLE_VARIATION = re.compile(rf"(?:(?<=[\s\x21-\x22\x24-\x29\x2b-\x2f\x3a-\u024f{_VARIATIONS}])|\A)[{_VARIATIONS}]+")
_VIRAMA = 9  # the combining class of the sign that removes a letter's vowel
# Characters that start a formula in spreadsheets (https://owasp.org/www-community/attacks/CSV_Injection), also in full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def visible(text: str) -> str:
    """Returns ``text`` in NFC without invisible characters. White space is unchanged."""
    if text.isascii():
        return _CONTROLS.sub("", text)
    shown = _IDLE_VARIATION.sub("", _INVISIBLE.sub("", _CONTROLS.sub("", text)))
    return unicodedata.normalize("NFC", _JOINERS.sub(_needed_joiner, shown))


def _needed_joiner(found: re.Match[str]) -> str:
    """Returns one joiner if the adjacent characters allow it (RFC 5892, appendix A), else none."""
    before, after = found.string[max(found.start() - 1, 0) : found.start()], found.string[found.end() : found.end() + 1]
    joins = bool(_JOINING.match(before) and (_JOINING.match(after) or unicodedata.combining(before) == _VIRAMA))
    return found[0][0] if joins or ("\u200d" in found[0] and _is_picture(before) and _is_picture(after)) else ""


def _is_picture(character: str) -> bool:
    """Returns whether it can be part of a joined emoji: a symbol, a skin color, or the sign that requests color."""
    return bool(character) and (
        character == "\ufe0f" or (character > "\u2000" and unicodedata.category(character) in ("So", "Sk", "Sm"))
    )


def one_line(text: str) -> str:
    """Returns ``text`` as one line: white space runs folded to one space, ends trimmed; empty if nothing is visible."""
    return " ".join(visible(_with_newlines(text)).split())


def prose(text: str) -> str:
    """Returns ``text`` as a block: ends trimmed, inner lines unchanged (Markdown gives them meaning), ``\\n`` between
    them."""
    return visible(_with_newlines(text)).strip()


def _with_newlines(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else text.replace("\u2028", "\n").replace("\u2029", "\n")


# --- Comparing ----------------------------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Normalizes ``text`` for comparing: one line in lower case, the same however it was typed. ``İSTANBUL`` is
    ``istanbul``, ``Straße`` is ``strasse``, ``Ｃafé`` is ``café`` whether its accent is part of the letter or follows
    it."""
    line = one_line(text)
    if line.isascii():
        return line.lower()
    folded = unicodedata.normalize("NFKC", line).casefold().replace("i\u0307", "i").replace("ı", "i")
    folded = folded.replace("\u200c", "").replace("\u200d", "")  # joiners
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def without_accents(text: str) -> str:
    """Returns folded ``text`` without the marks of Latin, Greek and Cyrillic letters."""
    return unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))


_ACCENTS = re.compile("[\u0300-\u036f]+")


_BETWEEN = re.compile(r"[^\w\s+#.-]")


def words(text: str) -> list[str]:
    """Returns the words of ``text``, folded, each once, in order: letters, digits and the signs in names such as
    C++."""
    spaced = _BETWEEN.sub(lambda found: found[0] if is_of_word(found[0]) else " ", fold(text))
    return list(dict.fromkeys(filter(None, (word.lstrip("+#.-") for word in spaced.split()))))


def is_of_word(character: str) -> bool:
    """Returns whether a character is part of a word: a letter, a digit, or a mark on one."""
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def escape_formula(value: str) -> str:
    """Returns text that no spreadsheet runs as a formula: prefixes an apostrophe if it would start one."""
    return f"'{value}" if value.startswith(FORMULA) else value


def initials(name: str) -> str:
    """Returns the first letters of the first and last names; one letter in scripts without capitals, where two would join or
    mean another word."""
    first = [next(_letters(word), "") for word in name.split()]
    first = [letter for letter in first if letter]
    if not first or first[0].upper() == first[0].lower():
        return first[0] if first else ""
    return (first[0] + (first[-1] if len(first) > 1 else "")).upper()


def _letters(word: str) -> Iterator[str]:
    """Yields the letters of a word, each with the marks that belong to it."""
    letter = ""
    for character in unicodedata.normalize("NFC", word):
        if letter and unicodedata.category(character)[0] == "M":
            letter += character
            continue
        if letter:
            yield letter
        letter = character if unicodedata.category(character)[0] == "L" else ""
    if letter:
        yield letter
