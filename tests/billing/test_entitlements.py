"""What a member has is what the rows say at the moment of asking, and the clock alone can end it."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from billing import entitlements
from billing.auth import MemberBackend
from billing.entitlements import GRACE, LAG
from billing.models import BillingAccount, Subscription
from tests.billing.support import DAY, a_subscription, an_account
from tests.factories import NOW, a_user

SECOND = dt.timedelta(seconds=1)


def a_user_with(*, comped_until=None, **subscription):
    """Without a database: what `for_user` looks at."""
    from accounts.models import User

    user = User(email="ada@example.com")
    current = None
    if subscription:
        current = Subscription(**{"period_start": NOW - 10 * DAY, "period_end": NOW + 20 * DAY, **subscription})
    user.billing_account = BillingAccount(comped_until=comped_until)
    user.billing_account.current = current
    return user


def has_plus(user, at):
    return entitlements.for_user(user, at).is_plus


@pytest.mark.parametrize("status", ["active", "trialing"])
def test_a_running_subscription_lasts_to_the_end_of_the_period_and_three_days_for_late_word(status):
    user = a_user_with(status=status)
    end = NOW + 20 * DAY
    assert has_plus(user, NOW)
    assert has_plus(user, end + LAG - SECOND)
    assert not has_plus(user, end + LAG)
    assert entitlements.for_user(user, NOW).until == end


def test_a_cancelled_one_ends_at_its_second_without_any_event():
    user = a_user_with(status="active", cancel_at=NOW + DAY)
    assert has_plus(user, NOW + DAY - SECOND)
    assert not has_plus(user, NOW + DAY + SECOND)
    assert entitlements.for_user(user, NOW).ends


def test_a_failed_payment_leaves_plus_for_fourteen_days_of_the_unpaid_period():
    user = a_user_with(status="past_due", period_start=NOW, period_end=NOW + 30 * DAY)
    assert entitlements.for_user(user, NOW + 13 * DAY).is_past_due
    assert has_plus(user, NOW + 13 * DAY)
    assert not has_plus(user, NOW + 15 * DAY)


@pytest.mark.parametrize("status", ["unpaid", "paused", "incomplete", "incomplete_expired", "canceled"])
def test_what_was_not_paid_gives_nothing(status):
    assert not has_plus(a_user_with(status=status), NOW)


def test_a_gift_lasts_until_its_moment_and_then_nothing_is_left():
    user = a_user_with(comped_until=NOW + DAY)
    assert entitlements.for_user(user, NOW).source == "gift"
    assert has_plus(user, NOW + DAY - SECOND)
    assert not has_plus(user, NOW + DAY)


def test_a_gift_then_paid_then_cancelled_ends_free():
    user = a_user_with(comped_until=NOW + DAY, status="active", cancel_at=NOW + 5 * DAY)
    assert entitlements.for_user(user, NOW).source == "subscription"
    assert has_plus(user, NOW + 4 * DAY)
    assert not has_plus(user, NOW + 6 * DAY)


def test_visitors_and_members_without_an_account_have_the_free_plan():
    from accounts.models import User

    assert not has_plus(AnonymousUser(), NOW)
    assert entitlements.for_user(AnonymousUser(), NOW).limits.alerts == 5
    assert User.billing_account is not None


moments = st.integers(0, 730 * 24 * 60).map(lambda minutes: NOW + dt.timedelta(minutes=minutes))


@given(
    st.sampled_from(Subscription.Status.values), moments, st.timedeltas(dt.timedelta(0), dt.timedelta(days=366)),
    st.none() | moments, st.none() | moments, moments, st.timedeltas(dt.timedelta(0), dt.timedelta(days=400)),
)  # fmt: skip
def test_without_news_plus_never_comes_back_once_it_has_ended(status, start, length, cancel_at, gift, at, later):
    user = a_user_with(
        status=status, period_start=start, period_end=start + length, cancel_at=cancel_at, comped_until=gift
    )
    if not has_plus(user, at):
        assert not has_plus(user, at + later)
    last = max([start + length + LAG, start + GRACE, *filter(None, [cancel_at, gift])])
    assert not has_plus(user, last)


@pytest.mark.django_db
def test_asking_costs_no_query_for_a_member_who_is_signed_in(django_assert_num_queries):
    member = a_user()
    a_subscription(an_account(member, now=NOW), now=NOW)
    stranger = a_user("eve@example.com")
    with django_assert_num_queries(2):
        found = [MemberBackend().get_user(one.pk) for one in (member, stranger)]
    with django_assert_num_queries(0):
        assert [has_plus(one, NOW) for one in found] == [True, False]
