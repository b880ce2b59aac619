"""What pages offer to whoever looks for a way on."""

import pytest

from tests.accounts.support import confirmed
from tests.alerts.support import an_alert
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db


def html(client, path):
    return client.get(path).content.decode()


def test_a_page_that_is_not_there_offers_both_searches(client):
    page = html(client, "/no-such-page/")
    assert 'action="/jobs/"' in page
    assert 'action="/careers/"' in page
    assert page.count('id="q"') == 1


def test_a_visitor_may_sign_in_or_create_an_account_and_a_member_neither(client):
    assert {"Sign in", "Create account"} <= {link.strip() for link in html(client, "/").replace("<", ">").split(">")}
    client.force_login(a_user())
    assert "Create account" not in html(client, "/")


def test_the_terms_and_the_contact_page_name_the_operator_when_there_is_one(client, settings):
    for page in ("/terms/?a", "/contact/?a"):
        settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS = "Harbor & Vale Ltd", "1 Quay, Leith"
        assert "Harbor &amp; Vale Ltd, 1 Quay, Leith" in html(client, page)
        settings.OPERATOR_NAME = ""
        assert "1 Quay" not in html(client, page)
        assert "run by" not in html(client, page)


def test_fewer_like_this_offers_no_word_that_an_alert_asks_for(client):
    user = a_user()
    an_alert(user, q="writer")
    client.force_login(user)
    job = a_job(title="Senior Writers for Harbor News")
    offered = client.get(f"/alerts/fewer/{job.pk}/").context["words"]
    assert offered == ["senior", "harbor", "news"]  # “for” says nothing of a job


def test_deleting_an_account_names_its_alerts(client):
    confirmed(client, a_user())
    assert "job alerts" in html(client, "/account/privacy/delete/").partition("What we delete")[2]
