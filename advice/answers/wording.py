"""Words of claims and sources: folded, stemmed, and what they mean for whether one backs the other."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from advice.answers.figures import figures
from occupations.folding import prepared, singular

DATA = Path(__file__).parent / "data/words.toml"
_TOKEN = re.compile(r"[^\W_]+(?:['+#.-][^\W_]+)*[+#]*")
_CONTRACTED = re.compile(r"(?<=\w)'(?:m|ve|re|ll|d|s)$")  # I'm, you've, the job's
_PAYS = re.compile(
    r"\b(?:pays?|paid)\b(?=(?:\s(?:up to|between|from|at least|about|around))?\s*[$€£\d])", re.IGNORECASE
)
# What advice says of an interview, of its own text and of a job.
_SPOKEN_OF = re.compile(
    r"(?:^|(?<=[.;] ))(?:lead|open|start|begin|close) with\b|\b(?:in|for|at|before) (?:the |an |your )?interviews?\b"
    r"|\b(?:job|role|employer|guide|ad|posting) calls\b",
    re.IGNORECASE,
)
_END = re.compile(r"\b(low|high|lower|upper|top|bottom)(?:er)? end\b", re.IGNORECASE)
IRREGULAR = {
    "led": "lead", "built": "build", "wrote": "write", "written": "write", "ran": "run", "made": "make", "grew": "grow",
    "grown": "grow", "sold": "sell", "taught": "teach", "bought": "buy", "won": "win", "paid": "pay", "kept": "keep",
    "held": "hold", "met": "meet", "found": "find", "knew": "know", "known": "know", "spoke": "speak", "spoken": "speak",
    "drove": "drive", "driven": "drive", "began": "begin", "begun": "begin", "took": "take", "taken": "take", "gave": "give",
    "given": "give", "brought": "bring", "said": "say", "sent": "send", "spent": "spend", "told": "tell", "rose": "rise",
    "risen": "rise", "fell": "fall", "fallen": "fall", "oversaw": "oversee", "overseen": "oversee", "shown": "show",
    "people": "person", "chose": "choose", "chosen": "choose", "saw": "see", "seen": "see", "went": "go", "gone": "go",
    "came": "come", "got": "get", "gotten": "get", "hired": "hire", "sought": "seek", "thought": "think", "dealt": "deal",
    "understood": "understand", "rewrote": "rewrite", "rewritten": "rewrite", "rebuilt": "rebuild", "children": "child",
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The word lists, stemmed. ``groups``: by stem, the numbers of the groups it's in."""

    empty: frozenset[str]
    framing: frozenset[str]
    letter: frozenset[str]
    cited_letter: frozenset[str]
    implied: dict[str, frozenset[str]]
    negators: frozenset[str]
    groups: dict[str, frozenset[int]]

    @property
    def known(self) -> frozenset[str]:
        """Words that are capitalized only where a sentence begins."""
        return self.empty | self.framing | self.letter


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def lists() -> Words:
    """Returns the lists of our file."""
    data = _data()

    def stems(text: str) -> frozenset[str]:
        return frozenset(stem(token) for word in text.split() for token in tokens(word))

    groups: dict[str, set[int]] = {}
    for number, group in enumerate(data["same"]):
        for one in stems(group):
            groups.setdefault(one, set()).add(number)
    return Words(
        empty=stems(data["empty"]),
        framing=stems(data["framing"]),
        letter=stems(data["letter"]),
        cited_letter=stems(data["letter"]) | stems(data["cited_letter"]),
        implied={stem(name): stems(words) for name, words in data["implied"].items()},
        negators=frozenset(data["negators"].split()),
        groups={one: frozenset(numbers) for one, numbers in groups.items()},
    )


@cache
def limits() -> tuple[dict[str, re.Pattern[str]], ...]:
    """Returns the patterns of limits that a claim must keep, by name: of a clause, of a clause that may be in another part of the
    claim, and of a whole sentence."""
    return tuple(
        {name: _pattern(words) for name, words in _data()["limits"][place].items()}
        for place in ("near", "apart", "far")
    )


