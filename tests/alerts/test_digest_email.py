"""What a digest says: an exact count and the first job in its subject, and rows that answer what the list answers."""

import re
from html import unescape

import pytest

from alerts import services
from alerts.mail import message
from alerts.models import Section
from jobs.models import Company, Job
from jobs.pay import Pay
from jobs.screening.claims import Finding
from jobs.search.criteria import Criteria
from tests.alerts.support import DAY, MONDAY, an_alert, html_of, listed, run, text_of
from tests.factories import NOW, a_job, a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("q", "name", "heading"),
    [
        ("officer", "officer", "2 new officer jobs"),
        ("officer", "Officer", "2 new Officer jobs"),
        ("operations officer", "operations officer", "2 new operations officer jobs"),
        ("officer", "My search", "2 new jobs for “My search”"),
        ("officer or pilot", "officer or pilot", "2 new jobs for “officer or pilot”"),
        ("officer -never", "officer -never", "2 new jobs for “officer -never”"),
        ('"operations officer"', '"operations officer"', '2 new jobs for “"operations officer"”'),
        ("", "Remote jobs", "2 new jobs for “Remote jobs”"),
    ],
)
def test_the_subject_says_how_many_of_what_and_names_the_first(mailoutbox, q, name, heading):
    an_alert(q=q, name=name)
    listed(2, at=MONDAY)
    run(MONDAY)
    [mail] = mailoutbox
    assert mail.subject == f"{heading}: Operations Officer 1 at Northwind and 1 more"
    assert text_of(mail).startswith(f"{heading}\n\n")


def test_a_long_title_is_cut_in_the_subject_and_whole_in_the_row(mailoutbox):
    an_alert()
    title = "Officer for " + "very " * 30 + "many things"
    listed(1, at=MONDAY, title=title)
    run(MONDAY)
    subject = mailoutbox[0].subject
    assert subject.endswith("…")
    assert len(subject) <= len("1 new job for “Operations”: ") + message.HEADLINE
    assert title in text_of(mailoutbox[0])


def test_the_count_is_exact_beyond_what_a_match_holds_and_leaves_out_what_is_muted(mailoutbox):
    user, other = a_user(), a_user("bob@example.com")
    an_alert(user)
    services.mute(recipient=an_alert(other).recipient, kind="company", value="firm-3", now=NOW)
    for number in range(64):
        a_job(title=f"Officer {number}", company=f"Firm {number}", now=MONDAY - DAY)
    run(MONDAY)
    assert sorted(mail.subject.split(" new")[0] for mail in mailoutbox) == ["63", "64"]
    assert sorted(Section.objects.values_list("total", "is_capped")) == [(63, False), (64, False)]
    assert all(len(job_ids) == 20 for job_ids in Section.objects.values_list("job_ids", flat=True))


def test_a_job_that_another_alert_brings_is_counted_once(mailoutbox):
    user = a_user()
    an_alert(user, q="officer", name="Officers")
    an_alert(user, name="Everything")
    for number in range(60):
        a_job(title=f"Officer {number}", company=f"Firm {number}", now=MONDAY - DAY)
    run(MONDAY)
    assert mailoutbox[0].subject.startswith("60 new jobs in 2 alerts: Officer 59 at Firm 59 and 59 more")
    assert list(Section.objects.order_by("alert").values_list("total", flat=True)) == [60, 40]


# --- Rows ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "verdict"), [("", ""), ("ES", "✓ Open to Spain"), ("BR", "Not open to Brazil")])
def test_a_row_says_whether_the_member_can_apply(mailoutbox, country, verdict):
    user = a_user(country=country)
    an_alert(user)
    listed(1, at=MONDAY, regions=("spain",), place="Spain")
    run(MONDAY)
    for body in (text_of(mailoutbox[0]), unescape(html_of(mailoutbox[0]))):
        assert ("pen to" in body) == bool(verdict)
        assert verdict in body


