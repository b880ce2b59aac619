"""Every package that the code imports is one that pyproject.toml names, where an install for that purpose has it."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from local.site import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
OUR_FOLDERS = {path.name for path in CHECKOUT.iterdir() if path.is_dir()}
LOCAL_MODE = {"local", "demo"}


def names_of(*lists: list[str]) -> set[str]:
    return {normal(re.match(r"[\w.-]+", requirement)[0]) for requirements in lists for requirement in requirements}


def normal(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def part_of(path: Path) -> str:
    """Whether a module is for production, local mode or tests."""
    folders = path.relative_to(CHECKOUT).parts[:-1]
    return "tests" if folders[:1] == ("tests",) else "local mode" if LOCAL_MODE & set(folders) else "production"


def imports(part: str) -> Iterator[tuple[str, str]]:
    """Top-level names of others that the modules of this part import, each with the file."""
    for package in (path.parent for path in CHECKOUT.glob("*/__init__.py")):
        for path in sorted(package.rglob("*.py")):
            if part_of(path) != part:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for module in modules_of(node):
                    top = module.partition(".")[0]
                    if top not in sys.stdlib_module_names and top not in OUR_FOLDERS:
                        yield top, str(path.relative_to(CHECKOUT))


def modules_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


@pytest.mark.parametrize(
    ("part", "extras"), [("production", []), ("local mode", ["local", "test"]), ("tests", ["local", "test"])]
)
def test_what_is_imported_is_declared(part: str, extras: list[str]):
    declared = names_of(PROJECT["dependencies"], *(EXTRAS[extra] for extra in extras))
    packages = packages_distributions()
    found = list(imports(part))
    assert found
    undeclared = {f"{top} in {path}" for top, path in found if not declared & set(map(normal, packages.get(top, ())))}
    assert not undeclared


def test_each_package_is_named_once():
    for requirements in (PROJECT["dependencies"], *EXTRAS.values()):
        assert len(names_of(requirements)) == len(requirements)


def test_both_lock_files_hold_what_is_declared():
    for lock, lists in (
        ("requirements-production.lock", [PROJECT["dependencies"]]),
        ("requirements.lock", [PROJECT["dependencies"], *EXTRAS.values()]),
    ):
        pinned = re.findall(r"^([\w.-]+)(?:\[.*\])?==", (CHECKOUT / lock).read_text(), re.MULTILINE)
        assert names_of(*lists) <= {normal(name) for name in pinned}
