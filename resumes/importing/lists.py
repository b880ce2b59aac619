"""Reads lists: skills with their groups, languages with their levels, interests, references."""

import re
from typing import Any

from resumes.document import MAX_ITEMS
from resumes.importing.draft import LABEL, DraftBuilder
from resumes.importing.lines import MAX_LENGTH, Line, joined
from resumes.importing.names import is_language
from resumes.importing.vocabulary import label_of, plain

_BETWEEN = re.compile(r"\s*(?:[;•·●▪◆∙|│]|\t+|,(?!\d{3}\b)(?![^(]*\)))\s*|\s{3,}|\s+/\s+")
_LEVEL = re.compile(
    r"\b(?:native|mother tongue|bilingual|fluent|proficient|advanced|upper[- ]intermediate|intermediate|basic|"
    r"beginner|elementary|conversational|"
    r"expert\w*|ekspert\w*|"
    r"professional|limited|full|working|muttersprach\w*|verhandlungssicher|fliessend|fliesend|sehr gut|gut|gute|"
    r"grundkenntnisse|fortgeschritten\w*|"
    r"konversationssicher|maternelle|langue maternelle|bilingue|courant|couramment|avance|intermediaire|notions|"
    r"debutant|lu|scolaire|"
    r"nativ[oa]|materna|lengua materna|fluid[oa]|fluente|avanzad[oa]|avancad[oa]|intermedi[oa]|basic[oa]|"
    r"principiante|moedertaal|vloeiend|"
    r"goed|gevorderd|basis|redelijk|ojczysty|jezyk ojczysty|biegle|biegly|plynnie|zaawansowany|srednio\w*|"
    r"komunikatywn\w*|podstawow\w*|"
    r"bardzo dobr\w*|dobr\w*|[abc][12]\+?)\b"
)
_MAX_SKILL = 120  # characters
_CONTACT = re.compile(r"@|(?:https?://|www\.)\S|\+?\d[\d ()/-]{6,}\d")
_PDF_SYNTAX = re.compile(r"%PDF|\d+ \d+ obj|endobj|endstream|xref|<<|/Type\b")


def read_skills(builder: DraftBuilder, lines: list[Line]) -> None:
    """Adds skills: "Backend: Python, Django" is a group with keywords, "Python, Django" are two skills."""
    skills = builder.data.setdefault("skills", [])
    group: dict[str, Any] | None = None
    for line in joined(_with_wrapped_lists(lines)):
        if len(skills) >= MAX_ITEMS:
            break  # the rest is not placed
        if len(line.text) > MAX_LENGTH:
            continue
        label = re.fullmatch(r"([^:\t,]{2,50})(?::\s*|\t+|\s+[–—]\s+)(.*)", line.text)
        heads = line.text.endswith(":") or (
            line.bold and "," not in line.text and not line.bullet and not all(one.bold for one in lines)
        )
        if (label and not label[2]) or (heads and not (label and label[2])):
            group = {"name": line.text.strip(" :"), "keywords": []}
            skills.append(group)
            _place(builder, line, f"skills[{len(skills) - 1}].name")
        elif label and (_BETWEEN.search(label[2]) or ":" in line.text or not _is_columns(line.text)):
            group = None
            if "," not in label[2] and _LEVEL.search(plain(label[2])) and len(label[2]) < 40:
                skills.append({"name": label[1].strip(), "level": label[2].strip()})
                _place(builder, line, f"skills[{len(skills) - 1}]")
                continue
            skills.append(_leveled(label[1].strip()) | {"keywords": _items(label[2])})
            _place(builder, line, f"skills[{len(skills) - 1}]")
        elif group is not None:
            group["keywords"] += _items(line.text)
            _place(builder, line, f"skills[{len(skills) - 1}].keywords")
        else:
            for item in _items(line.text):
                if len(item) > _MAX_SKILL or _PDF_SYNTAX.match(item):
                    continue
                if len(skills) < MAX_ITEMS:
                    skills.append(_leveled(item))
                _place(builder, line, f"skills[{len(skills) - 1}]")


def read_languages(builder: DraftBuilder, lines: list[Line]) -> None:
    """Adds languages with their levels: "English (C1)", "Deutsch: Muttersprache", "French – fluent"."""
    languages = builder.data.setdefault("languages", [])
    waiting: dict[str, str] | None = None
    for line in lines:
        text = line.text
        label = label_of(text)
        native = ""
        if label and label[0] in ("native", "other languages"):
            _place(builder, line, LABEL, read="" if label[0] == "native" else label[1])
            native, text = (label[1] if label[0] == "native" else ""), label[2]
        if not text.strip() or len(text) > MAX_LENGTH or len(languages) >= MAX_ITEMS:
            continue
        divided = re.split(r"\s*[;|•·]\s*|\s{3,}|,(?![^(]*\))\s*|\s+/\s+", re.sub(r"\s*[:\t]\s*", " – ", text))
        for piece in filter(re.compile(r"\w").search, divided):
            name, fluency = _language(piece)
            if is_language(name) or (fluency and waiting is None and len(name.split()) <= 3 and name):
                waiting = {"language": name, "fluency": fluency or native}
                languages.append(waiting)
                _place(builder, line, f"languages[{len(languages) - 1}]")
            elif waiting is not None and not waiting["fluency"] and _LEVEL.search(plain(piece)):
                waiting["fluency"] = piece.strip(" ()")
                _place(builder, line, f"languages[{len(languages) - 1}].fluency")
            elif waiting is not None and _LEVEL.search(plain(piece)) and len(piece) < 40:
                waiting["fluency"] += ", " + piece.strip(" ()")
                _place(builder, line, f"languages[{len(languages) - 1}].fluency")


