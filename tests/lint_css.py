"""Checks the style sheets: ``python -m tests.lint_css``, one of the checks of ``make test``.

It reports what doesn't parse, a property set twice in one rule, a selector written twice in one place, an empty rule, an id in a
selector, ``!important`` outside the layers that exist to win, a physical property or value where the site uses logical ones, a
custom property that nobody defines or uses, and a class that no template, script or module names. The style sheets of the staff
site may name what Django's admin has: its ids, classes and custom properties. Whether a browser knows each property and value is for
a browser to say: tests/browser/test_style_sheets.py.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, ParseError, QualifiedRule

ROOT = Path(__file__).parents[1]
WINNING_LAYERS = ("@layer utilities", "@layer print", "@media (prefers-reduced-motion: reduce)")
DESCRIPTORS = ("@font-face", "@property", "@page")
PHYSICAL = re.compile(
    r"(min-|max-)?(width|height)|top|right|bottom|left|(margin|padding|border|scroll-margin|scroll-padding)-(top|right|bottom|left).*"
    r"|border-(top|bottom)-(left|right)-radius"
)
PHYSICAL_VALUES = {("text-align", "left"), ("text-align", "right"), ("float", "left"), ("float", "right")}
NAMING = ("*.html", "*.js", "*.py")  # files whose words may be names of classes
NOT_NAMING = ("tests", "benchmarks", "docs", "staticfiles")
DJANGO_ADMIN = Path(find_spec("django.contrib.admin").origin).parent


@dataclass(frozen=True)
class Rule:
    """A style rule, with the at-rules around it."""

    place: tuple[str, ...]
    selector: str
    line: int
    prelude: list[Node]
    declarations: list[Declaration]
    is_empty: bool

    def selectors(self) -> list[str]:
        """The selectors of a list, without the commas inside functions."""
        parts: list[list[Node]] = [[]]
        for node in self.prelude:
            if node.type == "literal" and node.value == ",":
                parts.append([])
            else:
                parts[-1].append(node)
        return [tinycss2.serialize(part).strip() for part in parts]


@dataclass(frozen=True)
class Sheet:
    """A parsed style sheet: its rules and what didn't parse."""

    rules: list[Rule]
    errors: list[ParseError]

    def uses(self) -> Iterator[tuple[str, int]]:
        """Custom properties that values read, with the line."""
        for rule in self.rules:
            for declaration in rule.declarations:
                for name in re.findall(r"var\(\s*(--[\w-]+)", tinycss2.serialize(declaration.value)):
                    yield name, declaration.source_line

    def definitions(self) -> Iterator[tuple[str, int]]:
        """Custom properties that get a value, with the line."""
        for rule in self.rules:
            for declaration in rule.declarations:
                if declaration.name.startswith("--"):
                    yield declaration.name, declaration.source_line

    def classes(self) -> Iterator[tuple[str, int]]:
        """Class names in selectors, with the line."""
        for rule in self.rules:
            for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", re.sub(r'"[^"]*"', "", rule.selector)):
                yield name, rule.line


def parse(source: str) -> Sheet:
    """The rules of a style sheet in the order of their first lines, nested ones too."""
    sheet = Sheet([], [])
    _collect(tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True), (), sheet)
    return sheet


def _collect(nodes: list[Node], place: tuple[str, ...], sheet: Sheet) -> None:
    for node in nodes:
        if isinstance(node, ParseError):
            sheet.errors.append(node)
        elif isinstance(node, AtRule | QualifiedRule) and node.content is not None:
            prelude = " ".join(tinycss2.serialize(node.prelude).split())
            name = f"@{node.lower_at_keyword} {prelude}".strip() if isinstance(node, AtRule) else prelude
            inside = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            if isinstance(node, QualifiedRule) or name.startswith(DESCRIPTORS):
                declarations = [part for part in inside if isinstance(part, Declaration)]
                sheet.rules.append(Rule(place, name, node.source_line, node.prelude, declarations, not inside))
            _collect([part for part in inside if not isinstance(part, Declaration)], (*place, name), sheet)


