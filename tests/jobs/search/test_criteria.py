"""What the address bar says is understood or said back, and equal searches have one address."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from jobs.search.criteria import Criteria, active_filters, parse
from jobs.search.parameters import LONGEST
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, WorkType
from jobs.vocabulary.regions import regions


def read(query):
    return parse(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "criteria"),
    [
        ("", Criteria()),
        ("q=python", Criteria(q="python")),
        ("q=%20a%20%09%20b%00c", Criteria(q="a b c")),
        ("tag=python", Criteria(q="python")),
        ("industry=dev&industry=smm", Criteria(industry=("engineering", "marketing"))),
        ("industry[]=hr&industry[]=hr", Criteria(industry=("hr",))),
        ("industry=hr,legal&type=Full-Time", Criteria(industry=("hr", "legal"), type=("full-time",))),
        ("level=any,senior", Criteria(level=("any", "senior"))),
        ("geo=spain", Criteria(geo="spain")),
        ("geo=ES", Criteria(geo="spain")),
        ("geo=USA", Criteria(geo="united-states")),
        ("geo=United+Kingdom", Criteria(geo="united-kingdom")),
        ("geo=worldwide", Criteria(geo="anywhere")),
        ("pay=75000", Criteria(pay=75000)),
        ("salary_min=%2475,000", Criteria(pay=75000)),
        ("pay=75.000&currency=eur", Criteria(pay=75000, currency="EUR")),
        ("pay=75k", Criteria(pay=75000)),
        ("pay=٧٥٠٠٠", Criteria(pay=75000)),
        ("pay=35.00&period=hour", Criteria(pay=35, period="hour")),
        ("pay=0", Criteria()),
        ("pay=50000&no_pay=on", Criteria(pay=50000, no_pay=True)),
        ("posted=7", Criteria(posted=7)),
        ("company=northwind", Criteria(company="northwind")),
        ("occupation=Registered-Nurses", Criteria(occupation="registered-nurses")),
        ("tz=europe/madrid", Criteria(zone="Europe/Madrid")),
        ("q=x&sort=newest", Criteria(q="x", sort="newest")),
        ("q=x&text=1", Criteria(q="x", in_text=True)),
        ("q=x&as_typed=1", Criteria(q="x", as_typed=True)),
        ("geo=&industry=&type=&pay=&posted=&company=&tz=&sort=", Criteria()),
        ("unheard=of&page=3&top=12", Criteria()),
    ],
)
def test_what_is_understood(query, criteria):
    asked = read(query)
    assert asked.criteria == criteria
    assert asked.problems == {}


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("industry=marketting", "industry", "marketing"),
        ("industry=hr,nonsense", "industry", "nonsense"),
        ("type=fulltime", "type", "full-time"),
        ("level=seniour", "level", "senior"),
        ("geo=spian", "geo", "Spain"),
        ("geo=atlantis", "geo", "atlantis"),
        ("pay=lots", "pay", "whole number"),
        ("pay=-5", "pay", "zero or more"),
        ("pay=12.5", "pay", "whole number"),
        ("pay=99999999999999999999", "pay", "or less"),
        ("pay=1e9", "pay", "whole number"),
        ("pay=nan", "pay", "whole number"),
        ("currency=XQZ&pay=1", "currency", "XQZ"),
        ("period=fortnight&pay=1", "period", "fortnight"),
        ("posted=2", "posted", "2"),
        ("posted=soon", "posted", "soon"),
        ("company=' OR 1=1", "company", "OR 1=1"),
        ("occupation=' OR 1=1", "occupation", "OR 1=1"),
        ("tz=Europe/Madird", "tz", "Europe/Madrid"),
        ("sort=height", "sort", "height"),
    ],
)
def test_what_is_not_understood_is_said_of_its_field_and_left_out(query, field, words):
    asked = read(query)
    assert list(asked.problems) == [field]
    assert words in asked.problems[field]
    assert asked.criteria.replace(industry=()) == Criteria()


def test_the_rest_of_a_search_with_a_problem_is_still_asked():
    asked = read("q=python&industry=hr,nonsense&geo=spain")
    assert asked.criteria == Criteria(q="python", geo="spain", industry=("hr",))


def test_long_keywords_are_cut_and_that_is_said():
    asked = read("q=" + "word+" * 2000)
    assert len(asked.criteria.q) <= LONGEST
    assert "9,999" in asked.problems["q"]


def test_a_message_shows_no_endless_value():
    assert len(read("geo=" + "x" * 5000).problems["geo"]) < 150


def test_the_default_search_has_no_query():
    assert Criteria().querystring == ""


@pytest.mark.parametrize(
    "idle",
    [
        Criteria(currency="EUR"),
        Criteria(period="hour"),
        Criteria(no_pay=True),
        Criteria(sort="newest"),
        Criteria(in_text=True),
    ],
)
def test_what_makes_no_difference_is_not_in_the_address(idle):
    assert idle.querystring == ""


texts = st.text(max_size=30)
some = lambda values: st.lists(st.sampled_from(list(values)), max_size=3, unique=True).map(lambda v: tuple(sorted(v)))  # noqa: E731
criteria = st.builds(
    Criteria,
    q=texts.map(lambda text: parse({"q": text}).criteria.q),
    geo=st.sampled_from(["", *regions()]),
    industry=some(INDUSTRIES),
    type=some(WorkType.values),
    level=some(Level.values),
    pay=st.none() | st.integers(1, 10**9),
    currency=st.sampled_from(("USD", "EUR", "JPY")),
    period=st.sampled_from(("year", "hour")),
    no_pay=st.booleans(),
    posted=st.sampled_from((None, 1, 30)),
    company=st.sampled_from(("", "northwind-2")),
    occupation=st.sampled_from(("", "actors")),
    zone=st.sampled_from(("", "Europe/Madrid")),
    in_text=st.booleans(),
    as_typed=st.booleans(),
    sort=st.sampled_from(("newest", "best")),
)


@given(criteria)
def test_an_address_leads_back_to_the_same_search(one):
    asked = read(one.querystring)
    assert asked.problems == {}
    assert asked.criteria.querystring == one.querystring
    if one.pay is not None and one.q:
        assert asked.criteria == one


@given(criteria, st.randoms())
def test_the_order_and_spelling_of_parameters_make_no_other_address(one, dice):
    pairs = QueryDict(one.querystring).lists()
    jumbled = [(name, value) for name, values in pairs for value in (*values, *values[:1])]
    jumbled += [("salary_min", ""), ("industry", "")]
    dice.shuffle(jumbled)
    again = QueryDict(mutable=True)
    for name, value in jumbled:
        again.appendlist(name, value)
    assert parse(again).criteria.querystring == one.querystring


FIELDS = [
    "q",
    "geo",
    "industry",
    "type",
    "level",
    "pay",
    "currency",
    "period",
    "no_pay",
    "posted",
    "company",
    "occupation",
    "tz",
    "text",
    "as_typed",
    "sort",
]


@given(st.dictionaries(st.sampled_from(FIELDS), texts))
def test_nothing_that_can_be_typed_breaks_the_reading(data):
    asked = parse(data)
    assert parse(QueryDict(asked.criteria.querystring)).problems == {}


def test_each_active_filter_can_be_taken_out_alone():
    everything = Criteria(
        q="x", geo="spain", industry=("hr", "legal"), type=("contract",), level=("senior",), pay=40, period="hour", no_pay=True,
        posted=7, company="northwind", occupation="registered-nurses", zone="Asia/Ho_Chi_Minh", sort="best",
    )  # fmt: skip
    filters = active_filters(everything, company="Northwind")
    assert [str(one.label) for one in filters] == [
        "Open to Spain", "Contract", "Senior", "Human resources", "Legal", "At least $40 an hour, or pay not stated",
        "Posted within 7 days", "Northwind", "Occupation: Registered nurses", "Time zone: Ho Chi Minh",
    ]  # fmt: skip
    assert all(len(active_filters(one.criteria)) == len(filters) - 1 for one in filters)
    assert filters[3].criteria.industry == ("legal",)


def test_without_filters_nothing_is_active():
    assert active_filters(Criteria(q="python", sort="best")) == []
    assert str(active_filters(Criteria(posted=1))[0].label) == "Posted within 1 day"
