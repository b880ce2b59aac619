"""Share links: what recipients see, passphrases, views, and links that are taken back."""

import datetime as dt
import io
import re

import pypdf
import pytest
from allauth.account.models import EmailAddress
from django.core.signing import get_cookie_signer
from django.utils import timezone

from resumes import letters, lifecycle, services
from resumes.models import Page, ShareLink
from resumes.publishing import exclusions, links, moderation
from tests.factories import NOW, a_user
from tests.resumes.sharing import BROWSER, DATA, a_link, path, signed_in, text, views, visitor
from toolkit.page_cache import _valkey

pytestmark = pytest.mark.django_db


# --- What a recipient sees ----------------------------------------------------------------------------------------------


def test_a_recipient_sees_the_whole_resume_and_nobody_keeps_it(resume):
    page = visitor().get(path(a_link(resume)))
    assert page.status_code == 200
    assert all(part in text(page) for part in ("Ana Moreira", "ana@example.com", "+351 912 000 111", "Operations lead"))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in page.content.decode()


def test_its_files_are_the_whole_resume_too(resume):
    link = a_link(resume)
    pdf, card = visitor().get(path(link, "pdf/")), visitor().get(path(link, "vcard/"))
    assert "Operations lead" in pypdf.PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert "EMAIL:ana@example.com" in card.content.decode()
    assert (pdf["Content-Disposition"], card["Content-Disposition"]) == (
        'attachment; filename="ana-moreira-resume.pdf"', 'attachment; filename="ana-moreira.vcf"',
    )  # fmt: skip
    for answer in (pdf, card):
        assert "no-store" in answer["Cache-Control"]
        assert (answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("nosniff", "no-referrer")


@pytest.mark.parametrize(
    ("name", "pdf", "card"), [("山田太郎", "resume.pdf", "contact.vcf"), ("", "resume.pdf", "contact.vcf")]
)
def test_files_are_named_in_ascii_whatever_the_name(resume, name, pdf, card):
    resume.data["basics"]["name"] = name
    resume.save()
    link = a_link(resume)
    names = [visitor().get(path(link, part))["Content-Disposition"] for part in ("pdf/", "vcard/")]
    assert names == [f'attachment; filename="{pdf}"', f'attachment; filename="{card}"']


def test_a_link_follows_its_resume_and_a_fixed_one_stays_as_it_was(resume):
    follows, fixed = a_link(resume), a_link(resume, is_fixed=True)
    resume.data["work"][0]["position"] = "Chief of operations"
    resume.save()
    assert "Chief of operations" in text(visitor().get(path(follows)))
    assert "Operations lead" in text(visitor().get(path(fixed)))


def test_hostile_text_is_inert(owner):
    resume = services.create_resume(user=owner, name="<script>", language="en", now=NOW)
    resume.data = {
        "basics": {
            "name": "<img src=x onerror=alert(1)>",
            "summary": "[x](javascript:alert(1)) <script>alert(1)</script>",
        },
        "work": [
            {"position": "<svg onload=alert(1)>", "highlights": ["[x](data:text/html,x)", "<b onclick=alert(1)>x</b>"]}
        ],
    }
    resume.save()
    link = a_link(resume, label="<script>alert(1)</script>")
    owner_client = visitor()
    owner_client.force_login(owner)
    for page in (visitor().get(path(link)), owner_client.get(path(link)), owner_client.get("/account/resume-links/")):
        source = page.content.decode()
        assert page.status_code == 200
        assert not re.search(r"<(?:img src=x|svg onload|script>|b onclick)|href=.?(?:javascript|data):", source)


# --- Taken back ---------------------------------------------------------------------------------------------------------


def test_a_revoked_link_stops_at_once_also_beside_a_running_cache(resume):
    link, recipient = a_link(resume, is_fixed=True), visitor()
    parts = ("", "pdf/", "vcard/")
    assert [recipient.get(path(link, part)).status_code for part in parts] == [200, 200, 200]
    links.revoke_link(link=link, now=timezone.now())
    assert [recipient.get(path(link, part)).status_code for part in parts] == [410, 410, 410]
    assert "This link no longer works Ask the sender for a new one." in text(recipient.get(path(link)))
    assert not any(link.token.encode() in key for key in _valkey().scan_iter("*"))
    kept = ShareLink.objects.get(pk=link.pk)
    assert (kept.data, kept.passphrase) == (None, "")


def test_a_link_stops_when_it_expires(resume):
    link = a_link(resume, expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert visitor().get(path(link)).status_code == 410


def test_a_link_stops_while_its_resume_is_deleted_or_its_owner_is_inactive(resume):
    link = a_link(resume)
    lifecycle.delete(document=resume, now=timezone.now())
    assert visitor().get(path(link)).status_code == 410
    lifecycle.restore(document=type(resume).objects.get(pk=resume.pk), now=timezone.now())
    assert visitor().get(path(link)).status_code == 200
    resume.user.is_active = False
    resume.user.save()
    assert visitor().get(path(link)).status_code == 410


def test_links_of_a_deleted_document_are_revoked_by_their_owner_and_cost_no_room(resume, monkeypatch):
    monkeypatch.setattr(links, "MOST_WORKING", 1)
    link, owner = a_link(resume), visitor()
    owner.force_login(resume.user)
    delete = owner.get(f"/account/resumes/{resume.pk}/delete/")
    assert "Links to it stop working" in text(delete)
    assert "If you restore it, they show it again." in text(delete)
    lifecycle.delete(document=resume, now=timezone.now())
    other = services.create_resume(user=resume.user, name="Other", language="en", data=DATA, now=timezone.now())
    a_link(other, "Umbrella")
    page = owner.get("/account/resume-links/")
    assert "Links to deleted documents" in text(page)
    assert f'action="/account/resume-links/{link.pk}/revoke/"' in page.content.decode()
    owner.post(f"/account/resume-links/{link.pk}/revoke/")
    assert "Links to deleted documents" not in text(owner.get("/account/resume-links/"))
    lifecycle.restore(document=type(resume).objects.get(pk=resume.pk), now=timezone.now())
    assert visitor().get(path(link)).status_code == 410


def test_the_page_that_deletes_a_letter_says_what_its_links_do(owner):
    letter = letters.create_letter(user=owner, name="Harbor", language="en", now=NOW)
    client = visitor()
    client.force_login(owner)
    delete = text(client.get(f"/account/letters/{letter.pk}/delete/"))
    assert "Links to it stop working. If you restore it, they show it again." in delete
    assert "résumé page" not in delete.partition("stop working")[2].partition("Cancel")[0]


def test_a_link_stops_while_staff_hide_the_page_of_its_owner(resume):
    link, fixed, owner = a_link(resume), a_link(resume, is_fixed=True), visitor()
    owner.force_login(resume.user)
    page = Page.objects.create(user=resume.user, resume=resume, created_at=NOW, updated_at=NOW)
    moderator = a_user("mo@example.com", is_staff=True)
    assert visitor().get(path(link)).status_code == 200
    moderation.hide_page(page=page, reason="Spam", by=moderator, now=timezone.now())
    for part in ("", "pdf/", "vcard/"):
        assert [visitor().get(path(one, part)).status_code for one in (link, fixed)] == [410, 410]
    assert "This link no longer works" in text(visitor().get(path(link)))
    assert "Staff hid your résumé page, so your links don't work now." in text(owner.get("/account/resume-links/"))
    moderation.show_page(page=page, by=moderator, now=timezone.now())
    assert visitor().get(path(link)).status_code == 200
    assert "Staff hid" not in text(owner.get("/account/resume-links/"))


def test_a_wrong_token_is_404():
    page = visitor().get("/r/link/nobody-made-this/")
    assert page.status_code == 404
    assert "This link doesn't work" in text(page)


def test_people_of_an_excluded_domain_get_what_a_wrong_token_gets(resume):
    link = a_link(resume)
    exclusions.exclude(user=resume.user, domain="acme.example", now=NOW)
    boss = signed_in("boss@mail.acme.example")
    wrong, theirs = boss.get("/r/link/nobody-made-this/"), boss.get(path(link))
    assert theirs.status_code == wrong.status_code == 404
    assert theirs.content.decode().replace(link.token, "nobody-made-this") == wrong.content.decode()
    assert boss.get(path(link, "pdf/")).status_code == 404
    links.revoke_link(link=link, now=timezone.now())
    assert boss.get(path(link)).status_code == 404
    assert views(link) == 0


def test_an_address_that_nobody_confirmed_proves_nothing(resume):
    link = a_link(resume)
    exclusions.exclude(user=resume.user, domain="acme.example", now=NOW)
    client = signed_in("friend@example.org")
    EmailAddress.objects.create(user_id=int(client.session["_auth_user_id"]), email="x@acme.example", verified=False)
    assert client.get(path(link)).status_code == 200


def test_owners_see_their_links_whatever_they_excluded(resume):
    exclusions.exclude(user=resume.user, domain="example.com", now=NOW)
    client = visitor()
    client.force_login(resume.user)
    assert "This is what Acme sees" in text(client.get(path(a_link(resume, passphrase="open sesame"))))


# --- Views --------------------------------------------------------------------------------------------------------------


def test_a_view_is_counted_once_per_browser_in_ten_minutes(resume):
    link, recipient = a_link(resume), visitor()
    for _time in range(3):
        recipient.get(path(link))
    recipient.get(path(link, "pdf/"))
    assert views(link) == 1
    visitor(**{"user-agent": BROWSER.replace("140", "141")}).get(path(link))
    assert views(link) == 2
    assert ShareLink.objects.get(pk=link.pk).last_viewed_at is not None


def test_what_is_kept_of_a_viewer_is_a_hash_for_ten_minutes(resume):
    link = a_link(resume)
    visitor().get(path(link), REMOTE_ADDR="198.51.100.7")
    [key] = _valkey().scan_iter("*viewed*")
    assert re.fullmatch(rb".*resumes:viewed:[0-9a-f]{64}", key)
    assert 0 < _valkey().ttl(key) <= 600
    _valkey().delete(key)
    visitor().get(path(link), REMOTE_ADDR="198.51.100.7")
    assert views(link) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"user-agent": "facebookexternalhit/1.1"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x-moz": "prefetch"},
    ],
)
def test_robots_and_pages_loaded_ahead_do_not_count(resume, headers):
    link = a_link(resume)
    assert visitor(**headers).get(path(link)).status_code == 200
    assert views(link) == 0


