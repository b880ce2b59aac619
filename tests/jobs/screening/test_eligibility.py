import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.screening.claims import Finding
from jobs.screening.eligibility import answer
from jobs.vocabulary.regions import countries, regions

CODES = sorted(countries())
SLUGS = sorted(regions())
code = st.sampled_from(CODES)
slugs = st.lists(st.sampled_from(SLUGS), max_size=4)
offset = st.one_of(st.none(), st.integers(-720, 840))
window = st.one_of(
    st.none(), st.tuples(st.integers(-720, 840), st.integers(-720, 840)).map(lambda pair: tuple(sorted(pair)))
)
finding = st.builds(
    Finding, rule=st.sampled_from(["must-be-based", "visa", "office-days", "timezone-demand", "payment-request"]),
    kind=st.sampled_from(["contradiction", "limit", "scam"]), quote=st.just("As it says."), only=slugs.map(tuple), never=slugs.map(tuple),
    partly=slugs.map(tuple), parts=st.sampled_from([(), ("Texas",)]), timezone=window,
)  # fmt: skip
findings = st.lists(finding, max_size=3).map(tuple)


def ask(regions=("anywhere",), country="ES", *found, timezone=None, offset=60):
    return answer(regions=list(regions), timezone=timezone, findings=found, country=country, offset=offset)


@given(
    slugs | st.lists(st.text(max_size=5), max_size=2), window, findings, st.one_of(code, st.text(max_size=3)), offset
)
def test_every_posting_has_an_answer_for_everybody(regions, timezone, found, country, offset):
    made = answer(regions=regions, timezone=timezone, findings=found, country=country, offset=offset)
    assert made.verdict in ("yes", "partly", "no", "unclear")
    assert str(made.reason).endswith(".")


@given(slugs, slugs, window, findings, code, offset)
def test_opening_a_posting_to_more_places_never_turns_a_yes_into_a_no(regions, more, timezone, found, country, offset):
    before = answer(regions=regions, timezone=timezone, findings=found, country=country, offset=offset)
    after = answer(regions=regions + more, timezone=timezone, findings=found, country=country, offset=offset)
    assert (before.verdict, after.verdict) != ("yes", "no")


@given(slugs, window, findings, code, offset)
def test_a_yes_and_a_no_always_name_what_decides(regions, timezone, found, country, offset):
    made = answer(regions=regions, timezone=timezone, findings=found, country=country, offset=offset)
    assert made.quote or made.verdict == "unclear"


@given(slugs, window, findings, finding, code, offset)
def test_what_the_text_adds_never_turns_a_no_into_a_yes(regions, timezone, found, more, country, offset):
    before = answer(regions=regions, timezone=timezone, findings=found, country=country, offset=offset)
    after = answer(regions=regions, timezone=timezone, findings=(*found, more), country=country, offset=offset)
    assert (before.verdict, after.verdict) != ("no", "yes")


@pytest.mark.parametrize("country", CODES)
def test_anywhere_is_a_yes_for_every_country(country):
    assert ask(("anywhere",), country).verdict == "yes"


@pytest.mark.parametrize(
    ("regions", "country", "verdict"),
    [(["spain"], "ES", "yes"), (["europe"], "ES", "yes"), (["germany", "france"], "ES", "no"), (["united-states"], "ES", "no"), ([], "ES", "unclear"), (["nowhere"], "ES", "unclear"),
     (["anywhere"], "XX", "unclear")],
)  # fmt: skip
def test_the_label_answers_for_the_countries_in_its_regions(regions, country, verdict):
    assert ask(regions, country).verdict == verdict


def test_a_no_by_the_label_quotes_the_label():
    assert ask(["germany", "north-america"]).quote == "Germany, North America"


def test_a_sentence_that_leaves_a_country_out_is_a_no_with_that_sentence():
    only = Finding("must-be-based", "contradiction", "You must live in Peru.", only=("peru",))
    never = Finding("not-open-to", "limit", "Not in Spain.", never=("spain",))
    assert (ask(["anywhere"], "ES", only).verdict, ask(["anywhere"], "ES", only).quote) == ("no", only.quote)
    assert ask(["anywhere"], "PE", only).verdict == "yes"
    assert (ask(["europe"], "ES", never).verdict, ask(["europe"], "ES", never).quote) == ("no", never.quote)
    assert ask(["europe"], "FR", never).verdict == "yes"


