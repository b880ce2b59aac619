"""The number of paying members counts people who pay, and nobody else."""

import pytest
from django.core.cache import cache

from billing import subscriber_count
from tests.billing.support import DAY, a_subscription, an_account
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db

CASES = {
    "pays": ({}, {}, True),
    "cancelled but still paid for": ({}, {"cancel_at": NOW + 5 * DAY}, True),
    "trial": ({}, {"status": "trialing", "invoice_paid": 0}, False),
    "past due": ({}, {"status": "past_due", "invoice_status": "open", "invoice_paid": 0}, False),
    "refunded": ({}, {"invoice_paid": 0}, False),
    "partly refunded": ({}, {"invoice_paid": 300}, True),
    "other mode": ({}, {"livemode": True}, False),
    "staff": ({"is_staff": True}, {}, False),
    "closed account": ({"is_active": False}, {}, False),
    "ended": ({}, {"status": "canceled"}, False),
    "a free month by coupon": ({}, {"invoice_paid": 0}, False),
    "period long over": ({}, {"period_end": NOW - DAY}, False),
}


def a_payer(number, user=None, subscription=None):
    account = an_account(a_user(f"m{number}@example.com", **(user or {})), now=NOW)
    a_subscription(account, now=NOW, **(subscription or {}))
    return account


@pytest.mark.parametrize("case", CASES)
def test_each_case_is_counted_as_a_person_would(case):
    user, subscription, counts = CASES[case]
    a_payer(1, user, subscription)
    assert subscriber_count.count_subscribers(NOW) == int(counts)


def test_a_gift_is_not_counted_and_two_subscriptions_are_one_member():
    an_account(a_user("gift@example.com"), now=NOW, comped_until=NOW + DAY)
    account = a_payer(1)
    a_subscription(account, now=NOW)
    assert subscriber_count.count_subscribers(NOW) == 1


def test_the_number_is_not_shown_under_ten(django_assert_num_queries):
    for number in range(9):
        a_payer(number)
    assert subscriber_count.shown_subscriber_count(NOW) is None
    a_payer(9)
    cache.delete(subscriber_count.KEY)
    assert subscriber_count.shown_subscriber_count(NOW) == 10
    with django_assert_num_queries(0):
        assert subscriber_count.shown_subscriber_count(NOW) == 10
