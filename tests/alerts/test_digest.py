"""A due alert makes one email, with what is new and nothing else."""

import re

import pytest

from alerts import services
from alerts.models import Digest, Mailed, Section
from jobs.search.criteria import Criteria
from tests.alerts.support import DAY, MONDAY, an_alert, has_plus, html_of, listed, parsed, run, text_of
from tests.factories import NOW, a_job, a_user

pytestmark = pytest.mark.django_db


def test_a_due_alert_makes_one_mail(mailoutbox):
    alert = an_alert(q="officer")
    first, second = listed(2, at=MONDAY)
    a_job(title="Lighthouse Keeper", description="<p>Keeps the light.</p>", now=MONDAY - DAY)
    tally = run(MONDAY)
    assert (tally.sent, tally.is_done) == (1, True)
    [mail] = mailoutbox
    assert mail.to == ["ada@example.com"]
    assert mail.subject == "2 new jobs for “Operations”: Operations Officer 1 at Northwind and 1 more"
    for body in (text_of(mail), html_of(mail)):
        assert "Operations Officer 0" in body
        assert "Operations Officer 1" in body
        assert "Lighthouse" not in body
    digest = Digest.objects.get()
    assert (digest.state, digest.sent_at) == ("sent", MONDAY)
    assert Section.objects.get().job_ids == [second.pk, first.pk]
    assert set(Mailed.objects.get().job_ids) == {first.pk, second.pk}
    alert.refresh_from_db()
    assert alert.next_due_at == MONDAY.replace(minute=0) + 7 * DAY


def test_a_mail_of_one_alert_says_its_name_and_count_once(mailoutbox):
    an_alert(q="officer", name="Officers")
    listed(2, at=MONDAY)
    run(MONDAY)
    [mail] = mailoutbox
    assert text_of(mail).startswith("2 new jobs for “Officers”\n\n* Operations Officer")
    body = html_of(mail).split("<body")[1]
    for words in ("Officers", "2 new jobs"):
        assert text_of(mail).count(words) == body.count(words) == 1


def test_the_next_mail_has_only_what_came_since(mailoutbox):
    an_alert()
    listed(2, at=MONDAY)
    run(MONDAY)
    a_job(title="Harbor Pilot", now=MONDAY + DAY)
    run(MONDAY + 7 * DAY)
    assert [mail.subject for mail in mailoutbox] == [
        "2 new jobs for “Operations”: Operations Officer 1 at Northwind and 1 more",
        "1 new job for “Operations”: Harbor Pilot at Northwind",
    ]
    assert "Harbor Pilot" in text_of(mailoutbox[1])
    assert "Operations Officer" not in text_of(mailoutbox[1])


def test_nothing_new_is_no_mail(mailoutbox):
    an_alert(q="nothing-of-the-kind")
    listed(1, at=MONDAY)
    assert run(MONDAY).empty == 1
    assert not mailoutbox
    assert Digest.objects.get().state == "empty"


def test_alerts_of_one_member_and_hour_share_a_mail_and_each_posting_is_in_it_once(mailoutbox):
    user = a_user()
    an_alert(user, q="officer", name="Officers")
    an_alert(user, name="Everything")
    listed(2, at=MONDAY)
    a_job(title="Harbor Pilot", description="<p>Guides ships.</p>", now=MONDAY - DAY)
    run(MONDAY)
    [mail] = mailoutbox
    assert mail.subject == "3 new jobs in 2 alerts: Operations Officer 1 at Northwind and 2 more"
    text = text_of(mail)
    assert text.count("* Operations Officer 0") == 1
    assert (
        text.index("== Officers ==")
        < text.index("Operations Officer 1")
        < text.index("== Everything ==")
        < text.index("Harbor Pilot")
    )


def test_headers_say_whose_it_is_and_how_to_end_it(mailoutbox):
    an_alert()
    listed(1, at=MONDAY)
    run(MONDAY)
    mail = parsed(mailoutbox[0])
    assert mail["Message-ID"] == f"<digest-{Digest.objects.get().pk}@127.0.0.1>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    https, mailto = [one.strip() for one in mail["List-Unsubscribe"].split(",")]
    assert https.startswith("<http://127.0.0.1:8000/alerts/end/")
    assert mailto.startswith("<mailto:")


def test_a_visitor_changes_and_ends_an_alert_by_its_link_alone(mailoutbox):
    alert = services.create_for_address(email="v@example.com", criteria=Criteria(), name="All", now=NOW)
    services.confirm(alert=alert, now=NOW)
    listed(1, at=MONDAY)
    run(MONDAY)
    links = set(re.findall(r"http://\S+/(?:account/)?alerts/\S+", text_of(mailoutbox[0])))
    assert {link.split("/")[4] for link in links if "fewer" not in link} == {"end"}


@pytest.mark.parametrize(("is_plus", "offers"), [(False, 1), (True, 0)])
def test_daily_is_offered_to_whoever_does_not_have_it(mailoutbox, is_plus, offers):
    user = has_plus(a_user()) if is_plus else a_user()
    an_alert(user)
    listed(1, at=MONDAY)
    run(MONDAY)
    assert text_of(mailoutbox[0]).count("Get daily alerts with Plus") == offers
    assert html_of(mailoutbox[0]).count("Get daily alerts with Plus") == offers
