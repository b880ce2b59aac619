"""Companies and email domains that never see a résumé: what can be excluded, and who is recognized."""

import html
import re

import pytest
from allauth.account.models import EmailAddress

from jobs.models import Company
from jobs.services import company_named
from resumes import services
from resumes.models import Exclusion, Page
from resumes.publishing import exclusions
from resumes.publishing.exclusions import ExclusionRefused
from resumes.publishing.viewers import is_excluded, viewer_of, without_excluded
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
PATH = "/account/resume-page/not-for/"


@pytest.fixture
def owner():
    return a_user("ana@example.com", name="Ana Moreira")


@pytest.fixture
def member(client, owner):
    client.force_login(owner)
    return client


def text(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def exclude(owner, domain, **changes):
    return exclusions.exclude(user=owner, domain=domain, now=NOW, **changes)


# --- Domains ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("acme.example", "acme.example"),
        (" ACME.Example. ", "acme.example"),
        ("@acme.example", "acme.example"),
        ("jane.doe@acme.example", "acme.example"),
        ("mailto:jane@acme.example", "acme.example"),
        ("https://www.acme.example/about?x=1#y", "acme.example"),
        ("www.acme.example:443", "acme.example"),
        ("https://user:secret@acme.example/", "acme.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("https://www.BÜCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("acme。example", "acme.example"),
        ("例え.jp", "xn--r8jz45g.jp"),
    ],
)
def test_a_domain_is_read_from_what_people_type(typed, domain):
    assert exclusions.domain_in(typed) == domain


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "acme",
        "acme.",
        "a b.com",
        "<script>alert(1)</script>",
        "https://",
        "http://[::1]/",
        "x" * 300,
        "a..b",
        "-a.com",
    ],
)
def test_what_is_no_domain_is_refused_with_a_sentence(owner, typed):
    with pytest.raises(ExclusionRefused, match="isn't a domain"):
        exclude(owner, typed)


@pytest.mark.parametrize("typed", ["gmail.com", "jane@googlemail.com", "https://www.GMX.de/", "proton.me", "tuta.com"])
def test_a_domain_that_everybody_can_have_is_refused(owner, typed):
    with pytest.raises(ExclusionRefused, match="Anyone can have an address at"):
        exclude(owner, typed)
    assert not Exclusion.objects.exists()


def test_the_list_of_providers_is_clean():
    providers = exclusions.email_providers()
    assert len(providers) > 100
    assert [one for one in providers if exclusions.domain_in(one) != one] == []


def test_there_is_room_for_so_many_and_the_same_one_is_one(owner, monkeypatch):
    monkeypatch.setattr(exclusions, "MOST", 2)
    exclude(owner, "a.example")
    exclude(owner, "A.example")
    exclude(owner, "b.example")
    with pytest.raises(ExclusionRefused, match=r"You can exclude 2 domains\. Remove one first\."):
        exclude(owner, "c.example")
    assert Exclusion.objects.count() == 2
    assert exclude(owner, "b.example").domain == "b.example"


# --- Who is recognized --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "is_kept_out"),
    [
        ("boss@acme.example", True),
        ("boss@mail.eu.acme.example", True),
        ("boss@notacme.example", False),
        ("boss@acme.example.org", False),
        ("boss@example", False),
    ],
)
def test_people_are_recognized_by_the_domain_of_a_confirmed_address_and_its_parents(owner, email, is_kept_out):
    exclude(owner, "acme.example")
    boss = a_user("private@example.org")
    EmailAddress.objects.create(user=boss, email=email, verified=True)
    assert is_excluded(viewer_of(boss), owner.pk) is is_kept_out
    EmailAddress.objects.filter(email=email).update(verified=False)
    assert is_excluded(viewer_of(boss), owner.pk) is False


def test_an_excluded_domain_in_another_script_is_recognized(owner):
    exclude(owner, "bücher.example")
    assert is_excluded(viewer_of(a_user("boss@bücher.example")), owner.pk)


