"""Recognizes headings of the plain-text layout. Some contain the name of the role, so they are matched by pattern."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from careers.document import MAX_TITLE
from careers.importing.plaintext.lines import Line
from careers.sections import SECTIONS, Kind


class Heading(NamedTuple):
    """``key`` names what follows: a section of the document, or one of the few things only this layout has."""

    key: str
    name: str
    pattern: str


TITLE = Heading("title", "Title", "")
SHARE_BOX = Heading("share", "share box", r"share (?:this )?(?:career )?guide")
SUBSCRIPTION_BOX = Heading("subscription", "subscription box", r".{1,60} subscription")
# Headings that only group others; they are followed by headings only.
GATHERING = "gathering"

SECTION_HEADINGS = (
    Heading("demand_text", "Market Demand", r"market demand"),
    Heading("pay", "Annual Salary", r"annual salary(?: \((?P<country>[^,()]+),\s?(?P<currency>[a-z]{3})\))?"),
    Heading("core_functions", "Core Functions", r"core functions(?: of (?:the |an? )?(?P<role>.+?)(?: role)?)?"),
    Heading("responsibilities", "Key Responsibilities", r"key responsibilities"),
    Heading("work_setting", "Work Setting", r"work (?:setting|environment)"),
    Heading("tech_stack", "Tech Stack", r"tech(?:nology)? stack"),
    Heading("education_level", "Education Level", r"education level"),
    Heading("tech_skills", "Tech Skills", r"tech(?:nical)? skills"),
    Heading("soft_skills", "Soft Abilities", r"soft (?:abilities|skills)"),
    Heading("path", "Path", r"path to (?:becoming )?(?:an? )?(?P<role>.+)"),
    Heading("required_education", "Required Education", r"required education"),
    Heading("tiers", "Career Path Tiers", r"career (?:path )?tiers"),
    Heading("global_outlook", "Global Outlook", r"global outlook"),
    Heading("challenges", "Role Challenges", r"role challenges"),
    Heading("growth_paths", "Growth Paths", r"growth paths"),
    Heading("trends", "Industry Trends", r"industry trends"),
    Heading("day", "A Day in the Life", r"a day in the life(?: of .+)?"),
    Heading("balance_text", "Work-Life Balance & Stress", r"work-life balance(?: and stress)?"),
    Heading("skill_map", "Skill Map", r"skill map"),
    Heading("pros", "Pros", r"pros"),
    Heading("cons", "Cons", r"cons"),
    Heading("mistakes", "Common Mistakes of Beginners", r"common mistakes(?: of beginners)?"),
    Heading("advice", "Contextual Advice", r"contextual advice"),
    Heading("case_studies", "Examples and Case Studies", r"(?:examples and )?case studies"),
    Heading("portfolio_tips", "Portfolio Tips", r"portfolio tips"),
    Heading("outlook_text", "Job Outlook", r"job outlook(?: and related roles)?"),
    Heading("related", "Related Roles", r"related roles"),
    Heading("questions", "Frequently Asked Questions", r"frequently asked questions|faqs?"),
    Heading("sources", "Sources & References", r"sources(?: and references)?"),
)
_ALL = (
    *SECTION_HEADINGS,
    Heading(GATHERING, "", r"skills and qualifications|job market today|pros and cons(?: for (?P<role>.+))?"),
    SHARE_BOX,
    SUBSCRIPTION_BOX,
)
_LISTS = frozenset(section.key for section in SECTIONS if section.kind is Kind.LIST)
# Sections made of titled parts: a line there that only resembles a heading with a role in it may be the title of a part.
_WITH_PARTS = frozenset({"tiers", "skill_map", "case_studies", "questions", "sources", "related"})
_TITLE_LINE = re.compile(r"[^\w(]*(?P<role>.+?)[\s:|–—-]*\bcareer path guide\W*", re.IGNORECASE)
_LONGEST = 300
_PRICE = re.compile(r".*\d\s?/\s?(?:month|mo|year|yr)\b.*|.*\bper (?:month|year)\b.*", re.IGNORECASE)
# A quick check whether a line can be a heading at all; most lines can't.
_ANY = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", heading.pattern) for heading in _ALL), re.IGNORECASE)


class Match(NamedTuple):
    """``found`` is what the heading names: its role, its country and currency."""

    heading: Heading
    found: dict[str, str]


@dataclass
class Block:
    """A heading as written in the file, and the lines below it; the first block has no heading and may be empty."""

    match: Match | None = None
    line: Line | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def heading(self) -> Heading | None:
        return self.match.heading if self.match else None

    def named(self, what: str) -> str:
        """The ``role``, ``country`` or ``currency`` that the heading names, or nothing."""
        return self.match.found.get(what, "") if self.match else ""


def blocks(lines: list[Line]) -> list[Block]:
    """``lines`` under their headings, in the order of the file."""
    matches = [_match(line) for line in lines]
    title = next((at for at, match in enumerate(matches) if match and match.heading is TITLE), None)
    named = matches[title] if title is not None else None
    role = _plain(named.found["role"]) if named else ""
    offers = _followed_by_a_price(lines, matches)
    made = [Block()]
    for at, (line, match) in enumerate(zip(lines, matches, strict=True)):
        above = made[-1].heading.key if made[-1].heading else ""
        if match is None:
            stands = False
        elif match.heading is TITLE:
            stands = at == title
        elif match.heading is SUBSCRIPTION_BOX:
            stands = above == SHARE_BOX.key or offers[at]
        elif above == "skill_map" and match.heading.key in _LISTS:
            stands = at + 1 < len(lines) and lines[at + 1].bullet  # else it is the title of a group, with prose below
        elif above in _WITH_PARTS and role:
            stands = match.found.get("role", role).casefold() == role.casefold()  # else it is the title of a part
        else:
            stands = True
        if stands:
            made.append(Block(match, line))
        else:
            made[-1].lines.append(line)
    return made


def _followed_by_a_price(lines: list[Line], matches: list[Match | None]) -> list[bool]:
    """For each line, whether one below it but above the next heading names a price for a time, as an offer does."""
    found, price = [], False
    for line, match in zip(reversed(lines), reversed(matches), strict=True):
        found.append(price)
        price = bool(_PRICE.fullmatch(line.text)) or (price and (match is None or match.heading is SUBSCRIPTION_BOX))
    return found[::-1]


def _match(line: Line) -> Match | None:
    if line.bullet or len(line.text) > _LONGEST or line.text.endswith((".", "?", "!")):
        return None
    if (title := _TITLE_LINE.fullmatch(line.text)) and len(title["role"]) <= MAX_TITLE:
        return Match(TITLE, {"role": title["role"]})
    text = _plain(line.text)
    if not _ANY.fullmatch(text):
        return None
    tries = ((heading, re.fullmatch(heading.pattern, text, re.IGNORECASE)) for heading in _ALL)
    heading, match = next((heading, match) for heading, match in tries if match)
    return Match(heading, {name: value for name, value in match.groupdict().items() if value})


def _plain(text: str) -> str:
    """``text`` as headings are compared: no emoji before it, no colon after it, ``and`` for ``&``."""
    return re.sub(r"\s*&\s*", " and ", re.sub(r"^[^A-Za-z0-9]+|\s*:$", "", text))
