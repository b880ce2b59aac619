"""Loading releases: twice is once, a newer one waits, a wrong one changes nothing; occupations keep their addresses."""

import gzip
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from occupations import loading
from occupations.models import DataRelease, Occupation
from occupations.reading import SHIPPED, find_tables
from occupations.sources import Key

pytestmark = pytest.mark.django_db


def a_newer_release(folder, key, change, **toml):
    """A copy of the shipped tables of a source with another name; ``change`` edits the text of each table."""
    target = folder / key
    shutil.copytree(SHIPPED / key, target)
    for path in target.glob("*.gz"):
        path.write_bytes(gzip.compress(change(gzip.decompress(path.read_bytes()).decode()).encode()))
    values = {"name": '"May 2026"', "reference": "2026-05-01"} | toml
    (target / "release.toml").write_text("\n".join(f"{name} = {value}" for name, value in values.items()))
    return folder


def raise_developers(text):
    return text.replace(
        "151252,Software Developers,1687890,148100,82460,105210,135980",
        "151252,Software Developers,1687890,148100,82460,105210,150000",
    )


def test_loading_twice_changes_nothing(occupations, capsys):
    before = {o.code: (o.pk, o.updated_at, o.facts) for o in occupations.values()}
    loaded = dict(DataRelease.objects.values_list("source", "loaded_at"))
    assert loading.assemble(now=timezone.now()) == 0
    (tables,) = [tables for tables in find_tables(SHIPPED) if tables.key == Key.WAGES]
    assert not loading.load_release(tables=tables, now=timezone.now()).is_new
    assert {o.code: (o.pk, o.updated_at, o.facts) for o in Occupation.objects.all()} == before
    assert dict(DataRelease.objects.values_list("source", "loaded_at")) == loaded


def test_the_releases_that_come_with_the_site_are_all_there(occupations):
    found = {release.source: (release.name, release.rows_count) for release in DataRelease.objects.current()}
    assert found.pop(Key.ONET) == ("29.3", len(occupations))
    assert found == {
        "oews": ("May 2025", 1104),
        "projections": ("2024–34", 1113),
        "handbook": ("2024–34 edition", 651),
        "soc": ("2018", 1447),
        "ashe": ("2024 provisional", 552),
        "job_bank": ("2025", 516),
    }


def test_a_newer_release_waits_beside_the_current_one(occupations, tmp_path, capsys):
    call_command("load_occupations", a_newer_release(tmp_path, "oews", raise_developers))
    assert "Not current: Occupational Employment and Wage Statistics, May 2026." in capsys.readouterr().out
    assert set(DataRelease.objects.filter(source="oews").values_list("name", "is_current")) == {
        ("May 2025", True),
        ("May 2026", False),
    }
    assert Occupation.objects.get(code="15-1252.00").median_pay == 13_598_000
    call_command("load_occupations", tmp_path, "--switch")
    developers = Occupation.objects.get(code="15-1252.00")
    assert (developers.median_pay, developers.document.pay_in("US").release) == (15_000_000, "May 2026")
    release = DataRelease.objects.get(source="oews", is_current=True)
    assert [(change["figure"], change["count"]) for change in release.changes] == [("Median pay", 1)]
    assert release.changes[0]["largest"][0] == {
        "code": "15-1252", "title": "Software Developers", "before": "135,980", "after": "150,000", "difference": 10.3,
    }  # fmt: skip


def test_a_release_whose_tables_were_corrected_replaces_its_rows(occupations, tmp_path):
    a_newer_release(tmp_path, "oews", raise_developers, name='"May 2025"', reference="2025-05-01")
    call_command("load_occupations", tmp_path)
    assert DataRelease.objects.filter(source="oews").count() == 1
    assert Occupation.objects.get(code="15-1252.00").median_pay == 15_000_000


def test_a_table_with_one_bad_line_loads_nothing(tmp_path):
    a_newer_release(tmp_path, "oews", lambda text: text.replace("151252,", "bad,"))
    with pytest.raises(CommandError, match=r"national\.csv\.gz, line \d+: “bad” isn't an occupation code"):
        call_command("load_occupations", tmp_path)
    assert not DataRelease.objects.exists()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("", "name is missing"),
        ('name = "May"', "reference is missing"),
        ('name = "May"\nreference = "May"', "must be"),
        ("name", "oews/release"),
    ],
)
def test_a_release_that_does_not_say_what_it_is_is_refused(tmp_path, toml, message):
    (tmp_path / "oews").mkdir()
    (tmp_path / "oews" / "release.toml").write_text(toml)
    with pytest.raises(CommandError, match=message):
        call_command("load_occupations", tmp_path)


def test_a_folder_without_a_release_is_refused(tmp_path):
    with pytest.raises(CommandError, match="has no release"):
        call_command("load_occupations", tmp_path)


def test_an_occupation_that_is_renamed_keeps_its_old_address(occupations, tmp_path):
    a_newer_release(
        tmp_path, "onet", lambda text: text.replace("\tSoftware Developers\t", "\tSoftware Builders\t"),
        name='"30.0"', reference="2026-08-01",
    )  # fmt: skip
    (tables,) = find_tables(tmp_path)
    release = loading.load_release(tables=tables, now=timezone.now(), only={"15-1252.00"}).release
    DataRelease.objects.filter(source="onet").update(is_current=False)
    DataRelease.objects.filter(pk=release.pk).update(is_current=True)
    loading.assemble(now=timezone.now())
    builders = Occupation.objects.get(code="15-1252.00")
    assert (builders.pk, builders.slug) == (occupations["15-1252.00"].pk, "software-builders")
    assert builders.former_slugs == ["software-developers"]
    gone = Occupation.objects.get(code="11-1021.00")
    assert (gone.is_listed, gone.slug) == (False, "general-and-operations-managers"), "no longer in O*NET"


def test_gaps_are_counted_for_occupations_with_a_page(occupations):
    gaps = {
        release.source: {gap["what"]: gap["codes"] for gap in release.gaps} for release in DataRelease.objects.current()
    }
    assert gaps["oews"] == {
        "No pay": ["11-1031.00", "27-2011.00"],
        "Only pay of a wider group": ["13-1022.00", "15-1299.08", "21-1014.00"],
    }
    assert "55-3016.00" not in str(gaps)


def test_the_check_counts_and_writes_nothing(capsys, db):
    call_command("load_occupations", "--check")
    said = capsys.readouterr().out
    assert "Employment Projections, 2024–34: 1113 rows." in said
    assert "Projections used: 832." in said
    assert "O*NET Database, 29.3: 923 occupations with tasks." in said
    assert "No profile" in said
    assert not DataRelease.objects.exists()
    assert not Occupation.objects.exists()
