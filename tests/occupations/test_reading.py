"""How tables of publishers are read: what their marks mean, units, and errors that name file and line."""

import gzip
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occupations.reading import oews, onet, projections, tables
from occupations.reading.tables import BadTable

OEWS = "soc,title,employment,mean_annual,p10,p25,median,p75,p90"
YEARS = {"first_year": 2024, "last_year": 2034, "wages": "May 2024"}


def write(folder, name, *lines):
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(gzip.compress("\n".join((*lines, "")).encode()))


def tabs(*cells):
    return "\t".join(cells)


def wages(folder, *lines, **facts):
    write(folder, "national.csv.gz", OEWS, *lines)
    return [row.pay for _, row in oews.read(folder, "May 2025", facts)]


# --- Wages


def test_amounts_are_cents_and_codes_have_their_hyphen(tmp_path):
    (pay,) = wages(tmp_path, "151252,Software Developers,1687890,148100,82460,105210,135980,171980,214670")
    assert (pay.code, pay.median, pay.p90, pay.employment) == ("15-1252", 13_598_000, 21_467_000, 1_687_890)
    assert (pay.release, pay.country, pay.currency, pay.period) == ("May 2025", "US", "USD", "year")


@pytest.mark.parametrize("mark", ["*", "**", "-", "", " "])
def test_what_was_not_published_is_none_and_never_zero(tmp_path, mark):
    (pay,) = wages(tmp_path, f"291141,Surgeons,{mark},{mark},{mark},90000,{mark},{mark},{mark}")
    assert (pay.mean, pay.p10, pay.median, pay.p75, pay.p90, pay.employment) == (None,) * 6
    assert (pay.p25, pay.top_coded) == (9_000_000, ())


def test_a_top_coded_wage_is_at_least_the_top_code_or_above_the_published_range(tmp_path):
    line = '291240,"Surgeons, All",100,#,90000,100000,#,#,#'
    (pay,) = wages(tmp_path, line)
    assert (pay.median, pay.top_coded, pay.title) == (None, ("mean", "median", "p75", "p90"), "Surgeons, All")
    (pay,) = wages(tmp_path, line, top_code=239200)
    assert (pay.median, pay.p90, pay.p25) == (23_920_000, 23_920_000, 10_000_000)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("15-12,Short,1,1,1,1,1,1,1", "line 2: “15-12” isn't an occupation code"),
        ("151252,Words,1,1,1,many,1,1,1", "line 2: “many” in p25 isn't a number"),
        ("151252,Words,1,1,1,NaN,1,1,1", "line 2: “NaN” in p25 isn't a number"),
        ("151252,Zero,1,1,0,1,1,1,1", "line 2: p10 must be above 0"),
        ("151252,Negative,1,1,-5,1,1,1,1", "line 2: p10 must be above 0"),
        ("151252,Missing,1,1", "line 2: 4 cells instead of 9"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, message):
    with pytest.raises(BadTable, match=f"national.csv.gz, {message}"):
        wages(tmp_path, line)


def test_another_table_is_refused(tmp_path):
    write(tmp_path, "national.csv.gz", "soc,title", "1,2")
    with pytest.raises(BadTable, match=r"national\.csv\.gz, line 1: the columns employment.* are missing"):
        list(oews.read(tmp_path, "May 2025", {}))


def test_a_file_that_is_not_there_or_not_packed_is_named(tmp_path):
    with pytest.raises(BadTable, match=r"national\.csv\.gz"):
        list(oews.read(tmp_path, "May 2025", {}))
    (tmp_path / "national.csv.gz").write_text("soc,title")
    with pytest.raises(BadTable, match=r"national\.csv\.gz"):
        list(oews.read(tmp_path, "May 2025", {}))


# --- Projections

HEAD = tabs(
    "soc_code", "title", "occupation_type", "employment_2024_thousands", "employment_2034_thousands",
    "change_2024_34_thousands", "change_2024_34_percent", "self_employed_2024_percent", "openings_per_year_thousands",
    "labor_force_exits_per_year_thousands", "occupational_transfers_per_year_thousands", "median_wage_2024_usd",
    "median_wage_top_coded", "entry_education", "work_experience", "on_the_job_training",
)  # fmt: skip
SURGEONS = tabs(
    "29-1240",
    "Surgeons",
    "Line item",
    "52.9",
    "54.9",
    "2",
    "3.7",
    "",
    "1.6",
    "0.6",
    "0.8",
    "239200",
    "Y",
    "Doctoral or professional degree",
    "None",
    "Internship/residency",
)


