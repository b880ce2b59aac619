"""From wanting Plus to having it: who had to sign in first comes back to the purchase, and what Plus gives is offered at once."""

import datetime as dt
import html
import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from alerts import services
from alerts.models import Alert
from billing import plans
from jobs.search.criteria import Criteria
from mail.tasks import send_outgoing
from tests.billing.members import in_state
from tests.billing.support import a_member

pytestmark = pytest.mark.django_db
BUY = "/billing/buy/?price=plus_monthly"
PASSWORD = "correct horse battery"


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def way_in(client, word):
    """The address that the pricing page gives visitors for creating an account or signing in."""
    return re.search(rf'href="(/accounts/{word}/\?next=/billing[^"]+)"', client.get("/pricing/").content.decode())[1]


def next_of(page):
    """Where the form in the page leads; the header has a form of its own."""
    main = page.content.decode().partition("<main")[2]
    return re.search(r'name="next" value="([^"]+)"', main)[1]


def test_a_visitor_who_creates_an_account_comes_back_to_the_purchase(client, stand_in):
    address = way_in(client, "signup")
    form = client.get(address)
    given = {"email": "new@example.com", "password1": PASSWORD, "next": next_of(form)}
    asked = client.post("/accounts/signup/", given, follow=True)
    send_outgoing()
    code = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    back = client.post(asked.redirect_chain[-1][0], {"code": code})
    assert back["Location"] == BUY
    page = client.get(BUY)
    assert "$8 a month" in text(page)
    sent = client.post(
        "/billing/checkout/", {"price": re.search(r'name="price"\s+value="(\w+)"', page.content.decode())[1]}
    )
    assert "/c/pay/" in sent["Location"]


def test_a_visitor_who_signs_in_comes_back_to_the_purchase(client):
    user = a_member()
    user.set_password(PASSWORD)
    user.save()
    form = client.get(way_in(client, "login"))
    back = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": next_of(form)})
    assert back["Location"] == "/billing/buy/"


@pytest.mark.parametrize(("path", "back"), [("/billing/checkout/", BUY), ("/billing/portal/", "/account/billing/")])
def test_who_was_signed_out_meanwhile_comes_back_to_a_page(client, path, back):
    answer = client.post(path, {"price": "plus_monthly"})
    assert urlsplit(answer["Location"]).path == "/accounts/login/"
    assert next_of(client.get(answer["Location"])) == back
    client.force_login(a_member())
    assert client.get(back).status_code == 200


def test_a_price_that_is_not_sold_buys_nothing(client, stand_in):
    for user in (None, a_member()):
        if user:
            client.force_login(user)
        for price in ("junk", "plus_yearly", "plus_monthly "):
            answer = client.post("/billing/checkout/", {"price": price})
            assert answer.status_code == 400
            assert "Plus isn't sold at this price" in html.unescape(text(answer))
    assert stand_in.events() == []


def test_the_last_step_opens_no_checkout_by_a_link_and_sells_nothing_to_who_has_plus(client, stand_in):
    client.force_login(a_member())
    assert client.get(BUY).status_code == 200
    assert stand_in.events() == []
    for asked in ("/billing/buy/", "/billing/buy/?price=plus_yearly", "/billing/buy/?price=junk"):
        assert f'value="{plans.MONTHLY.lookup_key}"' in client.get(asked).content.decode()
    assert client.get("/billing/buy/?price=%00").status_code == 400
    client.force_login(in_state("running"))
    assert client.get(BUY)["Location"] == "/account/billing/"


# --- What Plus gives at once


def an_alert(user, name, **fields):
    alert = services.create(user=user, criteria=Criteria(q=name), name=name, now=timezone.now())
    Alert.objects.filter(pk=alert.pk).update(**fields)
    return alert


def cadences(user):
    return dict(Alert.objects.of(user).values_list("name", "cadence"))


def test_after_buying_weekly_alerts_become_daily_by_one_click(client, stand_in):
    user, other = a_member(), in_state("running")
    an_alert(user, "Python")
    an_alert(user, "Ended", state="ended", ended_at=timezone.now(), next_due_at=None)
    an_alert(other, "Theirs")
    client.force_login(user)
    back = urlsplit(stand_in.pay(client.post("/billing/checkout/")["Location"]))
    page = client.get(f"{back.path}?{back.query}")
    assert "This alert is weekly." in text(page)
    assert "Theirs" not in text(page)
    action = re.search(r'<form method="post"\s+action="(/account/alerts/[^"]+)"', page.content.decode())[1]
    assert "1 alert is now daily." in text(client.post(action, follow=True))
    assert cadences(user) == {"Python": "daily", "Ended": "weekly"}
    assert cadences(other) == {"Theirs": "weekly"}
    due = Alert.objects.get(name="Python").next_due_at
    assert due - timezone.now() <= dt.timedelta(days=1, hours=1)
    assert "Nothing has changed." in text(client.post(action, follow=True))
    assert "This alert is weekly." not in text(client.get("/billing/done/"))


def test_without_plus_nothing_becomes_daily(client):
    user = a_member()
    an_alert(user, "Python")
    client.force_login(user)
    assert "Daily alerts come with Plus." in text(client.post("/account/alerts/make-daily/", follow=True))
    assert cadences(user) == {"Python": "weekly"}


def test_it_happens_by_no_link_and_for_no_visitor(client):
    assert client.post("/account/alerts/make-daily/")["Location"].startswith("/accounts/login/")
    client.force_login(a_member())
    assert client.get("/account/alerts/make-daily/").status_code == 405
