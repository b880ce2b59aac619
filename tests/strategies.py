"""Any guide document at all, for property tests."""

from hypothesis import strategies as st

from careers.document import (
    CaseStudy,
    DaySegment,
    Growth,
    GuideDocument,
    Occupation,
    PayBand,
    Question,
    SkillGroup,
    SkillMap,
    Source,
    Tier,
)
from careers.sections import SECTIONS
from toolkit.text import one_line

AWKWARD = (
    "# one", "## Pros", "### part", "#### four", "\\# escaped", "\\\\## twice", "---", "...", "- item", "-", "\\- item", "* star", "Years: 3",
    "Takeaway: x", "no", "null", "~", "1e3", "2020-01-01", "0x1F", "12:30:00", "'", '"', "a: b", "key:", "{a: 1}", "[1]", "&a *a", "!!str x",
    "%TAG", "@x", "`x`", "| x", "> x", "? x", "👩‍💻 🇺🇸", "שלום", "a\u2028b", "\ufeffx", "\u200b", "a\xa0b", "tab\there", "\\", "é" * 40, "x #y",
)  # fmt: skip
characters = st.text(st.characters(), max_size=30)
line = st.one_of(st.sampled_from(AWKWARD), characters)
title = line.map(lambda text: text if one_line(text) else "Untitled")
lines = st.lists(line, max_size=3)
prose = st.lists(st.one_of(line, st.just("")), max_size=6).map("\n".join)
maybe = lambda strategy: st.one_of(st.none(), strategy)  # noqa: E731
url = st.sampled_from(["", "https://a.example", "http://b.example/x?y=#z:{q}", "https://ü.example/–"])
editorial = {"basis": st.just("editorial"), "note": line}
published = {"basis": st.just("published"), "url": st.just("https://a.example")} | dict.fromkeys(
    ("publisher", "release", "occupation_code", "area", "measure"), title
)
postings = {"basis": st.just("postings"), "sample_size": st.integers(1, 10**9), "as_of": st.dates()}
amount = maybe(st.one_of(st.integers(0, 10**13), st.integers(0, 10**6).map(lambda n: n * 100)))


def figure(model, **fields):
    return st.one_of(*(st.builds(model, **fields, **passport) for passport in (editorial, published, postings)))


growth = figure(Growth, rate=st.decimals(-100, 1000, places=2, allow_nan=False, allow_infinity=False), period=line)
band = figure(
    PayBand,
    country=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2),
    currency=st.sampled_from(["USD", "EUR", "JPY", "KWD", "CLF", "XXX", "ZZZ"]),  # ISO 4217 has XXX for no currency
    **dict.fromkeys(PayBand.STEPS, amount),
)
years = st.one_of(
    st.just((None, None)),
    st.integers(0, 60).map(lambda n: (n, None)),
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted),
)
tier = st.builds(
    lambda span, **rest: Tier(years_from=span[0], years_to=span[1], **rest), years, title=title, text=prose
)
hours = st.one_of(st.just((None, None)), st.tuples(st.times(), st.times()))
segment = st.builds(
    lambda span, **rest: DaySegment(starts=span[0], ends=span[1], **rest), hours, label=title, focus=line, tasks=lines
)
skill_group = st.builds(SkillGroup, title=title, text=prose, skills=lines)
few = lambda strategy: st.lists(strategy, max_size=2)  # noqa: E731
special = {
    "title": title,
    "slug": st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True),
    "field": st.sampled_from(["", "engineering", "human-resources"]),
    "also_called": lines,
    "remote": st.sampled_from(["", "no", "partly", "yes"]),
    "demand": maybe(st.integers(1, 5)),
    "growth": maybe(growth),
    "pay": st.lists(band, max_size=2, unique_by=lambda band: band.country),
    "occupation": maybe(
        st.builds(Occupation, code=st.just("15-1252"), match=st.sampled_from(["exact", "broad", "related"]))
    ),
    **dict.fromkeys(("stress", "balance", "outlook_status", "outlook_source"), line),
    "related": lines,
    "reviewed": maybe(st.dates()),
    "sources": few(st.builds(Source, title=title, publisher=line, year=maybe(st.integers(1800, 2200)), url=url)),
    "summary": prose,
    "tiers": few(tier),
    "day": few(segment),
    "skill_map": st.builds(SkillMap, intro=prose, groups=few(skill_group)),
    "case_studies": few(st.builds(CaseStudy, title=title, takeaway=line, text=prose)),
    "questions": few(st.builds(Question, title=title, answer=prose)),
}
plain = {section.key: prose if section.kind == "prose" else lines for section in SECTIONS if section.key not in special}
documents = st.builds(GuideDocument, **special, **plain)
