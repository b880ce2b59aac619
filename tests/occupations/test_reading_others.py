"""How tables of the Handbook, the classification and pay abroad are read."""

from decimal import Decimal

import pytest

from occupations.reading import ashe, classification, handbook, job_bank
from occupations.reading.tables import BadTable
from tests.occupations.test_reading import tabs, write


def test_a_profile_of_several_codes_is_shared_and_one_without_text_is_left_out(tmp_path):
    modified = "Thursday, August 28, 2025"
    write(
        tmp_path, "profiles.tsv.gz",
        tabs("slug", "title", "url", "what_they_do", "work_environment", "how_to_become", "last_modified"),
        tabs("actors", "Actors", "https://www.bls.gov/a", "They act.", "Stages.", "", modified),
        tabs("managers", "Top executives", "https://www.bls.gov/m", "They lead.", "", "", modified),
        tabs("military", "Military careers", "https://www.bls.gov/f", "", "", "", modified),
    )  # fmt: skip
    head = tabs("soc_code", "title", "occupation_type", "ooh_slug")
    lines = [
        tabs("27-2011", "Actors", "Line item", "actors"), tabs("11-1011", "Chief executives", "Line item", "managers"),
        tabs("11-1021", "Managers", "Line item", "managers"), tabs("55-3016", "Infantry", "Line item", "military"),
    ]  # fmt: skip
    write(tmp_path, "codes.tsv.gz", head, *lines)
    found = dict(handbook.read(tmp_path, "2024–34 edition", {}))
    assert {code: row.is_shared for code, row in found.items()} == {"27-2011": False, "11-1011": True, "11-1021": True}
    assert found["27-2011"].description.updated == "2025-08-28"
    chief = found["11-1011"].description
    assert (chief.code, chief.title, chief.profile) == ("11-1011", "Chief executives", "Top executives")
    write(tmp_path, "codes.tsv.gz", head, tabs("27-2011", "Actors", "Line item", "acrobats"))
    with pytest.raises(BadTable, match="“acrobats”"):
        list(handbook.read(tmp_path, "2024–34 edition", {}))


def test_a_group_comes_before_what_is_in_it(tmp_path):
    head = tabs("soc_code", "level", "title", "parent_code", "definition")
    write(tmp_path, "groups.tsv.gz", head, tabs("15-1252", "detailed", "Software Developers", "15-1250", "Develop."))
    with pytest.raises(BadTable, match=r"groups\.tsv\.gz, line 2: 15-1252 is in the group 15-1250"):
        list(classification.read(tmp_path, "2018", {}))


def test_withheld_pay_of_the_uk_is_none_and_the_error_is_kept(tmp_path):
    write(
        tmp_path, "annual_pay.tsv.gz",
        tabs("soc2020_code", "level", "title", "full_time_jobs_thousands", "full_time_median_gbp", "full_time_mean_gbp",
             "full_time_p10_gbp", "full_time_p25_gbp", "full_time_p75_gbp", "full_time_p90_gbp", "full_time_median_cv_percent", "all_jobs_median_gbp"),
        tabs("", "all", "All employees", "17248", "37430", "45836", "22763", "27986", "51391", "72150", "0.3", "31602"),
        tabs("1111", "unit", "Chief executives", "", "x", "..", ":", "", "", "", "", ""),
    )  # fmt: skip
    everybody, chiefs = (row.pay for _, row in ashe.read(tmp_path, "2024 provisional", {}))
    assert (everybody.code, everybody.median, everybody.employment, everybody.error) == (
        "all",
        3_743_000,
        17_248_000,
        Decimal("0.3"),
    )
    assert (chiefs.median, chiefs.mean, chiefs.p10, chiefs.employment, chiefs.error) == (None,) * 5


def test_pay_of_canada_is_an_hour_or_a_year_as_published(tmp_path):
    head = tabs("noc2021_code", "title", "teer", "wage_unit", "low_cad", "median_cad", "high_cad", "employment_2023")
    write(
        tmp_path, "wages.tsv.gz", head, tabs("00010", "Legislators", "0", "year", "32867", "84000", "184000", "4700"),
        tabs("21231", "Software engineers", "1", "hour", "36.06", "57.69", "84.62", ""), tabs("00013", "Senior managers", "0", "", "", "", "", ""),
    )  # fmt: skip
    legislators, engineers, managers = (row.pay for _, row in job_bank.read(tmp_path, "2025", {}))
    assert (legislators.period, legislators.median, legislators.employment) == ("year", 8_400_000, 4700)
    assert (engineers.period, engineers.low, engineers.high, engineers.employment) == ("hour", 3606, 8462, None)
    assert (managers.low, managers.median, managers.high) == (None, None, None)
    write(tmp_path, "wages.tsv.gz", head, tabs("00010", "Legislators", "0", "week", "1", "2", "3", ""))
    with pytest.raises(BadTable, match="“week” isn't a period of pay"):
        list(job_bank.read(tmp_path, "2025", {}))