def faults(sheet: Sheet, *, of_admin: bool = False) -> Iterator[tuple[int, str]]:
    """Line numbers and what is wrong there, judged by this style sheet alone."""
    for error in sheet.errors:
        yield error.source_line, f"doesn't parse: {error.message}"
    seen: dict[tuple[tuple[str, ...], str], int] = {}
    for rule in sheet.rules:
        if rule.is_empty:
            yield rule.line, f"{rule.selector} has no declarations"
        if any(node.type == "hash" for node in rule.prelude) and not of_admin:
            yield rule.line, f"{rule.selector} selects by id; use a class"
        first = seen.get((rule.place, rule.selector))
        if first and not rule.selector.startswith(DESCRIPTORS):
            yield rule.line, f"{rule.selector} has a rule in line {first} already; make one of the two"
        seen.setdefault((rule.place, rule.selector), rule.line)
        yield from _faults_in(rule)


def _faults_in(rule: Rule) -> Iterator[tuple[int, str]]:
    wins = any(part in WINNING_LAYERS for part in rule.place)
    before: dict[str, Declaration] = {}
    for position, declaration in enumerate(rule.declarations):
        name, line, value = (
            declaration.lower_name,
            declaration.source_line,
            tinycss2.serialize(declaration.value).strip(),
        )
        earlier = before.get(name)
        is_fallback = earlier is rule.declarations[position - 1] and tinycss2.serialize(earlier.value).strip() != value
        if earlier is not None and not is_fallback:
            yield line, f"{rule.selector} sets {name} twice"
        before[name] = declaration
        if declaration.important and not wins:
            yield line, f"{name} is !important; only utilities, print and reduced motion may be"
        if PHYSICAL.fullmatch(name) or (name, value) in PHYSICAL_VALUES:
            yield line, f"{name}: {value} is physical; use the logical property or value"


def faults_among(sheets: dict[Path, Sheet], words: set[str]) -> Iterator[tuple[Path, int, str]]:
    """What is wrong with the style sheets together, and with ``words`` of the files that name classes."""
    defined = {name for sheet in sheets.values() for name, _ in sheet.definitions()}
    used = {name for sheet in sheets.values() for name, _ in sheet.uses()}
    for path, sheet in sheets.items():
        yield from (
            (path, line, f"{name} is never defined") for name, line in sheet.uses() if name not in defined | words
        )
        yield from (
            (path, line, f"{name} is never used") for name, line in sheet.definitions() if name not in used | words
        )
        yield from (
            (path, line, f".{name} is named nowhere else") for name, line in sheet.classes() if not _named(name, words)
        )


def _named(name: str, words: set[str]) -> bool:
    """Whether a template writes this class, in full or up to a value it puts behind a dash (``bar-{{ kind }}``)."""
    return name in words or name[: name.rfind("-") + 1] in words


def words_of(root: Path, patterns: tuple[str, ...] = NAMING) -> set[str]:
    """Everything in templates, scripts and modules that could be a class or a custom property."""
    found: set[str] = set()
    folders = [path for path in root.iterdir() if path.is_dir() and path.name not in NOT_NAMING and path.name[0] != "."]
    for path in (path for folder in folders for pattern in patterns for path in folder.rglob(pattern)):
        found.update(re.findall(r"[\w-]+", path.read_text(encoding="utf-8")))
    return found


def main() -> int:
    sheets = {path: parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "static" / "css").glob("*.css"))}
    found = [
        (path, *fault)
        for path, sheet in sheets.items()
        for fault in faults(sheet, of_admin=path.name.startswith("admin"))
    ]
    found += faults_among(sheets, words_of(ROOT) | words_of(DJANGO_ADMIN, ("*.html", "*.css", "*.js")))
    sys.stdout.writelines(f"{path.relative_to(ROOT)}:{line}: {fault}\n" for path, line, fault in sorted(set(found)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
