"""Dates and periods are read as people write them, in seven languages."""

import pytest

from resumes.importing.dates import find_date, find_period, is_duration, means_present


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Mar 2021 – Present", "2021-03", ""), ("03/2021 - 05/2022", "2021-03", "2022-05"), ("2021-03 – 2022-01", "2021-03", "2022-01"), ("2014-2016", "2014", "2016"),
        ("March 15, 2021 to April 2, 2022", "2021-03-15", "2022-04-02"), ("2019 – present", "2019", ""), ("seit 2020", "2020", ""), ("2020 –", "2020", ""),
        ("Q1 2019 - Q3 2020", "2019-01", "2020-09"), ("Spring 2019 – Fall 2020", "2019-03", "2020-09"), ("2019–21", "2019", "2021"), ("depuis mars 2020", "2020-03", ""),
        ("mars 2020 – aujourd’hui", "2020-03", ""), ("de marzo de 2018 a julio de 2020", "2018-03", "2020-07"), ("desde 2019", "2019", ""), ("03/2019 até o momento", "2019-03", ""),
        ("sinds april 2020", "2020-04", ""), ("od 2019", "2019", ""), ("sierpień 2018 – obecnie", "2018-08", ""), ("September 2018 tot heden", "2018-09", ""),
        ("Oktober 2017 – März 2019", "2017-10", "2019-03"), ("01.04.2019 – 31.12.2020", "2019-04-01", "2020-12-31"), ("March – June 2021", "2021-03", "2021-06"),
        ("Jan '19 – Feb '20", "2019-01", "2020-02"), ("10/2015 – heute (2 Jahre 3 Monate)", "2015-10", ""), ("03/21 – 05/22", "2021-03", "2022-05"), ("WS 2018/19 – SS 2021", "2018-10", "2021-04"),
        ("lipca 2018 – września 2020", "2018-07", "2020-09"), ("févr. 2019 - déc. 2020", "2019-02", "2020-12"), ("abr. 2019 - set. 2020", "2019-04", "2020-09"), ("bis 2020", "", "2020"),
        ("Mar 2021 to date", "2021-03", ""), ("du 1er mars 2019 au 5 avril 2020", "2019-03-01", "2020-04-05"), ("Juin 2018 à ce jour", "2018-06", ""),
    ],
)  # fmt: skip
def test_a_period_is_read_whole(text, start, end):
    period = find_period(text)

    assert (period.start, period.end) == (start, end)
    assert period.cut_from(text) == ""


@pytest.mark.parametrize(
    ("text", "date"),
    [("2016", "2016"), ("June 2018", "2018-06"), ("15/03/2021", "2021-03-15"), ("3. Quartal 2019", "2019-09"), ("1er trimestre 2020", "2020-03"), ("2020-13", None), ("tel. 030 2020 1234", None), ("room 2500", None)],
)  # fmt: skip
def test_a_single_date_is_read(text, date):
    assert (find_date(text).end if date else find_period(text)) == date


def test_days_and_months_are_told_apart():
    assert find_date("03/04/2021").end == "2021-04-03"
    assert find_date("03/04/2021", day_first=False).end == "2021-03-04"
    assert find_date("31/04/2021").end == "2021-04"  # no such day


def test_what_goes_on_and_how_long_it_took():
    assert all(map(means_present, ["Present", "heute", "en cours", "actualidad", "até o momento", "heden", "obecnie"]))
    assert not any(map(means_present, ["2021", "a present for you"]))
    assert all(map(is_duration, ["2 years 3 months", "(1 Jahr)", "3 ans et 2 mois", "4 lata"]))
