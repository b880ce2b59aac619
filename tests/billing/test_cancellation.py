"""Nobody is billed after leaving: an account goes only when Stripe has confirmed that its subscriptions have ended."""

import pytest
from django.utils import timezone

from accounts import privacy
from accounts.models import AuditEntry, User
from billing import cancellation, checkout, stripe_api
from billing.models import BillingAccount
from billing.plans import MONTHLY
from tests.billing.support import a_member, upgraded

pytestmark = pytest.mark.django_db


def delete(user):
    privacy.delete_account(user=User.objects.get(pk=user.pk), now=timezone.now())


def live_at_stripe(customer):
    return [one for one in stripe_api.subscriptions_of(customer) if one.status not in cancellation.OVER]


@pytest.mark.parametrize("path", ["/v1/subscriptions", "/v1/charges"])
@pytest.mark.parametrize("status", [500, 429, 0])
def test_while_stripe_fails_the_account_stays_whole(stand_in, path, status):
    account = upgraded(stand_in)
    stand_in.control("fail", path=path, status=status, times=10)
    with pytest.raises(privacy.StillBound, match="nothing was deleted"):
        delete(account.user)
    stand_in.control("fail", times=0)
    assert User.objects.filter(pk=account.user.pk).exists()
    assert live_at_stripe(account.customer_id)


def test_a_failing_cancellation_keeps_everything(stand_in):
    account = upgraded(stand_in)
    stand_in.control("fail", path=f"/v1/subscriptions/{account.current.stripe_id}", status=500, times=10)
    with pytest.raises(privacy.StillBound):
        delete(account.user)
    stand_in.control("fail", times=0)
    assert BillingAccount.objects.filter(pk=account.pk).exists()
    assert live_at_stripe(account.customer_id)


def test_what_runs_is_cancelled_at_stripe_and_then_everything_goes(stand_in):
    account = upgraded(stand_in)
    stand_in.control("subscribe", customer=account.customer_id, lookup_key="plus_yearly", card="declines")
    assert len(live_at_stripe(account.customer_id)) == 2
    delete(account.user)
    assert live_at_stripe(account.customer_id) == []
    assert not User.objects.exists()
    assert not BillingAccount.objects.exists()
    stand_in.advance(days=40)
    assert live_at_stripe(account.customer_id) == []
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["billing.released", "account.deleted"]


def test_an_open_checkout_cannot_be_paid_after_leaving(stand_in):
    member = a_member()
    url = checkout.start_checkout(user=member, price=MONTHLY, now=timezone.now())
    customer = member.billing_account.customer_id
    delete(member)
    with pytest.raises(OSError, match="410"):
        stand_in.press(url, "pay")
    assert live_at_stripe(customer) == []


@pytest.mark.parametrize("gone", ["subscription", "customer"])
def test_what_is_gone_at_stripe_already_counts_as_ended(stand_in, gone):
    account = upgraded(stand_in)
    if gone == "subscription":
        stripe_api.cancel(account.current.stripe_id)
    else:
        stripe_api.api().customers.delete(account.customer_id)
    delete(account.user)
    assert not User.objects.exists()


def test_a_member_who_never_bought_goes_without_a_word_to_stripe(stand_in):
    member = a_member()
    delete(member)
    assert not User.objects.exists()
    assert stand_in.reads() == 0


class TestHired:
    def test_renewal_stops_and_plus_lasts_to_the_end_of_what_is_paid(self, stand_in):
        account = upgraded(stand_in)
        stopped = cancellation.stop_renewal(user=account.user, now=timezone.now())
        assert stopped.cancel_at == stopped.period_end
        assert stopped.status == "active"
        assert cancellation.stop_renewal(user=account.user, now=timezone.now()).cancel_at == stopped.cancel_at
        assert AuditEntry.objects.filter(action="billing.stop_renewal").count() == 1

    def test_there_is_nothing_to_stop_for_free_members(self, stand_in):
        assert cancellation.stop_renewal(user=a_member(), now=timezone.now()) is None
