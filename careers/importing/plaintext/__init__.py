"""Imports the plain-text layout of published career guides.

Headings are lines of their own, in any order and number; some contain the name of the role. Every other line is a paragraph, a
list item, a label or a figure; blank lines have no meaning. Every line ends up in the document, in the list of unplaced lines
with its number and the reason, or in a part that is set aside.
"""

from careers.document import MAX_TITLE, GuideDocument, slug_for
from careers.importing.plaintext import parts
from careers.importing.plaintext.draft import Draft
from careers.importing.plaintext.figures import Figures
from careers.importing.plaintext.headings import (
    GATHERING,
    SECTION_HEADINGS,
    SHARE_BOX,
    SUBSCRIPTION_BOX,
    TITLE,
    Block,
    blocks,
)
from careers.importing.plaintext.lines import Line, labelled, split
from careers.importing.report import ImportReport, NotAGuide, Reading, SetAside, pay_warnings
from careers.sections import BY_KEY, Kind
from toolkit.mojibake import repair

_PARTS = {
    "tiers": parts.tiers,
    "day": parts.day,
    "skill_map": parts.skill_map,
    "case_studies": parts.case_studies,
    "questions": parts.questions,
    "sources": parts.sources,
}


def read(text: str) -> Reading:
    """Repairs damaged characters in ``text`` and returns the guide in it. Raises ``NotAGuide``."""
    repaired, characters = repair(text)
    found = blocks(split(repaired))
    boxes = [block for block in found if block.heading in (SHARE_BOX, SUBSCRIPTION_BOX)]
    guide = [block for block in found if block not in boxes]
    if not any(block.heading for block in guide):
        raise NotAGuide("it has no headings of a career guide.")

    draft = Draft()
    draft.values["title"] = _title(guide, draft)
    draft.values["slug"] = slug_for(draft.values["title"])
    sections = _by_key(guide, draft)
    figures = Figures(draft)
    draft.values["pay_text"] = draft.prose(
        line for block in guide if _key(block) == "pay" for line in figures.pay(block)
    )
    for key, lines in sections.items():
        _read_section(key, lines, draft, figures)
    figures.settle()

    document = GuideDocument.model_validate(draft.values)
    present = [heading for heading in SECTION_HEADINGS if heading.key in sections]
    report = ImportReport(
        format="plain text",
        title=document.title,
        sections_read=("Summary",) * bool(document.summary)
        + tuple(heading.name for heading in present if sections[heading.key]),
        sections_empty=tuple(heading.name for heading in present if not sections[heading.key]),
        sections_missing=("Summary",) * (not document.summary)
        + tuple(heading.name for heading in SECTION_HEADINGS if heading.key not in sections),
        characters_repaired=characters,
        unplaced=tuple(sorted(draft.unplaced)),
        set_aside=tuple(_set_aside(box) for box in boxes),
        warnings=(*draft.warnings, *pay_warnings(document)),
    )
    return Reading(document, report)


def _key(block: Block) -> str:
    return block.heading.key if block.heading else TITLE.key


def _title(guide: list[Block], draft: Draft) -> str:
    """The role, from the title line or, without one, from a heading that names it."""
    for block in guide:
        if block.heading is TITLE:
            return block.named("role")
    for block in guide:
        if block.line and (role := block.named("role")[:MAX_TITLE]):
            draft.warnings.append(f"There's no title line, so the title comes from line {block.line.number}.")
            return role
    raise NotAGuide("it doesn't name the role. Start the file with “… Career Path Guide”.")


def _by_key(guide: list[Block], draft: Draft) -> dict[str, list[Line]]:
    """The lines of each section. A repeated heading adds to its section."""
    sections: dict[str, list[Line]] = {TITLE.key: []}
    for block in guide:
        key = _key(block)
        if block.line and key in sections and key not in (TITLE.key, GATHERING, "pay"):
            draft.warnings.append(
                f"“{block.line.text}” appears again on line {block.line.number}. Its lines were added."
            )
        sections.setdefault(key, []).extend(block.lines)
    return sections


def _read_section(key: str, lines: list[Line], draft: Draft, figures: Figures) -> None:
    if key in _PARTS:
        _PARTS[key](draft, lines)
    elif key == TITLE.key:
        draft.values["summary"] = draft.prose(figures.opening(lines))
    elif key == "demand_text":
        draft.values[key] = draft.prose(figures.demand(lines))
    elif key == "outlook_text":
        draft.values[key] = draft.prose(figures.outlook(lines))
    elif key == "balance_text":
        draft.values[key] = draft.prose(_ratings(lines, draft))
    elif key == "related" or (key in BY_KEY and BY_KEY[key].kind is Kind.LIST):
        draft.values[key] = draft.items(lines)
    elif key in BY_KEY:
        draft.values[key] = draft.prose(lines)
    elif key == GATHERING:
        for line in lines:
            draft.leave(line, "under a heading that only groups other sections")


def _ratings(lines: list[Line], draft: Draft) -> list[Line]:
    """Takes the two ratings of the work-life section out of its prose."""
    prose = []
    for line in lines:
        if (value := labelled(line, "stress level")) is not None:
            draft.put("stress", value, line)
        elif (value := labelled(line, "balance rating")) is not None:
            draft.put("balance", value, line)
        else:
            prose.append(line)
    return prose


def _set_aside(box: Block) -> SetAside:
    lines = [line for line in (box.line, *box.lines) if line]
    return SetAside(lines[0].number, lines[-1].number, f"{box.heading.name if box.heading else ''} “{lines[0].text}”")
