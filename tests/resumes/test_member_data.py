"""What is kept of a published résumé: in the member's copy, and gone with the account."""

import pytest

from accounts import privacy
from resumes import member_data, services
from resumes.models import Exclusion, Handle, Page, ShareLink
from resumes.publishing import exclusions, links
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    user = a_user(name="Ana Moreira")
    resume = services.create_resume(user=user, name="Lead", language="en", now=NOW)
    Page.objects.create(user=user, resume=resume, hidden_reason="Spam", created_at=NOW, updated_at=NOW)
    Handle.objects.create(user=user, name="ana-moreira", since=NOW)
    Handle.objects.create(user=user, name="ana", is_chosen=True, since=NOW)
    links.create_link(user=user, document=resume, label="Acme", passphrase="open sesame", now=NOW)
    exclusions.exclude(user=user, domain="acme.example", now=NOW)
    return user


def test_the_copy_has_page_addresses_links_and_exclusions_without_the_passphrase(owner):
    tables = member_data.tables(owner)
    assert tables["resume_page"][0]["hidden_reason"] == "Spam"
    assert [row["name"] for row in tables["resume_addresses"]] == ["ana-moreira", "ana"]
    assert [(row["label"], "passphrase" in row) for row in tables["resume_links"]] == [("Acme", False)]
    assert [row["domain"] for row in tables["resume_exclusions"]] == ["acme.example"]
    assert privacy.archive(owner, now=NOW)


def test_a_deleted_account_takes_all_of_it_along_and_frees_its_addresses(owner):
    privacy.delete_account(user=owner, now=NOW)
    assert not any(model.objects.exists() for model in (Page, ShareLink, Exclusion))
    assert [(one.user_id, one.released_at is not None) for one in Handle.objects.all()] == [(None, True)] * 2


@pytest.mark.django_db(transaction=True)
def test_a_page_in_the_cache_is_gone_with_the_account(owner, client):
    Page.objects.update(visibility="public", hidden_reason="")
    assert client.get("/r/ana-moreira/").status_code == 200
    privacy.delete_account(user=owner, now=NOW)
    assert client.get("/r/ana-moreira/").status_code == 404
