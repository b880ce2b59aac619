"""Muted and excluded words mean the same in job lists and in alerts."""

import pytest

from alerts import matching, saved_searches, services
from alerts.digest_contents import Mutes
from alerts.models import Mute
from alerts.services import AlertRefused
from jobs.search import results
from jobs.search.criteria import Criteria, parse
from jobs.search.query import Personal
from tests.alerts.support import DAY, MONDAY, an_alert, run
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("title", "muted", "hidden"),
    [
        ("Harbor Pilot", "pilot", True),
        ("Harbor Pilots", "PILOT", True),
        ("Harbor Pilot", "pil", False),
        ("Harbor Pilot", "harbor keeper", False),  # not each of its words
        ("Harbor Keeper", "harbor keeper", True),
        ("Keeper of the Harbor", "harbor keeper", False),
        ("Product Marketing Manager", "product manager", False),
        ("Manager, Product", "product manager", False),
        ("Product Manager, Growth", "product manager", True),
        ("Software Engineer, Crypto", "crypto", True),
        ("Software Engineer (Crypto)", "crypto", True),
        ("People Partner", "hr", False),  # not what means the same
        ("Café Manager", "cafe", True),
        ("Front-End Developer", "front", True),
        ("Frontend Developer", "front end", True),
        ("C++ Developer", "c++", True),
        ("C Developer", "c++", False),
        ("Accountant", "account", False),
        ("Internal Auditor", "intern", False),
    ],
)
def test_a_muted_word_hides_the_same_in_lists_and_alerts(title, muted, hidden):
    a_job(title=title, company="Pilot Crypto Group", skills=("Crypto",))
    found = results.search(Criteria(), personal=Personal(words=(muted,)), now=NOW)
    assert found.count.number == (0 if hidden else 1)
    assert Mutes([Mute(kind=Mute.Kind.WORD, value=muted)]).hide("anybody", title) == hidden


@pytest.mark.parametrize(
    ("q", "exclude"),
    [
        ("keeper", "harbor"), ("keeper", "harbors"), ("keeper OR pilot", "harbor"), ("", "keeper"), ("", "keeper harbor"),
        ("pilot -harbor", "keeper"), ("keeper", "night"), ("keeper", "lanterns"), ("", "cafe"),
    ],
)  # fmt: skip
def test_an_excluded_word_leaves_out_the_same_in_lists_and_alerts(q, exclude):
    a_job(title="Harbor Keeper", now=NOW)
    a_job(title="Keeper", description="<p>Work at night, with lanterns.</p>", now=NOW)
    a_job(title="Harbor Pilot", now=NOW)
    a_job(title="Café Keeper", skills=("Lantern",), now=NOW)
    criteria = parse({"q": q, "exclude": exclude}).criteria
    listed = {job.pk for job in results.search(criteria, now=NOW).jobs}
    row = saved_searches.row_of(criteria, now=NOW)
    later = NOW + DAY
    assert set(matching.recent([row.pk], days=30, now=later)[row.pk]) == listed
    assert len(listed) < 4


def test_a_word_without_letters_or_digits_can_not_be_muted(mailoutbox):
    alert = an_alert()
    for value in ("--", "the", " "):
        with pytest.raises(AlertRefused):
            services.mute(recipient=alert.recipient, kind="word", value=value, now=NOW)
    a_job(title="Harbor Pilot", now=MONDAY - DAY)
    run(MONDAY)
    assert len(mailoutbox) == 1
