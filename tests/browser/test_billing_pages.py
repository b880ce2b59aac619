"""The pages about money in a real browser, in every state: read by anybody, at any width, in both themes."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from billing.models import BillingMail
from billing.plan_status import State
from tests.billing.members import INVOICE, in_state
from tests.browser.accessibility import ENDS, faults
from tests.factories import NOW, a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, user):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}])


def look_at(page, paths, looks=ENDS):
    """What is wrong with the pages, unless told otherwise on a wide light screen and on a small dark one."""
    found = []
    for path in paths:
        page.goto(path)
        found += faults(page, looks)
    return found


def test_axe_finds_nothing_in_any_state(open_page):
    page = open_page("/pricing/")
    found = {"visitor": look_at(page, ["/pricing/"])}
    for state in State:
        user = in_state(state)
        facts = {"paid": 800, "currency": "usd", "invoice_url": INVOICE}
        BillingMail.objects.create(
            account=user.billing_account, kind="receipt", occasion="in_1", facts=facts, created_at=NOW
        )
        sign_in(page, user)
        found[state] = look_at(
            page, ["/pricing/", "/account/", "/account/billing/", "/account/hired/", "/account/hired/done/"]
        )
    assert {state: wrong for state, wrong in found.items() if wrong} == {}
    assert page.watched.console == []


def test_axe_finds_nothing_on_the_pages_of_staff(open_page):
    account = in_state("past_due", invoice_id="in_1", invoice_paid=800).billing_account
    page = open_page("/about/")
    sign_in(page, a_user("boss@example.com", is_staff=True, is_superuser=True))
    one = f"/admin/billing/billingaccount/{account.pk}/"
    found = look_at(
        page,
        [f"{one}change/", f"{one}gift/", f"{one}refund/{account.current_id}/", "/admin/billing/billingaccount/drift/"],
        ((320, "light", "all"), (1280, "dark", "all")),
    )
    assert found == []


def test_prices_and_answers_are_complete_without_javascript(open_page):
    page = open_page("/pricing/", javascript=False)
    page.get_by_text("How do I cancel?").click()
    expect(page.get_by_text("You don't have to call or write to us.")).to_be_visible()
    assert page.get_by_role("table").get_by_role("rowheader").count() > 5
