"""Decides whether a person at a location can apply, from a job's fields and findings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs.screening import gazetteer
from jobs.screening.claims import Finding
from jobs.vocabulary.regions import ANYWHERE, countries, country_codes
from jobs.vocabulary.regions import regions as all_regions
from toolkit.country_parts import Part, parts_of

YES, PARTLY, NO, UNCLEAR = "yes", "partly", "no", "unclear"
MINUS = "\N{MINUS SIGN}"
_ALL, _SOME, _NONE, _UNKNOWN = "all", "some", "none", "unknown"  # how much of a part of a country places make up


@dataclass(frozen=True)
class Answer:
    """An answer. ``verdict`` is ``yes``, ``partly`` (people in some ``parts`` of the country can apply), ``no`` or
    ``unclear``; ``reason`` is a sentence for the reader; ``quote`` is the field or sentence of the job that decides,
    verbatim."""

    verdict: str
    reason: Promise | str
    quote: str = ""
    parts: tuple[str, ...] = ()


def answer(
    *,
    regions: list[str],
    timezone: tuple[int, int] | None,
    findings: tuple[Finding, ...],
    country: str,
    offset: int | None,
    part: Part | None = None,
) -> Answer:
    """Answers for a person in ``country`` (ISO code), in ``part`` of it if that's known, whose clock is ``offset`` minutes
    from UTC (unknown: None).

    What the text says about this country takes precedence over the label, a denial over a doubt, and a doubt over a part
    of the country. Working hours never exclude anyone, because applicants can decide whether odd hours suit them; they
    make a yes unclear.
    """
    if country not in countries():
        return Answer(UNCLEAR, _("We don't recognize this country."))
    return (
        _denied(findings, country)
        or _by_label(regions, findings, country)
        or _doubted(findings)
        or _in_part(findings, country, part)
        or _unread(findings)
        or _by_clock(timezone, findings, offset)
        or _allowed(regions, findings, country)
    )


def _denied(findings: tuple[Finding, ...], country: str) -> Answer | None:
    """Returns a no if a sentence excludes the country. A place where the work is done isn't where applicants live."""
    at_work = {finding.quote for finding in findings if _is_doubt(finding)}
    for finding in findings:
        if finding.quote in at_work:
            continue
        if _holds(finding.never, country):
            return Answer(NO, _("The job doesn't accept applicants from this country."), finding.quote)
        if finding.only and not _holds(finding.only, country):
            return Answer(NO, _("The job limits applicants to other places."), finding.quote)
    return None


def _by_label(regions: list[str], findings: tuple[Finding, ...], country: str) -> Answer | None:
    """Returns an answer if the label excludes the country, or doesn't say enough."""
    if _holds(regions, country):
        return None
    about = [finding for finding in findings if _holds(finding.only, country)]
    named = next((finding for finding in about if country not in _codes(finding.partly)), None)
    known = [slug for slug in regions if slug in all_regions()]
    if any(set(regions) < set(finding.only) for finding in about):
        return None  # the text adds this country to those of the label
    if not known:
        return None if about else Answer(UNCLEAR, _("The job doesn't say where applicants can live."))
    unread = next((finding for finding in findings if finding.rule == "label-unread"), None)
    if unread:
        return Answer(UNCLEAR, _("We can't read a part of the job's location."), unread.quote)
    if named:
        return Answer(
            UNCLEAR, _("The description names this country, but the job's location doesn't include it."), named.quote
        )
    return Answer(NO, _("The job limits applicants to other places."), _names(known))


def _doubted(findings: tuple[Finding, ...]) -> Answer | None:
    """Returns an answer if a sentence denies that the work is remote."""
    for finding in findings:
        if _is_doubt(finding):
            return Answer(UNCLEAR, _("The job may not be fully remote."), finding.quote)
    return None


def _is_doubt(finding: Finding) -> bool:
    is_limit = finding.only or finding.never or finding.partly
    return finding.kind == "contradiction" and (finding.rule == "commute" or not is_limit)


