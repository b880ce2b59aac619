"""The pricing page says what is true for whoever reads it, and sells nothing that is not there."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from billing import plans, subscriber_count
from billing.auth import MemberBackend
from billing.plan_status import State, plan_status_of
from tests.billing.members import INVOICE, a_customer, in_state
from tests.factories import a_user

pytestmark = pytest.mark.django_db
PLUS_ONLY = [feature for feature in plans.FEATURES if feature.sets_plus_apart]


def text(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def show(client, user=None):
    if user:
        client.force_login(user)
    return client.get("/pricing/")


def card_of(response):
    return re.search(r'<section class="card plan plan-plus".*?</section>', response.content.decode(), re.S)[0]


def test_a_visitor_reads_both_prices_the_renewal_and_how_to_cancel(client):
    page = text(show(client))
    for price in plans.offered():
        assert f"{price.display} {price.each}, {price.currency}" in page
    assert f"{plans.MONTHLY.free} a month" in page
    assert "Renews automatically until you cancel" in page


def test_a_visitor_who_wants_plus_comes_back_to_confirm_it(client):
    card = card_of(show(client))
    assert re.findall(r'href="(/accounts/[^"]+)"', card) == [
        "/accounts/signup/?next=/billing/buy/%3Fprice%3Dplus_monthly", "/accounts/login/?next=/billing/buy/",
    ]  # fmt: skip
    assert "<form" not in card


def test_every_visitor_gets_the_same_kept_page_without_a_query(client, django_assert_num_queries):
    first = show(client)
    with django_assert_num_queries(0):
        again = show(client)
    assert again.content == first.content
    assert not first.cookies


def test_a_free_member_buys_with_one_button_for_each_price(client):
    card = card_of(show(client, a_user()))
    assert 'action="/billing/checkout/"' in card
    assert re.findall(r'name="price"\s+value="(\w+)"', card) == [price.lookup_key for price in plans.offered()]


@pytest.mark.parametrize(
    ("state", "says", "offers"),
    [
        ("running", "Renews on ", "Manage billing"),
        ("ending", "Plus ends on ", "Keep Plus"),
        ("past_due", "Your last payment of $8 failed.", "Update card"),
        ("unpaid", "Plus is off until we receive your last payment.", "Update card"),
    ],
)
def test_who_has_a_subscription_manages_it_and_is_sold_nothing(client, state, says, offers):
    card = card_of(show(client, in_state(state)))
    assert says in card
    assert offers in card
    assert 'action="/billing/portal/"' in card
    assert "/billing/checkout/" not in card
    assert (INVOICE in card) == (state in ("past_due", "unpaid"))


def test_who_has_plus_as_a_gift_may_also_buy_it(client):
    card = card_of(show(client, in_state("gift")))
    assert "You have Plus as a gift from us until" in card
    assert 'action="/billing/checkout/"' in card


def test_the_page_of_a_customer_is_kept_by_no_shared_cache(client):
    response = show(client, in_state("running"))
    assert "private" in response["Cache-Control"]
    assert "Renews on" not in text(client.__class__().get("/pricing/"))


def test_the_number_of_paying_members_is_counted_and_hidden_while_it_is_small(client):
    for number in range(subscriber_count.LEAST_SHOWN - 1):
        a_customer(f"m{number}@example.com", status="active")
    assert "professionals pay" not in text(show(client))
    a_customer(status="active")
    cache.clear()
    assert f"{subscriber_count.LEAST_SHOWN} professionals pay for Plus." in text(show(client))


# --- What is sold


def test_what_only_plus_has_stands_on_its_card_and_nothing_is_announced(client):
    page = show(client)
    card = card_of(page)
    assert "Everything in Free, and:" in card
    for feature in PLUS_ONLY:
        assert str(feature.name) in card
    assert re.search(r"planned|coming|soon|being built", text(page), re.I) is None


def test_the_comparison_says_every_cell_in_words(client):
    page = show(client).content.decode()
    table = re.search(r'<table class="plan-table">.*?</table>', page, re.S)[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>\s*<td>(.*?)</td>', table, re.S)
    assert len(rows) == 1 + len(plans.FEATURES)
    for feature, row in zip(plans.FEATURES, rows[1:], strict=True):
        assert str(feature.name) in row[0]
        has = [str(feature.free), str(feature.plus)]
        assert [cell.strip() for cell in row[1:]] == [value or "No" for value in has]


def test_no_template_holds_a_price_or_the_name_of_a_feature():
    """Amounts, currencies and features come from `billing.plans`, so that they cannot differ from what Stripe charges."""
    amounts = {price.display for price in plans.PLUS.prices} | {
        f"{price.amount / 100:.2f}" for price in plans.PLUS.prices
    }
    known = [
        *amounts,
        *(str(feature.name) for feature in plans.FEATURES),
        *(price.lookup_key for price in plans.PLUS.prices),
    ]
    templates = list((settings.BASE_DIR / "templates").glob("billing/**/*.*"))
    assert len(templates) > 10
    found = {(path.name, word) for path in templates for word in known if word in path.read_text(encoding="utf-8")}
    money = {path.name for path in templates if re.search(r"[$€£]\s?\d|\bUSD\b", path.read_text(encoding="utf-8"))}
    assert (found, money) == (set(), set())


def test_where_no_money_moves_the_page_says_so(client, settings):
    assert "Test payments: no real money is charged." in text(show(client))
    settings.STRIPE_TEST_MODE = False
    assert "Test payments" not in text(show(client, a_user()))


def test_the_page_is_found_from_header_footer_and_sitemap(client):
    page = client.get("/about/").content.decode()
    assert page.count('href="/pricing/"') == 2
    assert page.count('href="/advice/"') == 1
    assert "/advice/</loc>" in client.get("/sitemap-pages.xml").content.decode()
    assert "/pricing/</loc>" in client.get("/sitemap-pages.xml").content.decode()


# --- How a member stands


@pytest.mark.parametrize("state", list(State))
def test_the_standing_of_a_customer_costs_no_query(state, django_assert_num_queries):
    user = MemberBackend().get_user(in_state(state).pk)
    with django_assert_num_queries(0):
        assert plan_status_of(user, timezone.now()).state == state
