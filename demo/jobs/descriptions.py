"""Generates job descriptions: 300 to 800 words of HTML."""

from collections.abc import Iterable

from demo.jobs.grammar import Dice, Words, fill
from demo.jobs.material import Trade, material

FEWEST, MOST = 310, 690  # words of the variable parts; headings, terms and the last sentence are added to them
_LEAST = {
    "about": 2,
    "role": 2,
    "duties": 4,
    "asks": 3,
    "months": 1,
    "work": 2,
    "stories": 1,
    "benefits": 3,
    "process": 2,
}
_HEADINGS = {
    "duties": ("What you will do", "Your work", "Responsibilities", "The job"),
    "asks": ("What you bring", "Requirements", "Who we look for", "Your background"),
    "work": ("How we work", "Working here", "The team"),
    "terms": ("Place and pay", "The terms", "Conditions"),
    "benefits": ("What we offer", "Benefits", "What you get"),
    "process": ("How to apply", "The process", "Next steps"),
}


def describe(*, trade: Trade, words: Words, terms: Iterable[str], aside: str, dice: Dice) -> str:
    """``terms`` are sentences on place and pay, ``aside`` one placed between those on the work; both are finished."""
    said = _sentences(trade, words, dice)
    if aside:
        said["work"].insert(dice.randrange(len(said["work"]) + 1), aside)
    return "".join(
        (
            _paragraph(said["about"]),
            _paragraph(said["role"]),
            _heading("duties", dice), _list(said["duties"]),
            _heading("asks", dice), _list(said["asks"]),
            _heading("work", dice), _paragraph(said["work"]), _paragraph(said["stories"]), _paragraph(said["months"]),
            _heading("terms", dice), _paragraph(terms),
            _heading("benefits", dice), _list(said["benefits"]),
            _heading("process", dice), _paragraph(said["process"]),
            _paragraph([fill(dice.choice(material().sentences["closers"]), words, dice)]),
        )
    )  # fmt: skip


def _sentences(trade: Trade, words: Words, dice: Dice) -> dict[str, list[str]]:
    """Sentences for each part: the fewest it needs, then more anywhere until there are enough words."""
    stock = {**material().sentences, "duties": trade.duties, "asks": trade.asks}
    left = {part: dice.sample(stock[part], len(stock[part])) for part in _LEAST}
    said = {part: [fill(left[part].pop(), words, dice) for _ in range(least)] for part, least in _LEAST.items()}
    wanted = dice.triangular(FEWEST, MOST, 450)
    count = sum(len(sentence.split()) for sentences in said.values() for sentence in sentences)
    parts = list(_LEAST)
    while count < wanted:
        part = dice.choice(parts)
        if left[part]:
            said[part].append(fill(left[part].pop(), words, dice))
            count += len(said[part][-1].split())
    return said


def _heading(part: str, dice: Dice) -> str:
    return f"<h3>{dice.choice(_HEADINGS[part])}</h3>"


def _paragraph(sentences: Iterable[str]) -> str:
    return f"<p>{_escape(' '.join(sentences))}</p>"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_escape(item)}</li>" for item in items) + "</ul>"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