def project(folder, *lines):
    write(folder, "occupations.tsv.gz", HEAD, *lines)
    write(
        folder, "factors.tsv.gz", tabs("soc_code", "industry_code", "industry_title", "factor"),
        tabs("29-1240", "622100", "Hospitals", "Share falls."), tabs("29-1240", "TE1000", "Total, all industries", "Share rises."),
    )  # fmt: skip
    write(
        folder, "soc_codes.tsv.gz", tabs("soc2018_code", "projection_code", "match"), tabs("29-1242", "29-1240", "broad"),
        tabs("29-1249", "29-1240", "combined"), tabs("55-1011", "", "none"),
    )  # fmt: skip
    return dict(projections.read(folder, "2024–34", YEARS))


def test_thousands_become_people_and_a_gap_stays_a_gap(tmp_path):
    row = project(tmp_path, SURGEONS)["29-1240"]
    outlook = row.outlook
    assert (outlook.employment, outlook.projected, outlook.change, outlook.openings) == (52_900, 54_900, 2000, 1600)
    assert (outlook.exits, outlook.transfers, outlook.growth, outlook.self_employed) == (600, 800, Decimal("3.7"), None)
    assert outlook.experience == "None", "the Bureau's word for no experience needed"
    assert row.covers == ("29-1242", "29-1249")


def test_reasons_for_all_industries_come_first(tmp_path):
    factors = project(tmp_path, SURGEONS)["29-1240"].outlook.factors
    assert [(factor.text, factor.industry) for factor in factors] == [
        ("Share rises.", ""),
        ("Share falls.", "Hospitals"),
    ]


def test_a_top_coded_median_is_at_least_that(tmp_path):
    pay = project(tmp_path, SURGEONS)["29-1240"].pay
    assert (pay.median, pay.top_coded, pay.release) == (23_920_000, ("median",), "2024–34, wages of May 2024")


def test_a_projection_without_a_number_is_refused(tmp_path):
    with pytest.raises(BadTable, match=r"occupations\.tsv\.gz, line 2: employment_2034_thousands is empty"):
        project(tmp_path, SURGEONS.replace("54.9", ""))


# --- O*NET


