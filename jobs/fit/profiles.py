"""Keeps what jobs are ranked by for each member, and says for whom it is used."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from billing import entitlements
from jobs.models import FitProfile
from jobs.search import lexemes
from jobs.search.fitting import Profile
from jobs.vocabulary.kinds import Level

MOST_TITLES, MOST_SKILLS = 8, 120


@dataclass(frozen=True)
class Work:
    """What a résumé says of somebody's work. ``titles``: of the positions, newest first, each with the id of the occupation
    that it surely names; ``skills``: keys and names, those with the most lines first; ``years`` None if unknown."""

    titles: tuple[tuple[str, int | None], ...]
    skills: tuple[tuple[str, str], ...]
    level: str
    years: int | None


def profile_for(user: User) -> FitProfile | None:
    """Returns the member's profile. One query."""
    return FitProfile.objects.of(user).first()


def working_profile(user: object, *, now: dt.datetime) -> FitProfile | None:
    """Returns the profile that jobs are ranked by for somebody: only a member with Plus has one."""
    if not isinstance(user, User) or not entitlements.for_user(user, now).is_plus:
        return None
    return profile_for(user)


def compared(profile: FitProfile) -> Profile:
    """Returns what of a profile is compared with jobs."""
    return Profile(
        called=tuple(profile.called),
        called_before=tuple(profile.called_before),
        skills=tuple(profile.skills),
        level=profile.level,
    )


def keep_profile(
    *, user: User, work: Work, resume_id: int, resume_name: str, is_chosen: bool, now: dt.datetime
) -> FitProfile:
    """Replaces the member's profile."""
    titles, skills = work.titles[:MOST_TITLES], work.skills[:MOST_SKILLS]
    tokens = [lexemes.tokens_of_title(title, occupation) for title, occupation in titles]
    values = {
        "titles": [title[:200] for title, _occupation in titles],
        "called": tokens[0] if tokens else [],
        "called_before": list(dict.fromkeys(token for one in tokens[1:] for token in one)),
        "skills": [key for key, _name in skills],
        "skill_names": [name for _key, name in skills],
        "level": work.level if work.level in Level.values else Level.ANY,
        "years": work.years,
        "resume_id": resume_id,
        "resume_name": resume_name,
        "is_chosen": is_chosen,
        "updated_at": now,
    }
    return FitProfile.objects.update_or_create(user=user, defaults=values)[0]


def forget_profile(*, user: User) -> None:
    """Deletes the member's profile. Idempotent."""
    FitProfile.objects.of(user).delete()
