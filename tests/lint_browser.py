"""Forbids browser tests that look right after they act: ``python -m tests.lint_browser``, one of the checks of ``make test``.

A click returns before the browser has done what it leads to. On a busy machine, what is read next is still the old page, and
the test fails now and then. So between an act and a look there must be something that waits.

- Acts: ``click``, ``press``, ``check``, ``select_option`` and the like.
- Waits: ``expect(…)``, ``wait_for…``, ``goto`` and its kin, ``eventually(…)``, and a call of a helper of the tests that waits.
- Looks, forbidden between the two: ``title()``, ``inner_text()``, ``input_value()``,
  ``is_visible()``, ``count()``, ``evaluate(…)``, ``page.url`` and the like; the database (``objects``); ``mails()``; a helper
  that looks and doesn't wait.
- ``wait_for_function`` is forbidden: a page's Content-Security-Policy forbids it too, unless what it waits for is there at once.
  ``wait_until`` of the tests waits for any condition.
- Also forbidden: ``goto`` right after an act, which may cut off what the act began, and a helper that acts last.

The order of lines counts, not what they mean: a wait for the wrong thing is not noticed. ``expect(page).to_have_title(…)``,
``to_have_url``, ``to_have_text``, ``to_have_value``, ``to_have_count`` look and wait in one.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ACTS = {
    "click",
    "dblclick",
    "press",
    "check",
    "uncheck",
    "select_option",
    "tap",
    "drag_to",
    "set_checked",
    "set_input_files",
    "press_sequentially",
}
GOING = {"goto", "reload", "go_back", "go_forward"}
LOOKS = {
    "title", "inner_text", "all_inner_texts", "text_content", "all_text_contents", "inner_html", "content", "input_value", "get_attribute", "count",
    "is_visible", "is_hidden", "is_enabled", "is_disabled", "is_checked", "is_editable", "bounding_box", "evaluate", "evaluate_all",
}  # fmt: skip
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Helpers:
    """Names of the tests' own functions, whichever file they are in: a call of one waits, or looks."""

    waiting: set[str] = field(default_factory=set)
    looking: set[str] = field(default_factory=set)

    def learn(self, source: str) -> None:
        for function in _functions(source):
            if _waits(function):
                self.waiting.add(function.name)
            elif not function.name.startswith("test_") and any(_look(node) for node in _in_order(function)):
                self.looking.add(function.name)


def faults(source: str, helpers: Helpers) -> list[tuple[int, str]]:
    """Line numbers and what is wrong there."""
    return [fault for function in _functions(source) for fault in _faults_of(function, helpers)]


def _functions(source: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, FUNCTIONS)]


def _faults_of(function: ast.FunctionDef | ast.AsyncFunctionDef, helpers: Helpers) -> Iterator[tuple[int, str]]:
    acted = 0  # the line of an act that nothing has waited for
    for node in _in_order(function):
        name, line = _name(node), getattr(node, "lineno", 0)
        if name == "wait_for_function":
            yield line, "the page's Content-Security-Policy forbids wait_for_function; use expect(…) or wait_until(…)"
        if name in ACTS and isinstance(node.func, ast.Attribute):
            acted = line
        elif _is_wait(name) or name in helpers.waiting:
            acted = 0
        elif name in GOING and acted:
            yield line, f"goes elsewhere right after the act in line {acted}; wait for what that leads to"
            acted = 0
        elif name in GOING:
            acted = 0
        elif acted and (look := f"{name}()" if name in helpers.looking else _look(node)):
            yield line, f"looks at {look} right after the act in line {acted}; use expect(…), or wait first"
    if acted and not function.name.startswith("test_"):
        yield acted, f"{function.name} acts last; wait for what that leads to"


def _waits(function: ast.AST) -> bool:
    """Whether the last thing that a helper does, of acts and waits, is to wait."""
    order = [
        node for node in _in_order(function) if _name(node) in ACTS or _name(node) in GOING or _is_wait(_name(node))
    ]
    return bool(order) and _name(order[-1]) not in ACTS


def _in_order(function: ast.AST) -> list[ast.AST]:
    """All that happens in a function, in the order in which it happens, without functions inside it."""
    found: list[ast.AST] = []

    def visit(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, FUNCTIONS | ast.Lambda):
                visit(child)
        if isinstance(node, ast.Call | ast.Attribute):
            found.append(node)

    for statement in getattr(function, "body", []):
        if not isinstance(statement, FUNCTIONS):
            visit(statement)
    return found


def _name(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_wait(name: str) -> bool:
    return name == "expect" or name == "eventually" or name.startswith(("wait_", "expect_"))


def _look(node: ast.AST) -> str:
    name = _name(node)
    if name == "mails":
        return "what was mailed"
    if isinstance(node, ast.Attribute) and node.attr == "objects":
        return "the database"
    if (
        isinstance(node, ast.Attribute)
        and node.attr == "url"
        and isinstance(node.value, ast.Name)
        and node.value.id == "page"
    ):
        return "page.url"
    if (
        name in LOOKS
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and not _is_of_database(node)
    ):
        return f"{name}()"
    return ""


def _is_of_database(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr == "objects" for part in ast.walk(node))


def main() -> int:
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.rglob("*.py"))}
    sources = {
        path: source for path, source in sources.items() if "playwright" in source or path.parent.name == "browser"
    }
    helpers = Helpers()
    for source in sources.values():
        helpers.learn(source)
    found = [f"{path}:{line}: {fault}" for path, source in sources.items() for line, fault in faults(source, helpers)]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