@pytest.mark.parametrize(
    ("part", "verdict"),
    [
        ("california", "✓ Open to California"),
        ("texas", "Not open to Texas"),
        ("", "Open to parts of the United States"),
    ],
)
def test_a_row_answers_for_the_part_of_the_country_where_the_member_lives(mailoutbox, part, verdict):
    an_alert(a_user(country="US", part=part))
    an_alert(a_user("bob@example.com", country="US", part="ohio"))
    label = Finding("label-part", "limit", "Remote - California", partly=("united-states",), parts=("California",))
    listed(1, at=MONDAY, regions=("united-states",))
    Job.objects.update(found=[label.as_json()])
    run(MONDAY)
    said = {mail.to[0]: text_of(mail) for mail in mailoutbox}
    assert verdict in said["ada@example.com"]
    assert "Not open to Ohio" in said["bob@example.com"]


def test_a_row_has_pay_with_its_period_or_says_that_there_is_none(mailoutbox):
    an_alert()
    listed(1, at=MONDAY, title="Paid", pay=Pay(6_450_000, 9_650_000, "USD", "year"))
    listed(1, at=MONDAY, title="Unpaid", pay=None)
    run(MONDAY)
    text = text_of(mailoutbox[0])
    rows = {row.split("\n")[0]: row for row in text.split("* ")[1:]}
    assert "$64,500–$96,500 a year · " in rows["Paid"]
    assert "Pay not stated · " in rows["Unpaid"]


def test_pictures_are_marks_or_logos_at_addresses_that_name_the_company_alone(mailoutbox):
    for name in ("ada@example.com", "bob@example.com"):
        an_alert(a_user(name))
    listed(1, at=MONDAY)
    a_job(title="Officer with a logo", company="Kestrel", now=MONDAY - DAY)
    Company.objects.filter(slug="kestrel").update(logo=b"a picture")
    run(MONDAY)
    found = [set(re.findall(r'<img src="([^"]+)"', html_of(mail))) for mail in mailoutbox]
    base = "http://127.0.0.1:8000"
    assert found == [{f"{base}/marks/1/northwind.png", f"{base}/companies/kestrel/logo.png"}] * 2
    for mail in mailoutbox:
        html = html_of(mail)
        assert html.count('alt=""') == html.count("<img") == 2
        assert "url(" not in html
        assert not re.search(r"<(link|script|iframe|object|video|audio)\b", html)


def test_report_and_fewer_like_this_share_a_line(mailoutbox):
    an_alert()
    listed(1, at=MONDAY)
    run(MONDAY)
    [line] = re.findall(r"<div class=\"soft\".*?</div>", html_of(mailoutbox[0]), re.S)
    assert re.sub(r"<[^>]+>|\s+", " ", line).split() == ["Report", "·", "Fewer", "like", "this"]


# --- Links ----------------------------------------------------------------------------------------------------------------


def links(mail):
    return [link for link in re.findall(r'href="([^"]+)"', html_of(mail)) if "/alerts/" in link and "fewer" not in link]


def test_no_two_links_lead_to_the_same_page(mailoutbox):
    an_alert()
    visitors = services.create_for_address(email="v@example.com", criteria=Criteria(), name="All", now=NOW)
    services.confirm(alert=visitors, now=NOW)
    both = a_user("bob@example.com")
    an_alert(both, q="officer", name="Officers")
    an_alert(both, name="Everything")
    a_job(title="Harbor Pilot", description="<p>Guides ships.</p>", now=MONDAY - DAY)
    listed(1, at=MONDAY)
    run(MONDAY)
    count = {mail.to[0]: len(links(mail)) for mail in mailoutbox}
    assert count == {"ada@example.com": 3, "v@example.com": 1, "bob@example.com": 6}
    assert all(len(set(links(mail))) == len(links(mail)) for mail in mailoutbox)


def test_the_largest_email_is_small_enough_for_every_program(mailoutbox):
    user = a_user(country="BR")
    for number in range(2):
        an_alert(user, q=f"officer -never{number}", name=f"Officers {number}")
    for number in range(60):
        a_job(
            title=f"Senior Operations Officer, Customer Experience {number}",
            company=f"Northwind Harbor Systems {number}", now=MONDAY - DAY,
        )  # fmt: skip
    run(MONDAY)
    [mail] = mailoutbox
    assert html_of(mail).count("<img") == 40
    assert len(html_of(mail).encode()) <= 60_000
