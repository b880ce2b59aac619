"""Answers by quoting: the numbered sources of a prompt that share the most words with what was asked."""

import json
import re
from typing import Any

MOST = 4  # sources quoted
LONGEST_QUOTE = 240  # characters
_WORD = re.compile(r"[^\W_]{3,}")
_COMMON = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "that",
        "this",
        "from",
        "are",
        "was",
        "were",
        "have",
        "has",
        "had",
        "you",
        "your",
        "they",
        "their",
        "what",
        "which",
        "how",
        "does",
        "can",
        "could",
        "should",
        "would",
        "will",
        "about",
        "into",
        "more",
        "than",
        "its",
        "our",
        "who",
        "when",
        "where",
        "why",
        "not",
        "but",
        "all",
        "any",
        "job",
        "jobs",
        "role",
        "résumé",
        "resume",
        "say",
        "says",
        "tell",
    ]
)
_SAYS = {
    "resume": "Your résumé says: “{}”",
    "job": "The job says: “{}”",
    "guide": "The guide says: “{}”",
    "statistics": "Published statistics say: “{}”",
    "sheet": "The fit sheet says: “{}”",
}


def answer(messages: list[dict[str, Any]]) -> str:
    """Returns an answer in JSON, as the system message asks for it."""
    system = next((str(one.get("content")) for one in messages if one.get("role") == "system"), "")
    lines = _lines(str(messages[-1].get("content", "")))
    sources = [line for line in lines if isinstance(line.get("source"), int) and isinstance(line.get("text"), str)]
    asked = " ".join(str(line["asked"]) for line in lines if isinstance(line.get("asked"), str))
    if "cover letter" in system:
        claims = _letter(sources, asked)
    elif "Propose up to" in system:
        claims = _rewrites(sources)
    else:
        claims = [
            _quoting(source, _SAYS.get(str(source.get("kind")), _SAYS["job"])) for source in _best(sources, asked)
        ]
    return json.dumps({"claims": claims}, ensure_ascii=False)


def _lines(text: str) -> list[dict[str, Any]]:
    found = []
    for line in text.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.casefold())} - _COMMON


def _best(sources: list[dict[str, Any]], asked: str) -> list[dict[str, Any]]:
    """The sources that share the most words with what was asked, or else with the other sources; in their order."""
    wanted = _words(asked)
    if not any(wanted & _words(source["text"]) for source in sources):
        wanted = set()
        for source in sources:
            wanted |= {word for other in sources if other["kind"] != source["kind"] for word in _words(other["text"])}

    def shared(source: dict[str, Any]) -> int:
        return len(wanted & _words(source["text"]))

    chosen = sorted(sources, key=lambda source: (-shared(source), source["source"]))[:MOST]
    return sorted(chosen, key=lambda source: source["source"])


def _quoting(source: dict[str, Any], words: str) -> dict[str, Any]:
    quote = source["text"]
    if len(quote) > LONGEST_QUOTE:
        quote = quote[:LONGEST_QUOTE].rpartition(" ")[0]
    return {"text": words.format(quote), "citations": [{"source": source["source"], "quote": quote}]}


def _rewrites(sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The line itself without its first "the", or with a comma for its last "and", since a stand-in can't write."""
    if not sources:
        return []
    line = sources[0]["text"]
    shorter = re.sub(r"\bthe (?=[a-z])", "", line, count=1)
    if shorter == line:  # the same again is no version
        before, _and, behind = line.rpartition(" and ")
        shorter = f"{before}, {behind}" if before else line
    return [{"text": shorter, "citations": [{"source": sources[0]["source"], "quote": line}]}]


def _letter(sources: list[dict[str, Any]], asked: str) -> list[dict[str, Any]]:
    def sentence(paragraph: int, text: str, citations: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
        return {"paragraph": paragraph, "text": text, "citations": list(citations)}

    made = [sentence(1, "Dear hiring team,")]
    for paragraph, kind, words in ((2, "job", "The job says: “{}”"), (3, "resume", "My résumé says: “{}”")):
        about = _best([source for source in sources if source.get("kind") == kind], asked)[:2]
        made += [{"paragraph": paragraph, **_quoting(source, words)} for source in about]
    return [*made, sentence(4, "I'd welcome the chance to talk."), sentence(4, "Thank you for your time.")]
