"""Settings of the résumé page: what is saved, what is refused, two tabs, addresses."""

import re

import pytest
from django.utils import timezone

from resumes.models import Handle, Page
from resumes.publishing.handles import choose_handle
from resumes.services import create_resume
from tests.factories import a_user
from tests.resumes.publishing.support import NOW, with_plus

pytestmark = pytest.mark.django_db
ADDRESS = "/account/resume-page/"


@pytest.fixture
def member(client):
    user = a_user(name="Ana Moreira")
    client.force_login(user)
    return user


@pytest.fixture
def resume(member):
    return create_resume(user=member, name="Lead", language="en", now=timezone.now())


def version(client):
    return re.search(r'name="version" value="([^"]+)"', client.get(ADDRESS).content.decode())[1]


def send(client, resume=None, **values):
    sent = {"version": version(client), "visibility": "public", "resume": resume.pk if resume else "", **values}
    return client.post(ADDRESS, sent)


def test_the_first_visit_makes_a_private_page_that_can_be_published_at_once(client, member, resume):
    assert client.get(ADDRESS).status_code == 200
    answer = send(client, resume, in_directory="on", open_to=["contract"], shown_name="Ana M.")
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    page = Page.objects.of(member).get()
    assert (page.visibility, page.resume, page.in_directory, page.open_to) == ("public", resume, True, ["contract"])
    assert (page.shown_name, page.accepts_messages, page.is_indexed) == ("Ana M.", False, False)


def test_a_page_without_a_resume_stays_private(client, member, resume):
    answer = send(client)
    assert answer.status_code == 422
    assert "Choose the résumé that your page shows." in answer.content.decode()
    assert Page.objects.of(member).get().visibility == "private"


@pytest.mark.parametrize("group", ["visibility", "open_to"])
def test_a_group_of_choices_is_described_by_its_error(client, member, resume, group):
    source = send(client, resume, **{group: ["nonsense"]}).content.decode()
    [fieldset] = re.findall(rf'<fieldset class="field"[^>]*id="id_{group}"[^>]*>', source)
    [error] = re.findall(r'aria-describedby="([^"]*)"', fieldset)
    assert f'id="{error}"' in source


def test_someone_elses_resume_cannot_be_chosen(client, member, resume):
    foreign = create_resume(user=a_user("other@example.com"), name="x", language="en", now=NOW)
    assert send(client, foreign).status_code == 422


@pytest.mark.parametrize("visibility", ["private", "unlisted"])
def test_a_page_that_is_not_public_leaves_the_directory(client, member, resume, visibility):
    send(client, resume, in_directory="on")
    assert send(client, resume, visibility=visibility, in_directory="on").status_code == 302
    page = Page.objects.of(member).get()
    assert (page.visibility, page.in_directory) == (visibility, False)


def test_an_address_with_the_hidden_name_is_pointed_out(client, member, resume):
    choose_handle(user=with_plus(member), name="ana-moreira", now=NOW)
    send(client, resume)
    assert "has a part of the name that you hide" not in client.get(ADDRESS).content.decode()
    send(client, resume, shown_name="Ana M.")
    assert "/r/ana-moreira/ has a part of the name that you hide" in client.get(ADDRESS).content.decode()


def test_featured_and_pinned_need_plus_and_keep_their_values_without(client, member, resume):
    send(client, resume, is_featured="on", is_pinned="on")
    page = Page.objects.of(member).get()
    assert (page.is_featured, page.is_pinned) == (False, False)
    with_plus(member)
    send(client, resume, is_featured="on", is_pinned="on")
    member.billing_account.comped_until = None
    member.billing_account.save()
    send(client, resume)
    page.refresh_from_db()
    assert (page.is_featured, page.is_pinned) == (True, True)


def test_two_tabs_the_second_is_told_and_can_replace(client, member, resume):
    old = version(client)
    send(client, resume)
    late = {"version": old, "visibility": "unlisted", "resume": resume.pk}
    answer = client.post(ADDRESS, late)
    assert answer.status_code == 409
    assert "None" not in answer.content.decode()
    assert Page.objects.of(member).get().visibility == "public"
    overwrite = re.search(r'name="overwrite" value="([^"]+)"', answer.content.decode())[1]
    assert client.post(ADDRESS, {**late, "overwrite": overwrite}).status_code == 302
    assert Page.objects.of(member).get().visibility == "unlisted"


def test_an_address_is_chosen_and_a_refusal_says_why(client, member, resume):
    assert "part of Plus" in client.post(f"{ADDRESS}address/", {"handle": "ana"}).content.decode()
    with_plus(member)
    assert "reserved" in client.post(f"{ADDRESS}address/", {"handle": "admin"}).content.decode()
    assert "Enter an address." in client.post(f"{ADDRESS}address/", {"handle": ""}).content.decode()
    assert client.post(f"{ADDRESS}address/", {"handle": "Ana-Moreira"}).status_code == 302
    assert Handle.objects.get(user=member, is_chosen=True).name == "ana-moreira"


def test_a_chosen_address_is_removed_after_a_question_and_a_foreign_one_is_404(client, member, resume):
    choose_handle(user=with_plus(member), name="ana", now=NOW)
    assert client.get(f"{ADDRESS}address/ana/remove/").status_code == 200
    assert Handle.objects.get(name="ana").user == member
    assert client.post(f"{ADDRESS}address/ana/remove/").status_code == 302
    assert Handle.objects.get(name="ana").user is None
    choose_handle(user=with_plus(a_user("other@example.com")), name="bea", now=NOW)
    assert client.post(f"{ADDRESS}address/bea/remove/").status_code == 404


def test_the_menu_marks_the_page_above(client, member, resume):
    for path, marked in ((f"{ADDRESS}not-for/", "Résumé page"), ("/account/resume-links/", "Résumés")):
        [found] = re.findall(
            r'aria-current="true">([^<]+)</a>', client.get(path).content.decode().partition("area-menu")[2]
        )
        assert found == marked