def read_interests(builder: DraftBuilder, lines: list[Line]) -> None:
    interests = builder.data.setdefault("interests", [])
    for line in joined(lines):
        if len(line.text) > MAX_LENGTH or len(interests) >= MAX_ITEMS:
            continue
        label = re.fullmatch(r"([^:\t,]{2,40}):\s*(.+)", line.text)
        if label:
            interests.append({"name": label[1], "keywords": _items(label[2])})
            _place(builder, line, f"interests[{len(interests) - 1}]")
            continue
        for item in _items(line.text) if len(line.text) < 200 and not line.text.endswith(".") else [line.text]:
            interests.append({"name": item})
            _place(builder, line, f"interests[{len(interests) - 1}]")


def read_references(builder: DraftBuilder, lines: list[Line]) -> None:
    """Adds references: a text each, or a text below the name of who says it."""
    references = builder.data.setdefault("references", [])
    whole = joined(lines)
    is_named = False
    for index, line in enumerate(whole):
        following = whole[index + 1] if index + 1 < len(whole) else None
        if following and _is_name_above(line, following):
            references.append({"name": line.text})
            is_named = True
            _place(builder, line, f"references[{len(references) - 1}].name")
            continue
        if is_named:
            said = references[-1].get("reference")
            references[-1]["reference"] = f"{said}\n\n{line.text}" if said else line.text
        else:
            references.append({"reference": line.text})
        _place(builder, line, f"references[{len(references) - 1}].reference")


def _is_name_above(line: Line, following: Line) -> bool:
    """Returns whether a line is a person's name and the next one what the person says."""
    words = line.text.split()
    capitals = sum(word[:1].isupper() for word in words)
    is_name = 2 <= len(words) <= 6 and 2 <= capitals >= len(words) - 2 and not re.search(r"[\d:;@.!?]$|@", line.text)
    if not is_name or line.bullet or following.level or len(line.text) > 60:
        return False
    is_prose = len(following.text.split()) > 6 or following.text.endswith((".", "!", "”", '"', "»"))
    return (line.look != following.look or is_prose) and not _CONTACT.search(following.text)


def _leveled(text: str) -> dict[str, Any]:
    """Returns a skill with the level that its text ends in: "Python (expert)"."""
    found = re.fullmatch(r"(.+?)\s*[(–—-]\s*([^()]+?)\)?", text)
    if found and re.fullmatch(rf"(?:{_LEVEL.pattern})(?: .*)?", plain(found[2])):
        return {"name": found[1], "level": found[2]}
    return {"name": text}


def _language(piece: str) -> tuple[str, str]:
    text = piece.strip(" .,•–—-")
    if bracket := re.fullmatch(r"([^()]+?)\s*[(\[](.+?)[)\]]?", text):
        return bracket[1].strip(" –—-:"), bracket[2].strip()
    divided = re.split(r"\s*[:–—]\s*|\s+-\s*|\s*-\s+", text, maxsplit=1)
    if len(divided) == 2:
        return divided[0].strip(), divided[1].strip()
    if is_language(text):
        return text, ""
    words = text.split()
    for count in range(1, min(len(words), 3)):
        name, rest = " ".join(words[:count]), " ".join(words[count:])
        if is_language(name) and _LEVEL.search(plain(rest)):
            return name, rest
        name, rest = " ".join(words[-count:]), " ".join(words[:-count])
        if is_language(name) and _LEVEL.search(plain(rest)):  # "Native English", "fließend Deutsch"
            return name, rest
    return text, ""


def _items(text: str) -> list[str]:
    return [
        item
        for one in _BETWEEN.split(text.rstrip(" .") if text.count(".") == 1 else text)
        if (item := one.strip(" ,;•·|"))
    ]


def _is_columns(text: str) -> bool:
    return "\t" in text and ":" not in text


def _with_wrapped_lists(lines: list[Line]) -> list[Line]:
    """Joins lists that continue in the next line: the line before ends with a comma, or in the middle of brackets."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        open_bracket = last is not None and last.text.count("(") > last.text.count(")")
        if last is not None and not line.bullet and (last.text.endswith((",", "·", "|", "/", "&")) or open_bracket):
            found[-1] = Line(
                last.numbers + line.numbers,
                f"{last.text} {line.text}",
                last.bullet,
                0,
                last.size,
                last.bold,
                last.x,
                last.gap,
            )
        else:
            found.append(line)
    return found


def _place(builder: DraftBuilder, line: Line, path: str, *, read: str = "") -> None:
    for number in line.numbers:
        builder.place(("", number), path, read=read)
