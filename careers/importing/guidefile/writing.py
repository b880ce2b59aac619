"""Writes a document as a guide file."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import yaml

from careers.document import GuideDocument
from careers.importing.guidefile.layout import BEFORE_ITEMS, FRONT_MATTER, IN_PROSE, PARTS, Part, Shape, escape
from careers.sections import SECTIONS, Kind, Section
from toolkit import money


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    kind = "int" if value == value.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", f"{value:.0f}" if kind == "int" else f"{value:f}")


_Dumper.add_representer(Decimal, _represent_decimal)


def _filled(value: Any, shape: Shape) -> Any:
    """``value`` in the order of ``shape``, without empty values."""
    if isinstance(shape, dict) and value is not None:
        kept = {key: _filled(value[key], inner) for key, inner in shape.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, "", [], {})}
    if isinstance(shape, list):
        return [_filled(item, shape[0]) for item in value]
    return value


def _front_matter(document: GuideDocument) -> str:
    values = document.model_dump()
    values["outlook"] = {"status": document.outlook_status, "source": document.outlook_source}
    for band, amounts in zip(values["pay"], document.pay, strict=True):
        band.update((step, money.to_major(amount, amounts.currency)) for step, amount in amounts.known)
    filled = _filled(values, FRONT_MATTER)
    return yaml.dump(
        filled, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=float("inf")
    )


def _prose(text: str, meaningful: str = IN_PROSE) -> str:
    return "\n".join(escape(line, meaningful) for line in text.split("\n"))


def _items(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _parts(kind: Part, parts: Iterable[Any]) -> Iterator[str]:
    for part in parts:
        fields = [f"{name}: {value}" for name, field in kind.fields.items() if (value := field.show(part))]
        yield "\n".join([f"### {getattr(part, kind.title)}", *fields])
        if kind.prose:
            yield _prose(getattr(part, kind.prose), BEFORE_ITEMS if kind.items else IN_PROSE)
        if kind.items:
            yield _items(getattr(part, kind.items))


def _blocks(document: GuideDocument) -> Iterator[str]:
    yield f"---\n{_front_matter(document)}---"
    yield _prose(document.summary)
    for section in SECTIONS:
        if getattr(document, section.key):
            yield f"## {section.heading}"
            yield from _section(document, section)


def _section(document: GuideDocument, section: Section) -> Iterator[str]:
    value = getattr(document, section.key)
    if section.kind is Kind.PROSE:
        yield _prose(value)
    elif section.kind is Kind.LIST:
        yield _items(value)
    elif section.key == "skill_map":
        yield _prose(value.intro)
        yield from _parts(PARTS[section.key], value.groups)
    else:
        yield from _parts(PARTS[section.key], value)


def section_text(document: GuideDocument, section: Section) -> str:
    """One section of ``document`` as Markdown, without its heading."""
    return "\n\n".join(filter(None, _section(document, section)))


def dumps(document: GuideDocument) -> str:
    """``document`` as a guide file."""
    return "\n\n".join(filter(None, _blocks(document))) + "\n"
