"""Reads LinkedIn's own data export: a zip of CSV files. Every cell is placed or listed."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from resumes.importing.dates import read_date
from resumes.importing.draft import Draft, DraftBuilder, ImportRefused

# File: section, and the field of each column. ``dates`` are read; ``text`` keeps its lines.
_SECTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "Positions.csv": ("work", {"Company Name": "name", "Title": "position", "Description": "summary",
    "Location": "location",
                               "Started On": "startDate", "Finished On": "endDate"}),
    "Education.csv": ("education", {"School Name": "institution", "Degree Name": "studyType",
    "Start Date": "startDate", "End Date": "endDate",
                                    "Field Of Study": "area", "Fields Of Study": "area"}),
    "Skills.csv": ("skills", {"Name": "name"}),
    "Languages.csv": ("languages", {"Name": "language", "Proficiency": "fluency"}),
    "Certifications.csv": ("certificates", {"Name": "name", "Url": "url", "Authority": "issuer", "Started On": "date"}),
    "Projects.csv": ("projects", {"Title": "name", "Description": "description", "Url": "url",
    "Started On": "startDate", "Finished On": "endDate"}),
    "Volunteering.csv": ("volunteer", {"Company Name": "organization", "Organization": "organization",
    "Role": "position",
                                       "Started On": "startDate", "Finished On": "endDate", "Description": "summary"}),
    "Honors.csv": ("awards", {"Title": "title", "Description": "summary", "Issued On": "date", "Issuer": "awarder"}),
    "Publications.csv": ("publications", {"Name": "name", "Published On": "releaseDate", "Description": "summary",
    "Publisher": "publisher", "Url": "url"}),
    "Recommendations_Received.csv": ("references", {"First Name": "name", "Last Name": "name", "Text": "reference"}),
}  # fmt: skip
_DATES = ("startDate", "endDate", "date", "releaseDate")


def read_export(found: dict[str, Any]) -> Draft:
    """Returns the draft of an export that ``toolkit.document_text.archive`` read. Raises ``ImportRefused``."""
    files = found["files"]
    if not files:
        raise ImportRefused(
            _("This archive has none of the files of LinkedIn's export. Choose the zip as LinkedIn sent it.")
        )
    source: dict[tuple[str, int], str] = {}
    cells: list[tuple[str, int, dict[str, str]]] = []
    for name, table in files.items():
        for line, row in table["rows"]:
            columns = [*table["columns"], *("" for _more in row[len(table["columns"]) :])]
            source[name, line] = " | ".join(cell.strip() for cell in row if cell.strip())
            named: dict[str, str] = {}
            for column, cell in zip(columns, row, strict=False):
                if cell.strip():
                    named[column] = f"{named[column]}\n{cell.strip()}" if column in named else cell.strip()
            cells.append((name, line, named))
    builder = DraftBuilder(source)
    if found.get("other"):
        names = ", ".join(found["other"][:10]) + ("…" if len(found["other"]) > 10 else "")
        builder.notes.append(_("These files have nothing for a résumé and weren't read: %(names)s.") % {"names": names})
    for name, line, row in cells:
        _row(builder, name, line, row)
    return builder.build()


def _row(builder: DraftBuilder, name: str, line: int, row: dict[str, str]) -> None:
    place: Callable[..., None] = lambda path, read="": builder.place((name, line), path, read=read)  # noqa: E731
    if name in ("Profile.csv", "Profile Summary.csv"):
        _profile(builder, row, place)
    elif name == "Email Addresses.csv":
        _email(builder, (name, line), row, place)
    elif name in ("PhoneNumbers.csv", "Whatsapp Phone Numbers.csv"):
        basics = builder.data.setdefault("basics", {})
        number = row.get("Number", "")
        if number and basics.setdefault("phone", number) == number:
            place("basics.phone", row.get("Type", ""))
    elif name == "Courses.csv":
        education = builder.data.get("education") or []
        if len(education) == 1 and "Name" in row:
            education[0].setdefault("courses", []).append(row["Name"])
            place("education[0].courses")
    elif name in _SECTIONS:
        _item(builder, name, row, place)


def _item(builder: DraftBuilder, name: str, row: dict[str, str], place: Callable[..., None]) -> None:
    section, fields = _SECTIONS[name]
    items = builder.data.setdefault(section, [])
    item: dict[str, Any] = {}
    for column, value in row.items():
        field = fields.get(column)
        if field in _DATES:
            item[field] = read_date(value)
            place(f"{section}[{len(items)}].{field}", value if item[field] else "")
        elif field == "name" and section == "references":
            item["name"] = f"{item['name']} {value}" if item.get("name") else value
            place(f"{section}[{len(items)}].name")
        elif field == "url":
            item["url"] = value if re.match("https?://", value) else f"https://{value}"
            place(f"{section}[{len(items)}].url")
        elif field:
            item[field] = value
            place(f"{section}[{len(items)}].{field}")
    if section in ("work", "volunteer", "projects"):
        _divide(item, "description" if section == "projects" else "summary")
    if any(item.values()):
        items.append(item)


def _divide(item: dict[str, Any], field: str) -> None:
    """Makes highlights of the lines of a text that have bullets."""
    lines = [line.strip() for line in item.get(field, "").split("\n") if line.strip()]
    bullet = re.compile(r"(?:[•◦▪■●○‣⁃∙·►▶➢✓✔*]|[–—-](?=\s))\s*")
    first = next((index for index, line in enumerate(lines) if bullet.match(line)), None)
    if first is None:
        return
    item[field] = "\n".join(lines[:first])
    highlights: list[str] = []
    for line in lines[first:]:
        if match := bullet.match(line):
            highlights.append(line[match.end() :])
        else:
            highlights[-1] += f" {line}"
    item["highlights"] = [one for one in highlights if one]


def _profile(builder: DraftBuilder, row: dict[str, str], place: Callable[..., None]) -> None:
    basics = builder.data.setdefault("basics", {})
    name = " ".join(filter(None, [row.get("First Name"), row.get("Last Name")]))
    if name:
        basics.setdefault("name", name)
        place("basics.name")
    for column, field in (("Headline", "label"), ("Summary", "summary"), ("Profile Summary", "summary")):
        if value := row.get(column):
            basics.setdefault(field, value)
            place(f"basics.{field}")
    location = basics.setdefault("location", {})
    for column, field in (("Geo Location", "city"), ("Zip Code", "postalCode"), ("Address", "address")):
        if value := row.get(column):
            location.setdefault(field, value)
            place(f"basics.location.{field}")
    for column in ("Websites", "Twitter Handles"):
        for value in re.findall(r"[^\[\],;]+", row.get(column, "")):
            kind, colon, address = value.strip().partition(":")
            if colon and kind.isupper():
                value = address
            value = value.strip()
            profiles = basics.setdefault("profiles", [])
            if column == "Twitter Handles":
                profiles.append({"network": "Twitter", "username": value})
            elif "url" not in basics:
                basics["url"] = value if re.match("https?://", value) else f"https://{value}"
            else:
                profiles.append(
                    {
                        "network": kind.title() if colon and kind.isupper() else "",
                        "url": value if re.match("https?://", value) else f"https://{value}",
                    }
                )
            place("basics.url" if column == "Websites" else "basics.profiles", f"{kind} {column}")


def _email(builder: DraftBuilder, key: tuple[str, int], row: dict[str, str], place: Callable[..., None]) -> None:
    address = row.get("Email Address", "")
    basics = builder.data.setdefault("basics", {})
    primary = row.get("Primary", "").lower() == "yes"
    if not address:
        return
    if primary and basics.get("email"):
        for other in [one for one in builder.source if one[0] == key[0] and one != key]:
            builder.leave(other, _("A résumé has one email address; this isn't your primary one."))
        basics["email"] = address
    if basics.setdefault("email", address) == address:
        place("basics.email", " ".join(row.values()))
    else:
        builder.leave(key, _("A résumé has one email address; this isn't your primary one."))