def onet_tables(folder, **changed):
    code = "O*NET-SOC Code"
    contents = {
        "occupation_data": [tabs(code, "Title", "Description"), tabs("15-1252.00", "Software Developers", "Develop.")],
        "task_statements": [
            tabs(code, "Task", "Task Type", "Date"),
            tabs("15-1252.00", "Not rated.", "", "08/2024"),
            tabs("15-1252.00", "Now and then.", "Supplemental", "07/2023"),
            tabs("15-1252.00", "Often.", "Core", "11/2022"),
        ],
        "skills": [
            tabs(code, "Element ID", "Element Name", "Importance", "Level", "Importance Recommend Suppress", "Level Recommend Suppress", "Level Not Relevant"),
            tabs("15-1252.00", "1", "Low", "2", "1.5", "N", "N", "N"),
            tabs("15-1252.00", "2", "Suppressed", "5", "5", "Y", "N", "N"),
            tabs("15-1252.00", "3", "Without level", "4", "5", "N", "N", "Y"),
            tabs("15-1252.00", "4", "Uncertain level", "3", "5", "", "Y", ""),
        ],
        "work_styles": [
            tabs(code, "Element ID", "Element Name", "Data Value", "Recommend Suppress"),
            tabs("15-1252.00", "1", "Dependability", "4.5", ""),
            tabs("15-1252.00", "2", "Suppressed", "4.9", "Y"),
        ],
        "technology_skills": [
            tabs(code, "Example", "Commodity Title", "Hot Technology", "In Demand"),
            tabs("15-1252.00", "Abacus", "Calculators", "N", "N"),
            tabs("15-1252.00", "Python", "Languages", "Y", "Y"),
        ],
        "interests": [
            tabs(code, "Element ID", "Scale ID", "Data Value", "Domain Source"),
            tabs("15-1252.00", "1.B.1.b", "OI", "6.5", "Machine Learning"),
            tabs("15-1252.00", "1.B.1.a", "OI", "3", "Machine Learning"),
            tabs("15-1252.00", "1.B.1.h", "IH", "6", "Machine Learning"),
            tabs("15-1252.00", "1.B.1.g", "IH", "2", "Machine Learning"),
            tabs("15-1252.00", "1.B.1.i", "IH", "0", "Machine Learning"),
        ],
        "job_zones": [tabs(code, "Job Zone"), tabs("15-1252.00", "4")],
        "alternate_titles": [
            tabs(code, "Alternate Title", "Short Title"),
            tabs("15-1252.00", "Software Engineer (SWE)", "SWE"),
            tabs("15-1252.00", "Developer", ""),
        ],
        "sample_of_reported_titles": [tabs(code, "Reported Job Title", "Shown in My Next Move"), tabs("15-1252.00", "Developer", "N")],
        "related_occupations": [
            tabs(code, "Related O*NET-SOC Code", "Relatedness Tier", "Index"),
            tabs("15-1252.00", "15-1253.00", "Primary-Long", "6"),
            tabs("15-1252.00", "15-1251.00", "Primary-Short", "1"),
        ],
        "education_training_experience": [
            tabs(code, "Element ID", "Scale ID", "Category", "Data Value", "N", "Recommend Suppress", "Date", "Domain Source"),
            tabs("15-1252.00", "2.D.1", "RL", "6", "70.5", "28", "N", "08/2023", "Incumbent"),
            tabs("15-1252.00", "2.D.1", "RL", "8", "29.5", "28", "Y", "08/2023", "Incumbent"),
            tabs("15-1252.00", "3.A.1", "RW", "6", "50", "28", "N", "08/2023", "Incumbent"),
        ],
        "education_training_experience_categories": [
            tabs("Element ID", "Scale ID", "Category", "Category Description"),
            tabs("2.D.1", "RL", "6", "Bachelor's Degree"),
            tabs("2.D.1", "RL", "8", "Master's Degree"),
        ],
    } | changed  # fmt: skip
    contents.setdefault("knowledge", contents["skills"])
    for name, lines in contents.items():
        write(folder, f"{name}.tsv.gz", *lines)
    ((_, row),) = onet.read(folder, "29.3", {})
    return row


def test_what_onet_suppresses_is_left_out_and_a_level_that_is_not_relevant_is_none(tmp_path):
    row = onet_tables(tmp_path)
    rated = [(skill.name, skill.importance, skill.level) for skill in row.onet.skills]
    assert rated == [("Without level", 4, None), ("Uncertain level", 3, None), ("Low", 2, Decimal("1.5"))]
    assert [style.name for style in row.onet.work_styles] == ["Dependability"]
    assert [(share.name, share.percent) for share in row.education.shares] == [("Bachelor's Degree", Decimal("70.5"))]
    assert (row.education.sample, row.education.collected) == (28, "08/2023")


def test_who_was_asked_about_education_and_how_interests_were_rated_is_kept(tmp_path):
    row = onet_tables(tmp_path)
    assert (row.education.asked, row.onet.interests_are_estimated) == ("incumbents", True)
    education = [
        tabs("O*NET-SOC Code", "Element ID", "Scale ID", "Category", "Data Value", "N", "Recommend Suppress", "Date", "Domain Source"),
        tabs("15-1252.00", "2.D.1", "RL", "6", "100", "22", "", "08/2023", "Occupational Expert"),
    ]  # fmt: skip
    interests = [
        tabs("O*NET-SOC Code", "Element ID", "Scale ID", "Data Value", "Domain Source"),
        tabs("15-1252.00", "1.B.1.b", "OI", "6.5", "Occupational Expert"),
    ]
    row = onet_tables(tmp_path, education_training_experience=education, interests=interests)
    assert (row.education.asked, row.education.sample, row.onet.interests_are_estimated) == ("experts", 22, False)
    interests[1] = interests[1].replace("Occupational Expert", "Crystal ball")
    with pytest.raises(BadTable, match=r"interests\.tsv\.gz, line 2: “Crystal ball” isn't a Domain Source"):
        onet_tables(tmp_path, interests=interests)