@cache
def kept() -> dict[str, re.Pattern[str]]:
    """Returns the patterns of what keeps a limit beside its own words, by the limit's name."""
    return {name: _pattern(words) for name, words in _data()["limits"]["kept"].items()}


@cache
def hedges() -> tuple[re.Pattern[str], ...]:
    """Returns the patterns of what may stand right before a number, at the end of the text before it."""
    return tuple(re.compile(rf"(?<![\w-])(?:{words})\s*[$€£]?$") for words in _data()["hedges"].values())


def phrase_table(name: str) -> dict[str, str]:
    """Returns a table of phrases: what a pattern matches, and what stands for it."""
    return dict(_data()["phrases"][name])


@cache
def weak_limit() -> re.Pattern[str]:
    """What says that something isn't required: also in a heading, such as "Nice to have"."""
    return _pattern(_data()["limits"]["near"]["weak"])


@cache
def must() -> re.Pattern[str]:
    """What says that something is required."""
    return _pattern(_data()["stretches"]["must"][0])


@cache
def stretches() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Returns pairs: what a claim says, and what its source must say then."""
    return tuple((_pattern(said), _pattern(backing or said)) for said, backing in _data()["stretches"].values())


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words})(?!\w)")


@lru_cache(maxsize=5000)
def tokens(text: str) -> tuple[str, ...]:
    """Returns the words of a text in order, folded, with signs inside them: c++, don't, on-site."""
    folded = prepared(text.replace("’", "'").replace("‘", "'")).lower()
    return tuple(_CONTRACTED.sub("", token) for token in _TOKEN.findall(folded))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Returns what the forms of a word have in common. Who does something stays apart from doing it: manager, manage."""
    if word in IRREGULAR:
        word = IRREGULAR[word]
    word = singular(word)
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    for ending, least in (
        ("ization", 3),
        ("ational", 4),
        ("ation", 3),
        ("ment", 4),
        ("ing", 3),
        ("ion", 4),
        ("ied", 2),
        ("ed", 3),
        ("ly", 3),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)] + ("y" if ending == "ied" else "iz" if ending == "ization" else "")
            break
    else:
        return word[:-1] if word.endswith("e") else word
    if ending in ("ing", "ed") and len(word) > 3 and word[-1] == word[-2] and word[-1] not in "elsz":
        word = word[:-1]
    if ending in ("ation", "ational"):
        return word + "at" if not word.endswith("iz") else word
    return word[:-1] if word.endswith("e") else word


def stems_of(text: str) -> frozenset[str]:
    """Returns the stems of all words of a text, also of the parts of words with a hyphen."""
    found = set()
    for token in tokens(text):
        found.add(stem(token))
        if "-" in token:
            found.update(stem(part) for part in token.split("-") if part)
    return frozenset(found)


def backs(stems: frozenset[str], word: str) -> bool:
    """Whether one of ``stems`` is ``word`` (a stem) or means the same."""
    if word in stems:
        return True
    if groups := lists().groups.get(word):
        return any(groups & lists().groups.get(one, frozenset()) for one in stems)
    return False


def is_negative(token: str) -> bool:
    return token in lists().negators or token.endswith("n't")


def content_stems(text: str, *, framing: bool = True) -> list[str]:
    """Returns the stems of a text's words that a source must back: not the empty ones, nor (with ``framing``) those that advice
    uses to speak of sources, nor numbers."""
    known = lists().empty | lists().framing if framing else lists().empty
    text = _END.sub(r"\1", _SPOKEN_OF.sub(" ", _PAYS.sub(" ", text)))
    for figure in reversed(figures(text)):
        text = f"{text[: figure.start].rstrip('+−-')} {text[figure.end :]}"
    found = []
    for token in tokens(text):
        parts = [token] if stem(token) in known or "-" not in token else [part for part in token.split("-") if part]
        found += [one for one in map(stem, parts) if one not in known and not one[0].isdigit() and not is_negative(one)]
    return found


def prepared_text(text: str) -> str:
    """The text folded, for patterns."""
    return " ".join(prepared(text.replace("’", "'").replace("‘", "'")).lower().split())