def test_owners_and_head_do_not_count(resume):
    link, owner = a_link(resume), visitor()
    owner.force_login(resume.user)
    assert owner.get(path(link)).status_code == 200
    head = visitor().head(path(link))
    assert (head.status_code, head.content) == (200, b"")
    assert views(link) == 0


# --- Passphrase ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def locked(resume):
    return a_link(resume, passphrase="Blåbær 42 ")


def test_the_passphrase_opens_the_page_and_its_files_for_this_link_alone(resume, locked):
    other, recipient = a_link(resume, passphrase="Blåbær 42"), visitor()
    for part in ("", "pdf/", "vcard/"):
        page = recipient.get(path(locked, part))
        assert "Enter the passphrase" in text(page)
        assert "Moreira" not in text(page)
    assert views(locked) == 0
    answer = recipient.post(path(locked), {"passphrase": "Bla\u030abær 42"})
    assert (answer.status_code, answer["Location"]) == (302, path(locked))
    assert "Operations lead" in text(recipient.get(path(locked)))
    assert recipient.get(path(locked, "pdf/"))["Content-Type"] == "application/pdf"
    recipient.cookies["link"]["path"] = "/"
    assert "Enter the passphrase" in text(recipient.get(path(other)))


def test_a_wrong_passphrase_is_refused(locked):
    recipient = visitor()
    answer = recipient.post(path(locked), {"passphrase": "blåbær 42"})
    assert (answer.status_code, "That isn't the passphrase." in text(answer)) == (403, True)
    assert not recipient.cookies.keys() & {"link"}
    assert "Enter the passphrase" in text(recipient.get(path(locked)))


