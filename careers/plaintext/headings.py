"""The headings of the plain-text layout. Some carry the name of the role, so they are known by pattern."""

import re
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from careers.plaintext.lines import Line
from careers.sections import BY_KEY, Kind


class Heading(NamedTuple):
    """``key`` names what stands below: a section of the document, or one of the few things only this layout has."""

    key: str
    name: str
    pattern: str


TITLE = Heading("title", "Title", r"(?P<role>.{1,200}?)\W* career path guide")
SHARE_BOX = Heading("share", "share box", r"share (?:this )?(?:career )?guide")
SUBSCRIPTION_BOX = Heading("subscription", "subscription box", r".{1,60} subscription")
# Headings that only gather others; nothing but headings follows them.
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
    TITLE,
)
# Sections made of titled parts: a line there that only resembles a heading with a role in it may be the title of a part.
_WITH_PARTS = frozenset({"tiers", "skill_map", "case_studies", "questions", "sources", "related"})
_PRICE = re.compile(r".*\d\s?/\s?(?:month|mo|year|yr)\b.*|.*\bper (?:month|year)\b.*", re.IGNORECASE)


@dataclass
class Block:
    """A heading as it stands in the file, and the lines below it; the first block may have no heading."""

    heading: Heading | None
    line: Line | None
    found: dict[str, str]
    lines: list[Line] = field(default_factory=list)


def title_of(line: Line) -> str:
    """The role in the title line of a guide."""
    return re.sub(r"^[^\w(]+|\W*\bcareer path guide\W*$", "", line.text, flags=re.IGNORECASE)


def blocks(lines: list[Line]) -> list[Block]:
    """``lines`` under their headings, in the order of the file."""
    title = next((line for line in lines if _match(line, (TITLE,))), None)
    role = title_of(title).casefold() if title else ""
    made = [Block(None, None, {})]
    for at, line in enumerate(lines):
        match = _match(line, _ALL)
        if match and _is_heading(*match, made, role=role, following=lines[at + 1 :]):
            made.append(Block(match[0], line, match[1]))
        else:
            made[-1].lines.append(line)
    return made


def _is_heading(
    heading: Heading, found: dict[str, str], made: list[Block], *, role: str, following: list[Line]
) -> bool:
    """Whether a line that reads like ``heading`` is one where it stands: the title of a part or of a source may read alike."""
    above = made[-1].heading.key if made[-1].heading else ""
    if heading is TITLE:
        return all(block.heading is not TITLE for block in made)
    if heading is SUBSCRIPTION_BOX:
        return above == SHARE_BOX.key or _names_a_price(following)
    if above == "skill_map" and heading.key in BY_KEY and BY_KEY[heading.key].kind is Kind.LIST:
        return bool(following) and following[0].bullet
    return not (above in _WITH_PARTS and role and found.get("role", role).casefold() != role)


def _names_a_price(lines: list[Line]) -> bool:
    """Whether one of ``lines`` above the next heading names a price for a time, as an offer does."""
    below = takewhile(lambda line: not _match(line, (*SECTION_HEADINGS, TITLE)), lines)
    return any(_PRICE.fullmatch(line.text) for line in below)


def _match(line: Line, headings: tuple[Heading, ...]) -> tuple[Heading, dict[str, str]] | None:
    if line.bullet or len(line.text) > 300 or line.text.endswith((".", "?", "!")):
        return None
    text = _plain(line)
    for heading in headings:
        if match := re.fullmatch(heading.pattern, text, re.IGNORECASE):
            return heading, {name: value for name, value in match.groupdict().items() if value}
    return None


def _plain(line: Line) -> str:
    """The line as headings are compared: no emoji before it, no colon after it, ``and`` for ``&``."""
    return re.sub(r"\s*&\s*", " and ", re.sub(r"^[^A-Za-z0-9]+|\s*:$", "", line.text))
