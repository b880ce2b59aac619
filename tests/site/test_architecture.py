"""docs/architecture.md says what is there, and the conventions that can be checked hold."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from local.site import CHECKOUT

PAGE = (CHECKOUT / "docs" / "architecture.md").read_text(encoding="utf-8")
LINTER = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
LAYERS = {
    contract["containers"][0]: [re.split(r" [:|] ", layer) for layer in contract["layers"]]
    for contract in LINTER["contracts"]
    if "containers" in contract
}
APPS = sorted(LAYERS)


def test_every_folder_is_named_and_every_named_folder_exists():
    named = set(re.findall(r"^([a-z]+)/ ", PAGE.split("## Folders")[1].split("## Who imports whom")[0], re.MULTILINE))
    there = {folder.name for folder in CHECKOUT.iterdir() if folder.is_dir() and folder.name[0] not in "._"}
    assert named == there - {"node_modules", "test-results"}


def test_every_path_exists():
    paths = set(re.findall(r"`([a-z_]+/[a-z_/.]*)`", PAGE)) | {
        f"docs/{one}" for one in re.findall(r"\]\(([^):]+)\)", PAGE)
    }
    assert len(paths) > 40
    assert sorted(path for path in paths if not (CHECKOUT / path).exists()) == []


DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if path.name != "CHANGELOG.md"], ids=lambda path: path.name
)
def test_every_path_and_module_a_document_names_exists(document):
    """The changelog may name what was moved since."""
    folders = "|".join(folder.name for folder in CHECKOUT.iterdir() if folder.is_dir() and folder.name[0] not in "._")
    text = document.read_text(encoding="utf-8")
    paths = re.findall(rf"`((?:{folders})/[\w./-]*)`", text)
    assert [path for path in paths if not (CHECKOUT / path).exists()] == []
    names = re.findall(rf"`((?:{folders})(?:\.[A-Za-z_]\w*)+)`", text)
    names = [name for name in names if not name.endswith(UNITS_AND_HOSTS)]
    assert [name for name in names if not is_defined(name)] == []


UNITS_AND_HOSTS = (".target", ".service", ".timer", ".example.com", ".example.org")


def is_defined(name):
    """Whether a dotted name is a module or something a module defines."""
    path = CHECKOUT / name.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    module = path.parent / "__init__.py" if path.parent.is_dir() else path.parent.with_suffix(".py")
    defined = rf"^(?:(?:async )?def|class) {path.name}\b|^{path.name}\b.*="
    return module.is_file() and bool(re.search(defined, module.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(
    ("name", "is_there"),
    [
        ("mail.outbox", True),
        ("jobs.search", True),
        ("billing.tasks.send_mails", True),
        ("mail.circuit", False),
        ("billing.tasks.ring", False),
    ],
)
def test_a_name_is_looked_up(name, is_there):
    assert is_defined(name) is is_there


def test_make_fault_runs_tests_that_exist():
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    lists = re.findall(r"\$\(addprefix (\S+),([^)]+)\)", makefile)
    named = [f"{prefix}{name}" for prefix, names in lists for name in names.split()]
    assert len(named) > 5
    assert [name for name in named if not (CHECKOUT / name).is_file()] == []


def test_the_order_of_apps_is_that_of_the_contract():
    [contract] = [one for one in LINTER["contracts"] if one["name"] == "Apps import downwards"]
    assert "  >  ".join(contract["layers"]) in PAGE


@pytest.mark.parametrize("app", APPS)
def test_an_app_has_at_most_five_layers(app):
    assert len(LAYERS[app]) <= 5


def reads_clock(path):
    """The lines of a module that call the clock of the wall."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "timezone.now", "dt.datetime.now", "dt.date.today", "time.time", "datetime.now",
        ):  # fmt: skip
            yield node.lineno


def modules_of(app, name):
    module = CHECKOUT / app / name
    return sorted(module.rglob("*.py")) if module.is_dir() else [module.with_suffix(".py")]


@pytest.mark.parametrize("app", APPS)
def test_services_models_and_pure_code_do_not_read_the_clock(app):
    models = next(number for number, layer in enumerate(LAYERS[app]) if "models" in layer or "importing" in layer)
    low = [name for layer in LAYERS[app][max(models - 1, 1) :] for name in layer]
    found = [
        f"{path.relative_to(CHECKOUT)}:{line}"
        for name in low
        for path in modules_of(app, name)
        for line in reads_clock(path)
        if not {"views", "views.py", "signals.py", "tasks.py"} & set(path.relative_to(CHECKOUT / app).parts)
    ]
    assert found == []


def test_the_reader_of_the_clock_is_found(tmp_path: Path):
    module = tmp_path / "module.py"
    module.write_text("from django.utils import timezone\n\n\ndef due():\n    return timezone.now()\n")
    assert list(reads_clock(module)) == [5]
