import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from careers.models import OccupationWage
from careers.wages import BadWageFile, Release, load_wages, read_wages

MAY_2025 = Release("May 2025", dt.date(2025, 5, 1))
HEAD = "soc,title,employment,mean_annual,p10,p25,median,p75,p90"


def rows(*lines):
    return list(read_wages([HEAD, *lines], MAY_2025))


def test_amounts_are_cents_and_codes_have_their_hyphen():
    (wage,) = rows("151252,Software Developers,1687890,148100,82460,105210,135980,171980,214670")
    assert (wage.code, wage.median, wage.p90, wage.employment) == ("15-1252", 13_598_000, 21_467_000, 1_687_890)


@pytest.mark.parametrize("mark", ["*", "**", "#", "-", "", " "])
def test_what_was_not_published_is_none_and_never_zero(mark):
    (wage,) = rows(f"291141,Surgeons,100,{mark},{mark},90000,{mark},{mark},{mark}")
    assert (wage.mean, wage.p10, wage.median, wage.p75, wage.p90) == (None, None, None, None, None)
    assert wage.p25 == 9_000_000
    assert wage.top_coded == (["mean", "p10", "median", "p75", "p90"] if mark == "#" else [])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("15-12,Short,1,1,1,1,1,1,1", "line 2: “15-12” isn't an occupation code"),
        ("151252,Words,1,1,1,many,1,1,1", "line 2: “many” in p25 isn't a number"),
        ("151252,Zero,1,1,0,1,1,1,1", "line 2: p10 must be above 0"),
        ("151252,Negative,1,1,-5,1,1,1,1", "line 2: p10 must be above 0"),
    ],
)
def test_a_bad_line_is_named(line, message):
    with pytest.raises(BadWageFile, match=message):
        rows(line)


def test_another_table_is_refused():
    with pytest.raises(BadWageFile, match="columns employment"):
        list(read_wages(["soc,title", "1,2"], MAY_2025))


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    for _ in range(2):
        load_wages(rows("151252,Software Developers,1,2,3,4,5,6,7"), MAY_2025)
    assert OccupationWage.objects.count() == 1


@pytest.mark.django_db
def test_a_file_with_one_bad_line_loads_nothing(tmp_path):
    path = tmp_path / "wages.csv"
    path.write_text(f"{HEAD}\n151252,Good,1,2,3,4,5,6,7\nbad,Bad,1,2,3,4,5,6,7\n")
    with pytest.raises(CommandError, match=r"wages\.csv: line 3"):
        call_command("load_wages", path)
    assert not OccupationWage.objects.exists()


@pytest.mark.django_db
def test_the_release_that_comes_with_the_site_loads(capsys):
    call_command("load_wages")
    assert "Loaded 1104 occupations from May 2025." in capsys.readouterr().out
    assert OccupationWage.objects.get(code="15-1252").title == "Software Developers"


@pytest.mark.django_db
def test_a_release_without_a_month_is_refused():
    with pytest.raises(CommandError, match="spring"):
        call_command("load_wages", "--release", "spring 2025")
