"""Writes what jobs are ranked by for a member, from the résumé that counts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from advice.sources import of_resume
from feeds.importing.labels import level_of
from jobs.fit import profiles
from jobs.fit.profiles import Work
from jobs.models import FitProfile
from jobs.search import lexemes
from jobs.vocabulary.kinds import Level
from occupations.skills import Skill, find_skills, skill_of
from occupations.titles.matching import occupations_of
from resumes.document import ResumeDocument
from resumes.models import Page, Resume
from resumes.partial_dates import parts_of

# Years of work from which somebody whose titles name no level has it.
YEARS = ((8, Level.SENIOR), (2, Level.MIDWEIGHT), (0, Level.ENTRY))
APART = ("interests.", "references.")  # sections that say nothing about what somebody can do at work
MOST_AT_ONCE = 500


@transaction.atomic
def follow(*, user: User, now: dt.datetime) -> FitProfile | None:
    """Makes the member's profile say what the résumé that counts says; without a résumé there is none. Idempotent."""
    User.objects.select_for_update().get(pk=user.pk)  # two changes at once would both insert
    known = profiles.profile_for(user)
    resume, is_chosen = _counting(user, known)
    if resume is None:
        profiles.forget_profile(user=user)
        return None
    return profiles.keep_profile(
        user=user,
        work=work_of(resume.document, today=now.date()),
        resume_id=resume.pk,
        resume_name=resume.name,
        is_chosen=is_chosen,
        now=now,
    )


@transaction.atomic
def choose(*, user: User, resume: Resume | None, now: dt.datetime) -> FitProfile | None:
    """Makes a résumé count from now on; None: the published one, else the one that changed last."""
    chosen = {"is_chosen": resume is not None, **({"resume_id": resume.pk} if resume else {})}
    if not FitProfile.objects.of(user).update(**chosen) and follow(user=user, now=now):
        FitProfile.objects.of(user).update(**chosen)
    return follow(user=user, now=now)


def forget_deleted(*, resume: Resume) -> None:
    """Deletes the profile that was made from a résumé, if that was deleted."""
    if not Resume.objects.kept().filter(pk=resume.pk).exists():
        FitProfile.objects.filter(user=resume.user_id, resume_id=resume.pk).delete()


def behind(*, most: int = MOST_AT_ONCE) -> list[int]:
    """Returns ids of members whose profile doesn't say what their résumés say: the task was lost, or they had a résumé before
    there were profiles. At most ``most``."""
    stale = Q(user__fit_profile=None) | Q(updated_at__gt=F("user__fit_profile__updated_at"))
    found = Resume.objects.kept().filter(stale, user__is_active=True)
    return list(found.order_by("user").values_list("user", flat=True).distinct()[:most])


def _counting(user: User, known: FitProfile | None) -> tuple[Resume | None, bool]:
    """Returns the résumé that counts, and whether the member chose it."""
    kept = Resume.objects.of(user).kept()
    if known and known.is_chosen and (chosen := kept.filter(pk=known.resume_id).first()):
        return chosen, True
    published = Page.objects.of(user).shown().values("resume")
    return kept.filter(pk__in=published).first() or kept.order_by("-updated_at", "-pk").first(), False


def counting_for(user: User) -> Resume | None:
    """Returns the member's résumé that counts where they name none: the one they chose, else the published one, else the one
    that changed last."""
    return _counting(user, profiles.profile_for(user))[0]


# --- What a résumé says -------------------------------------------------------------------------------------------------


def work_of(document: ResumeDocument, *, today: dt.date) -> Work:
    """Returns what a résumé says of somebody's work. One query, for the occupations that the titles name."""
    skills = skills_of(document)
    titles = list(dict.fromkeys(filter(None, (one.position.strip() for one in document.work))))
    label = document.basics.label.strip()
    if label and label not in titles:
        titles.append(label)
    titles = titles[: profiles.MOST_TITLES]
    found = occupations_of([(title, [name for _key, name in skills]) for title in titles]) if titles else []
    occupations = [match.occupation if match and match.is_sure else None for match in found]
    years = years_of(document, today=today)
    return Work(tuple(zip(titles, occupations, strict=True)), skills, _level(titles, years), years)


def skills_of(document: ResumeDocument) -> tuple[tuple[str, str], ...]:
    """Returns the skills that a résumé names, as keys and names: those with the most lines first, in the order of the page."""
    named: dict[str, str] = {}
    lines: Counter[str] = Counter()
    for key, name in (*_labelled(document), *_said(document)):
        named.setdefault(key, name)
        lines[key] += 1
    return tuple((key, named[key]) for key in sorted(named, key=lambda key: -lines[key]))


def _labelled(document: ResumeDocument) -> Iterator[tuple[str, str]]:
    """Yields the keywords of the résumé. One that we don't know is a skill too."""
    groups = [*(one.keywords for one in document.skills), *(one.keywords for one in document.projects)]
    keywords = [word for group in groups for word in group]
    for label in keywords:
        key = lexemes.skill_key(label)
        if key:
            found = skill_of(label)
            yield key, found.name if found else label
    yield from _known(
        skill_of(label)
        for label in (*(one.name for one in document.skills), *(one.name for one in document.certificates))
    )


def _said(document: ResumeDocument) -> Iterator[tuple[str, str]]:
    """Yields each skill of each line."""
    for line in of_resume(document, url=""):
        if not line.key.startswith(APART):
            yield from _known(dict.fromkeys(mention.skill for mention in find_skills(line.text)))


def _known(skills: Iterable[Skill | None]) -> Iterator[tuple[str, str]]:
    for skill in skills:
        if skill:
            yield skill.key, skill.name


def years_of(document: ResumeDocument, *, today: dt.date) -> int | None:
    """Returns the years of dated work, those at the same time counted once; None if no position has a start."""
    this_month = today.year * 12 + today.month - 1
    months: set[int] = set()
    has_start = False
    for work in document.work:
        start, end = parts_of(work.start_date), parts_of(work.end_date)
        if start:
            has_start = True
            last = min(end.last_month if end else this_month, this_month)
            months.update(range(max(start.first_month, this_month - 70 * 12), last + 1))
    return len(months) // 12 if has_start else None


def _level(titles: list[str], years: int | None) -> str:
    """Returns the level that the newest title names, else the one of the years of work."""
    named = level_of("", titles[0]) if titles else Level.ANY.value
    if named != Level.ANY or years is None:
        return named
    return next(level.value for least, level in YEARS if years >= least)
