from hypothesis import given
from hypothesis import strategies as st

from careers.document import PayBand
from careers.salary_chart import WIDTH, draw
from occupations.facts import Pay

AMOUNTS = st.lists(st.integers(0, 10**12), min_size=5, max_size=5).map(sorted)


def band(amounts, **changes):
    return PayBand(**{"country": "US", "currency": "USD", **dict(zip(PayBand.STEPS, amounts, strict=True)), **changes})


def wage(amounts, **changes):
    names = ("p10", "p25", "median", "p75", "p90")
    return Pay(
        source="oews",
        release="May 2025",
        code="15-1252",
        title="Software Developers",
        country="US",
        currency="USD",
        **dict(zip(names, amounts, strict=True)),
        **changes,
    )


@given(AMOUNTS, AMOUNTS)
def test_every_mark_is_on_the_scale_and_in_the_order_of_its_amount(ours, theirs):
    chart = draw(band(ours), wage(theirs))
    marks = [*chart.editorial.marks, *chart.published.marks]
    assert all(0 <= mark.x <= WIDTH for mark in marks)
    for low in marks:
        for high in marks:
            assert low.amount >= high.amount or low.x <= high.x


def test_a_figure_that_is_not_known_has_no_mark():
    chart = draw(band([None, 100, 200, None, None]), wage([None, 50, 100, 200, None]))
    assert [mark.key for mark in chart.editorial.marks] == ["entry", "median"]
    assert [mark.key for mark in chart.published.marks] == ["p25", "median", "p75"]


def test_wages_of_another_country_or_currency_do_not_stand_beside_a_band():
    assert draw(band([1, 2, 3, 4, 5], country="DE", currency="EUR"), wage([1, 2, 3, 4, 5])).published is None


def test_a_band_without_figures_draws_nothing():
    chart = draw(band([None] * 5), None)
    assert (chart.editorial, chart.published) == (None, None)