def test_core_tasks_come_before_supplemental_and_unrated_ones(tmp_path):
    row = onet_tables(tmp_path)
    assert [(task.text, task.core) for task in row.onet.tasks] == [
        ("Often.", True),
        ("Now and then.", False),
        ("Not rated.", None),
    ]
    assert row.onet.collected == "08/2024"


def test_interests_tools_titles_and_related_occupations_are_in_order(tmp_path):
    found = onet_tables(tmp_path).onet
    assert [(interest.letter, interest.score) for interest in found.interests] == [("R", 3), ("I", Decimal("6.5"))]
    assert found.high_points == "IC"
    assert [(tool.name, tool.hot, tool.in_demand) for tool in found.tools] == [
        ("Python", True, True),
        ("Abacus", False, False),
    ]
    assert (found.titles, found.reported_titles) == (("Software Engineer (SWE)", "SWE", "Developer"), ("Developer",))
    assert [(other.code, other.tier) for other in found.related] == [("15-1251.00", 1), ("15-1253.00", 2)]
    assert found.job_zone == 4


@pytest.mark.parametrize(
    ("table", "cells", "message"),
    [
        ("task_statements", ("15-1252.00", "Odd.", "Sometimes", "08/2024"), "“Sometimes” isn't a task type"),
        (
            "technology_skills",
            ("15-1252.00", "Python", "Languages", "yes", "N"),
            "“yes” in Hot Technology is neither Y nor N",
        ),
        ("related_occupations", ("15-1252.00", "15-1251.00", "Cousin", "1"), "“Cousin” isn't a tier"),
        ("job_zones", ("15-1252.00", "4.5"), "Job Zone has a fraction"),
    ],
)
def test_an_unknown_value_of_onet_is_refused_by_file_and_line(tmp_path, table, cells, message):
    onet_tables(tmp_path)
    head = gzip.decompress((tmp_path / f"{table}.tsv.gz").read_bytes()).decode().splitlines()[0]
    with pytest.raises(BadTable, match=rf"{table}\.tsv\.gz, line 2: {message}"):
        onet_tables(tmp_path, **{table: [head, tabs(*cells)]})


def test_a_table_in_another_order_than_its_occupations_is_refused(tmp_path):
    onet_tables(tmp_path)
    head = tabs("O*NET-SOC Code", "Job Zone")
    with pytest.raises(
        BadTable, match=r"job_zones\.tsv\.gz: 11-1011\.00 isn't in the order of occupation_data, or not in it"
    ):
        onet_tables(tmp_path, job_zones=[head, tabs("11-1011.00", "4")])


# --- Cells


@given(st.integers(0, 10**9))
def test_a_number_of_thousands_is_read_exactly(tenths):
    assert tables.people(f"{tenths // 10}.{tenths % 10}", "jobs") == tenths * 100


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=Decimal("0.01"), max_value=10**9))
def test_an_amount_is_read_to_the_cent_with_or_without_separators(number):
    assert tables.amount(f"{number:f}", "pay") == tables.amount(f"{number:,f}", "pay") == int(number * 100)


@given(st.text())
def test_whatever_a_cell_holds_it_is_a_number_a_gap_or_a_complaint(cell):
    for read in (tables.decimal, tables.people, tables.amount):
        complaint = ""
        try:
            found = read(cell, "column")
        except ValueError as error:
            complaint = str(error)
        if complaint:
            assert "column" in complaint
        elif found is None:
            assert cell.strip().replace(",", "") in tables.NOT_PUBLISHED
        else:
            assert found == found, "a number, never NaN"


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\t\r\n", exclude_categories=("Cs",)), min_size=1),
            min_size=2,
            max_size=2,
        )
    )
)
def test_a_table_is_read_back_cell_by_cell(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("table")
    write(folder, "table.tsv.gz", tabs("b", "a"), *(tabs(*line) for line in lines))
    assert [list(row) for row in tables.read_table(folder / "table.tsv.gz", ("a", "b"), lambda a, b: (b, a))] == lines