def test_a_form_without_a_referrer_would_be_refused_so_its_page_has_one(locked):
    assert visitor().get(path(locked))["Referrer-Policy"] == "same-origin"


def test_a_proof_is_of_this_passphrase_and_for_an_hour(locked):
    recipient = visitor()
    recipient.post(path(locked), {"passphrase": "Blåbær 42"})
    cookie = recipient.cookies["link"]
    assert (cookie["max-age"], cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        3600,
        path(locked),
        True,
        "Lax",
    )
    signer = get_cookie_signer(salt="linkresumes.links")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() - 3700)
        old = signer.sign(links.proof_of_passphrase(locked))
    late = visitor()
    late.cookies["link"] = old
    assert "Enter the passphrase" in text(late.get(path(locked)))
    late.cookies["link"] = signer.sign(links.proof_of_passphrase(locked))
    assert "Operations lead" in text(late.get(path(locked)))
    ShareLink.objects.filter(pk=locked.pk).update(passphrase="another")
    assert "Enter the passphrase" in text(late.get(path(locked)))


def test_tries_are_limited_for_a_network_and_for_a_link(locked):
    def tries(network, passphrase="wrong phrase"):  # noqa: S107
        return visitor().post(path(locked), {"passphrase": passphrase}, REMOTE_ADDR=network).status_code

    assert [tries("198.51.100.1") for _time in range(11)] == [403] * 10 + [429]
    assert tries("198.51.100.1", "Blåbær 42") == 429
    assert tries("198.51.100.2", "Blåbær 42") == 302
    for last in range(3, 6):
        [tries(f"198.51.100.{last}") for _time in range(10)]
    assert tries("198.51.100.9", "Blåbær 42") == 429