def test_the_directory_leaves_out_what_a_member_may_not_see(owner):
    resume = services.create_resume(user=owner, name="Lead", language="en", now=NOW)
    Page.objects.create(user=owner, resume=resume, created_at=NOW, updated_at=NOW)
    exclude(owner, "acme.example")
    for email, seen in (("boss@acme.example", 0), ("friend@example.org", 1)):
        assert without_excluded(Page.objects.all(), viewer_of(a_user(email))).count() == seen


def test_an_exclusion_outlives_its_company(owner):
    company = company_named("Acme", site="https://acme.example")
    exclude(owner, "acme.example", company=company)
    company.delete()
    assert [(one.domain, one.company) for one in Exclusion.objects.all()] == [("acme.example", None)]


# --- The page -----------------------------------------------------------------------------------------------------------


def test_a_company_is_found_by_name_and_excluded_with_its_domain(member, owner):
    company_named("Acme Labs", site="https://careers.acme.example/jobs")
    company_named("The Acme Group")
    company_named("Other")
    page = member.get(PATH, {"q": "acme"})
    assert [(one.name, one.domain) for one in page.context["found"]] == [
        ("Acme Labs", "acme.example"),
        ("The Acme Group", ""),
    ]
    member.post(PATH, {"company": "acme-labs", "domain": "acme.example"})
    assert "Acme Labs acme.example" in text(member.get(PATH))
    assert Exclusion.objects.get().company.name == "Acme Labs"


def test_a_company_without_a_website_needs_a_domain(member):
    company_named("Acme")
    answer = member.post(PATH, {"company": "acme", "domain": ""})
    assert answer.status_code == 400
    assert "Enter the part after the @ in the company's email addresses." in text(answer)
    assert member.post(PATH, {"company": "nobody", "domain": "acme.example"}).status_code == 404
    assert not Exclusion.objects.exists()


def test_an_unknown_company_and_hostile_text_are_answered(member):
    assert "We don't know a company named “Umbrella”." in text(member.get(PATH, {"q": "Umbrella"}))
    for typed in ("<script>alert(1)</script>", "%", "\u202e\u200b", "a" * 5000, "!!!"):
        answer = member.get(PATH, {"q": typed})
        assert (answer.status_code, "<script>alert" in answer.content.decode()) == (200, False)
    answer = member.post(PATH, {"domain": "<script>alert(1)</script>"})
    assert (answer.status_code, "<script>alert" in answer.content.decode()) == (400, False)


def test_the_current_employer_is_suggested_until_it_is_excluded(member, owner):
    company_named("Acme, Inc.", site="https://www.acme.example")
    data = {
        "work": [
            {"name": "ACME", "position": "Lead", "startDate": "2024"},
            {"name": "Maré", "position": "Advisor", "url": "https://mare.example/about"},
            {"name": "Before", "position": "Clerk", "endDate": "2023"},
            {"name": "Shop", "position": "Owner", "url": "https://gmail.com/"},
        ]
    }
    services.create_resume(user=owner, name="Lead", language="en", data=data, now=NOW)
    suggested = member.get(PATH).context["suggested"]
    assert [(one.name, one.domain, one.company and one.company.name) for one in suggested] == [
        ("ACME", "acme.example", "Acme, Inc."), ("Maré", "mare.example", None), ("Shop", "", None),
    ]  # fmt: skip
    member.post(PATH, {"company": Company.objects.get().slug, "domain": "acme.example"})
    assert [one.name for one in member.get(PATH).context["suggested"]] == ["Maré", "Shop"]


def test_an_exclusion_is_removed_by_its_owner_alone(client, member, owner):
    row = exclude(owner, "acme.example")
    eve = type(client)()
    eve.force_login(a_user("eve@example.com"))
    assert eve.post(f"{PATH}{row.pk}/remove/").status_code == 404
    assert member.get(f"{PATH}{row.pk}/remove/").status_code == 405
    member.post(f"{PATH}{row.pk}/remove/")
    assert not Exclusion.objects.exists()


def test_the_page_says_what_it_cannot_do(member):
    assert "We can't recognize someone who isn't signed in" in text(member.get(PATH))
