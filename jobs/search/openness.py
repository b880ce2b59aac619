"""Finds the people that a job shuts out although its label includes them, and the parts of countries it is limited to.

The result is lexemes for the listing. Most jobs have none, because their label says everything.
"""

from collections.abc import Collection, Iterator, Sequence

from django.utils.text import slugify

from jobs.screening import eligibility
from jobs.screening.claims import Finding
from jobs.search.lexemes import ALSO, LIMITED, PART, SHUT, SOME
from jobs.vocabulary.regions import country_codes, regions
from toolkit.country_parts import parts_of


def lexemes_of_people(labels: Sequence[str], findings: tuple[Finding, ...]) -> list[str]:
    """Returns what the findings change for people at each place, compared to the job's ``labels`` (slugs of regions)."""
    if not any(one.only or one.never or one.partly or one.rule == "label-unread" for one in findings) and labels:
        return []
    shut, also, partly = set[str](), set[str](), set[str]()
    for codes, verdict in _verdicts(labels, findings):
        is_labelled = any(codes <= country_codes(slug) for slug in labels)
        if is_labelled and verdict == eligibility.NO:
            shut |= codes
        elif not is_labelled and verdict != eligibility.NO:
            also |= codes
        if verdict == eligibility.PARTLY:
            partly |= codes
    limited = [word for code in sorted(partly) for word in _parts(code, labels, findings)]
    return [*(SHUT + slug for slug in _cover(shut)), *(ALSO + slug for slug in _cover(also)), *limited]


def _verdicts(labels: Sequence[str], findings: tuple[Finding, ...]) -> Iterator[tuple[set[str], str]]:
    """Yields sets of countries that nothing in the job tells apart, with the verdict for their people."""
    named = {slug for one in findings for slug in (*one.only, *one.never, *one.partly)} | set(labels)
    sets = [country_codes(slug) for slug in sorted(named)]
    alike: dict[tuple[bool, ...], set[str]] = {}
    for region in regions().values():
        if region.is_country:
            alike.setdefault(tuple(region.code in codes for codes in sets), set()).add(region.code)
    for codes in alike.values():
        yield codes, _verdict(labels, findings, min(codes))


def _verdict(labels: Sequence[str], findings: tuple[Finding, ...], code: str, part: str = "") -> str:
    return eligibility.answer(
        regions=list(labels), timezone=None, findings=findings, country=code, offset=None,
        part=parts_of(code).get(part),
    ).verdict  # fmt: skip


def _parts(code: str, labels: Sequence[str], findings: tuple[Finding, ...]) -> Iterator[str]:
    """Yields the lexemes of a country of which only parts are open."""
    country = next(one.slug for one in regions().values() if one.code == code)
    yield LIMITED + country
    for part in parts_of(code):
        verdict = _verdict(labels, findings, code, part)
        if verdict != eligibility.NO:
            yield f"{PART if verdict != eligibility.PARTLY else SOME}{country}/{part}"
    named = (name for one in findings if one.rule != "not-open-to" and country in one.partly for name in one.parts)
    yield from (f"{PART}{country}/{slugify(name)}" for name in dict.fromkeys(named) if slugify(name))


def _cover(codes: Collection[str]) -> list[str]:
    """Returns the fewest regions that hold these countries and no others."""
    found: list[str] = []
    for slug, region in regions().items():  # groups come before what is in them
        inside = country_codes(slug)
        if inside and inside <= set(codes) and not set(region.path[1:]) & set(found):
            found.append(slug)
    return found