def test_a_sentence_can_answer_where_the_label_is_silent():
    only = Finding("must-be-based", "limit", "You must live in Spain.", only=("spain",))
    assert ask([], "ES", only).verdict == "yes"
    assert ask([], "FR", only).verdict == "no"


def test_label_and_text_that_name_different_countries_leave_it_unclear():
    only = Finding("must-be-based", "contradiction", "You must live in Spain.", only=("spain",))
    assert ask(["germany"], "ES", only).verdict == "unclear"
    assert ask(["germany"], "DE", only).verdict == "no"


def test_a_limit_to_a_part_of_the_country_is_an_answer_of_its_own_that_names_the_part():
    texas = Finding(
        "must-be-based",
        "limit",
        "You must live in Texas.",
        only=("united-states",),
        partly=("united-states",),
        parts=("Texas",),
    )
    ohio = Finding("not-open-to", "limit", "We cannot hire in Ohio.", partly=("united-states",), parts=("Ohio",))
    label = Finding("label-part", "limit", "Remote - Texas", partly=("united-states",), parts=("Texas",))
    for label_regions in (["united-states"], [], ["anywhere"]):
        made = ask(label_regions, "US", texas)
        assert (made.verdict, made.parts, made.quote) == ("partly", ("Texas",), texas.quote)
        assert "included: Texas." in str(made.reason)
    assert ask(["anywhere"], "ES", texas).verdict == "no"
    assert ask(["anywhere"], "US", ohio).verdict == "partly"
    assert "excluded: Ohio." in str(ask(["anywhere"], "US", ohio).reason)
    assert ask(["anywhere"], "ES", ohio).verdict == "yes"
    assert ask(["united-states"], "US", label).verdict == "partly"
    assert ask(["united-states"], "CA", label).verdict == "no"


def test_a_part_of_the_label_that_cannot_be_read_makes_a_no_unclear():
    unread = Finding("label-unread", "unread", "Transylvania")
    assert ask(["germany"], "ES", unread).verdict == "unclear"
    assert ask(["germany"], "ES", unread).quote == "Transylvania"
    assert ask(["germany"], "DE", unread).verdict == "yes"


def test_places_that_the_text_does_not_name_leave_it_unclear():
    somewhere = Finding("must-be-based", "unread", "You must be in one of our hiring countries.")
    assert ask(["anywhere"], "ES", somewhere).verdict == "unclear"
    assert ask(["germany"], "ES", somewhere).verdict == "no"


def test_days_in_an_office_leave_it_unclear_with_the_sentence():
    office = Finding("office-days", "contradiction", "Tuesdays in Oslo.")
    assert (ask(["anywhere"], "NO", office).verdict, ask(["anywhere"], "NO", office).quote) == ("unclear", office.quote)
    assert ask(["spain"], "NO", office).verdict == "no"


def test_hours_of_another_time_zone_leave_it_unclear_and_say_which():
    pacific = Finding("timezone-demand", "limit", "Pacific hours.", timezone=(-480, -420))
    far = ask(["anywhere"], "ES", pacific, offset=60)
    assert (far.verdict, far.quote) == ("unclear", "Pacific hours.")
    assert "UTC−8 to UTC−7" in str(far.reason)
    assert ask(["anywhere"], "US", pacific, offset=-480).verdict == "yes"
    assert ask(["anywhere"], "US", pacific, offset=None).verdict == "unclear"
    assert ask(["anywhere"], "ES", timezone=(0, 330), offset=331).quote == "UTC to UTC+5:30"
    assert ask(["anywhere"], "ES", timezone=(0, 330), offset=330).verdict == "yes"


def test_papers_that_are_asked_for_are_shown_beside_a_yes():
    papers = Finding("visa", "limit", "You must be authorized to work in the US.", only=("united-states",))
    assert (ask(["united-states"], "US", papers).verdict, ask(["united-states"], "US", papers).quote) == (
        "yes",
        papers.quote,
    )
    assert ask(["anywhere"], "ES", Finding("visa", "limit", "No sponsorship.")).verdict == "yes"


def test_findings_survive_being_kept():
    kept = Finding(
        "not-open-to",
        "limit",
        "x",
        only=("spain",),
        never=("peru",),
        partly=("united-states",),
        parts=("Texas",),
        timezone=(0, 0),
    )
    assert Finding.from_json(kept.as_json()) == kept
