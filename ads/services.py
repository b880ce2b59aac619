"""Services for campaigns: save, start, pause, report links. Each is one transaction and invalidates the pages that show ads."""

import datetime as dt
import secrets

from django.db import transaction

from accounts import audit
from accounts.models import User
from ads.models import Campaign
from toolkit import page_cache

State = Campaign.State
MOVES = {State.ACTIVE: (State.DRAFT, State.PAUSED), State.PAUSED: (State.ACTIVE,)}  # to a state, from these
DECIDED_HERE = ("state", "report_token", "created_at")


@transaction.atomic
def save_campaign(*, campaign: Campaign, now: dt.datetime) -> None:
    """Stores a campaign that a form has filled. Pages show the change at once. What the other services here decide stays as it
    is, so a campaign that was paused while somebody edited it stays paused."""
    if campaign._state.adding:
        campaign.created_at = now
        campaign.save()
    else:
        left_alone = {"id", *DECIDED_HERE, *campaign.get_deferred_fields()}
        names = [field.name for field in Campaign._meta.concrete_fields if field.attname not in left_alone]
        campaign.save(update_fields=names)
    page_cache.forget_all_on_commit()


@transaction.atomic
def move(*, campaign: Campaign, to: str, by: User | None, now: dt.datetime) -> bool:
    """Starts or pauses a campaign, on pages too. Returns whether it wasn't in that state yet."""
    moved = Campaign.objects.filter(pk=campaign.pk, state__in=MOVES[State(to)]).update(state=to)
    if not moved:
        return False
    action = "staff.ad_started" if to == State.ACTIVE else "staff.ad_paused"
    audit.record(action, actor=by, now=now, campaign=campaign.name)
    page_cache.forget_all_on_commit()
    return True


@transaction.atomic
def make_report_link(*, campaign: Campaign, by: User | None, now: dt.datetime) -> str:
    """Makes a link to the report that works without an account; one made before stops working. Returns its token."""
    token = secrets.token_urlsafe(32)
    Campaign.objects.filter(pk=campaign.pk).update(report_token=token)
    audit.record("staff.ad_link_made", actor=by, now=now, campaign=campaign.name)
    return token


@transaction.atomic
def revoke_report_link(*, campaign: Campaign, by: User | None, now: dt.datetime) -> None:
    """Ends the link to the report at once. Idempotent."""
    if Campaign.objects.filter(pk=campaign.pk, report_token__isnull=False).update(report_token=None):
        audit.record("staff.ad_link_revoked", actor=by, now=now, campaign=campaign.name)
