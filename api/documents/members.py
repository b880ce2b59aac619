"""What a member's own programs read of the member: profile and plan, without anything about payment."""

import datetime as dt

from pydantic import BaseModel, Field

from accounts.localization import zone_of
from accounts.models import User
from billing import entitlements


class PlanLimits(BaseModel):
    """How many alerts, résumés and cover letters the plan covers, and whether alerts can be daily."""

    alerts: int
    daily_alerts: bool
    resumes: int
    letters: int


class PlanDocument(BaseModel):
    """The plan that the member has now. ``until``: when it ends or is renewed; null for Free. ``ends``: it isn't renewed then."""

    key: str = Field(examples=["plus"])
    name: str
    until: dt.datetime | None
    ends: bool
    limits: PlanLimits


class ProfileDocument(BaseModel):
    """The member. ``country`` is an ISO 3166-1 alpha-2 code, ``part`` the slug of a part of it; both are empty if the member
    hasn't said where they live. ``time_zone`` is where their alerts are scheduled."""

    name: str
    email: str
    country: str
    part: str
    time_zone: str
    joined_at: dt.datetime
    plan: PlanDocument


def describe_member(user: User, *, now: dt.datetime) -> ProfileDocument:
    """Describes a member read with their billing rows."""
    return ProfileDocument(
        name=user.name, email=user.email, country=user.country, part=user.part, time_zone=zone_of(user).key,
        joined_at=user.date_joined, plan=describe_plan(entitlements.for_user(user, now)),
    )  # fmt: skip


def describe_plan(entitled: entitlements.Entitlements) -> PlanDocument:
    plan = entitled.plan
    limits = PlanLimits(**plan.limits._asdict())
    return PlanDocument(key=plan.key, name=str(plan.name), until=entitled.until, ends=entitled.ends, limits=limits)
