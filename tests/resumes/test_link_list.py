"""Share links: the member's list of them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from resumes import services
from resumes.models import ShareLink
from resumes.publishing import links
from tests.factories import NOW, a_user
from tests.resumes.sharing import a_link, path, signed_in, text, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client, resume):
    client.force_login(resume.user)
    return client


def sent(resume, **changes):
    return {
        "label": "Acme",
        "document": f"resumes-{resume.pk}",
        "shows": "latest",
        "days": "30",
        "passphrase": "",
        **changes,
    }


def test_a_member_creates_a_link_and_revokes_it(member, resume):
    member.post("/account/resume-links/", sent(resume, shows="fixed", passphrase="open sesame"))
    [link] = ShareLink.objects.of(resume.user)
    assert (link.label, link.data, dt.timedelta(29) < link.expires_at - timezone.now()) == ("Acme", resume.data, True)
    assert "sesame" not in link.passphrase
    assert len(link.token) == 43
    page = member.get("/account/resume-links/")
    assert f"http://testserver/r/link/{link.token}/" in page.content.decode()
    assert "Links that work" in text(page)
    member.post(f"/account/resume-links/{link.pk}/revoke/")
    assert "Links that work" not in text(member.get("/account/resume-links/"))
    assert visitor().get(path(link)).status_code == 410


def test_a_resume_of_somebody_else_cannot_be_shared(member):
    foreign = services.create_resume(user=a_user("eve@example.com"), name="Eve", language="en", now=NOW)
    assert member.post("/account/resume-links/", sent(foreign)).status_code == 400
    assert not ShareLink.objects.exists()


def test_somebody_elses_link_cannot_be_revoked(resume):
    link = a_link(resume)
    assert signed_in("eve@example.com").post(f"/account/resume-links/{link.pk}/revoke/").status_code == 404
    assert visitor().get(path(link)).status_code == 200


def test_there_is_room_for_so_many_links_that_work(member, resume, monkeypatch):
    monkeypatch.setattr(links, "MOST_WORKING", 2)
    first, _second = a_link(resume), a_link(resume)
    answer = member.post("/account/resume-links/", sent(resume))
    assert "You have 2 links that work. Revoke one you no longer need first." in text(answer)
    links.revoke_link(link=first, now=timezone.now())
    assert member.post("/account/resume-links/", sent(resume)).status_code == 302


def test_the_list_costs_the_same_for_one_link_and_for_many(member, resume):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert member.get("/account/resume-links/").status_code == 200
        return len(captured)

    a_link(resume)
    queries()  # the first page of a session costs more
    few = queries()
    for number in range(20):
        a_link(resume, f"Company {number}", is_fixed=True)
    assert (queries(), few <= 7) == (few, True)


def test_links_that_ended_long_ago_are_removed(resume):
    now = timezone.now()
    old, fresh, working = a_link(resume), a_link(resume), a_link(resume)
    links.revoke_link(link=old, now=now - dt.timedelta(days=181))
    links.revoke_link(link=fresh, now=now)
    assert links.purge_ended(now=now) == 1
    assert set(ShareLink.objects.all()) == {fresh, working}
