"""Every file of `deploy/` is used by a test and described in its README, and the pages for operators lead somewhere."""

import re
import subprocess

import pytest
from django.conf import settings

BASE = settings.BASE_DIR
TESTS = {
    path.name: path.read_text("utf-8")
    for path in (BASE / "tests").rglob("test_*.py")
    if path.name != "test_every_file.py"
}
PAGES = sorted([*(BASE / "docs" / "operations").glob("*.md"), BASE / "deploy" / "README.md"])


def files():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "deploy"], cwd=BASE, capture_output=True, text=True, check=False
    ).stdout.splitlines()  # fmt: skip
    found = listed or [path.relative_to(BASE).as_posix() for path in (BASE / "deploy").rglob("*") if path.is_file()]
    return sorted(set(found) - {"deploy/README.md"})


@pytest.mark.parametrize("file", files())
def test_a_file_is_run_by_a_test_and_described(file):
    """By its path within the folder; files of one kind by their folder's name and their ending, such as `systemd/*.service`."""
    path = file.removeprefix("deploy/")
    folder, _, name = path.rpartition("/")
    names = {path, name, f"{folder}/*.{name.rpartition('.')[2]}"} - {""}
    assert [test for test, text in TESTS.items() if any(f'"{one}"' in text or f"deploy/{one}" in text for one in names)]
    described = (BASE / "deploy" / "README.md").read_text("utf-8")
    assert any(f"({one})" in described or f"`{one}`" in described for one in (*names, f"{folder}/" if folder else path))


def heading(text):
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_to_files_and_headings_that_exist(page):
    for link in re.findall(r"\]\(([^):\s]+)\)", page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            assert anchor in map(heading, headings), link


def test_the_path_names_every_page():
    path = (BASE / "docs" / "operations" / "README.md").read_text("utf-8")
    assert [page.name for page in PAGES if page.parent.name == "operations" and f"({page.name}" not in path] == [
        "README.md"
    ]