def _in_part(findings: tuple[Finding, ...], country: str, part: Part | None) -> Answer | None:
    """Returns an answer if only parts of the country can apply, and not certainly the person's own."""
    in_full = any(
        _holds(finding.only, country) and country not in _codes(finding.partly) and finding.rule != "visa"
        for finding in findings
    )
    for finding in findings:
        if country not in _codes(finding.partly) or (in_full and finding.rule == "label-part"):
            continue  # a sentence that names the whole country outweighs the town of a label
        parts = ", ".join(finding.parts)
        is_excluding = finding.rule == "not-open-to"
        share = _share_of(part, finding.parts) if part else _UNKNOWN
        if share == (_NONE if is_excluding else _ALL):
            continue
        if share == (_ALL if is_excluding else _NONE):
            return Answer(NO, _("The job limits applicants to other parts of the country."), finding.quote)
        if not parts:
            reason: Promise | str = _("Only part of this country is included.")
        elif is_excluding:
            reason = format_lazy(_("These parts of the country are excluded: {parts}."), parts=parts)
        else:
            reason = format_lazy(_("Only these parts of the country are included: {parts}."), parts=parts)
        return Answer(PARTLY, reason, finding.quote, finding.parts)
    return None


def _share_of(part: Part, named: Iterable[str]) -> str:
    """Returns how much of ``part`` the named places make up: ``all``, ``some`` (a town or an area that lies in it or reaches
    into it), ``none``, or ``unknown`` if one of them can't be located."""
    shares = {_share_named(part, name) for name in named}
    return next((one for one in (_ALL, _SOME, _UNKNOWN) if one in shares), _NONE if shares else _UNKNOWN)


def _share_named(part: Part, name: str) -> str:
    if name in part.names:
        return _ALL
    if name in part.holds:
        return _SOME
    others = parts_of(part.country).values()
    if any(name in other.names or name in other.holds for other in others):
        return _NONE
    words = [gazetteer.folded(word) for word in gazetteer.WORD.findall(name)]
    width, found = gazetteer.meanings(words, 0) if words else (0, ())
    lands = {slug for one in found for slug in one.regions} if width == len(words) else set()
    return _NONE if lands and countries()[part.country].slug not in lands else _UNKNOWN


def _unread(findings: tuple[Finding, ...]) -> Answer | None:
    """Returns an answer if the description limits applicants to places that it doesn't name."""
    for finding in findings:
        if finding.kind == "unread" and finding.rule != "label-unread":
            return Answer(UNCLEAR, _("The job limits applicants to places that it doesn't name."), finding.quote)
    return None


def _by_clock(timezone: tuple[int, int] | None, findings: tuple[Finding, ...], offset: int | None) -> Answer | None:
    """Returns an answer if the working hours may fall into the applicant's night."""
    windows = [(finding.timezone, finding.quote) for finding in findings if finding.timezone]
    if timezone:
        windows.append((timezone, _window(timezone)))
    for window, quote in windows:
        if offset is None:
            reason = _("Working hours follow {window}, and we don't know your time zone.")
        elif not window[0] <= offset <= window[1]:
            reason = _("Working hours follow {window}, which is outside your time zone.")
        else:
            continue
        return Answer(UNCLEAR, format_lazy(reason, window=_window(window)), quote)
    return None


def _allowed(regions: list[str], findings: tuple[Finding, ...], country: str) -> Answer:
    named = [slug for slug in regions if _holds([slug], country)]
    if not named:
        quote = next(finding.quote for finding in findings if _holds(finding.only, country))
        return Answer(YES, _("The description includes this country."), quote)
    papers = next((finding for finding in findings if finding.rule == "visa" and finding.only), None)
    if papers:
        return Answer(YES, _("Check the work authorization the job asks for."), papers.quote)
    if ANYWHERE in named:
        return Answer(YES, _("The job is open worldwide."), _names([ANYWHERE]))
    return Answer(YES, _("The job's location includes this country."), _names(named))


def _codes(slugs: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(country_codes(slug) for slug in slugs))


def _holds(slugs: Iterable[str], country: str) -> bool:
    return any(country in country_codes(slug) for slug in slugs)


def _names(slugs: Iterable[str]) -> str:
    return ", ".join(all_regions()[slug].name for slug in slugs)


def _window(minutes: tuple[int, int]) -> str:
    """Formats minutes from UTC as ``UTC−1 to UTC+3``."""
    first, last = (_offset(one) for one in minutes)
    return first if first == last else gettext("%(first)s to %(last)s") % {"first": first, "last": last}


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    sign = MINUS if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
