"""The invented conversations of the demo: the measured time shows, somebody waits, and loading twice adds nothing."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from billing.models import BillingAccount
from consulting import figures
from consulting.models import ConsultantProfile, Message, Thread
from demo import consulting
from mail.models import OutgoingMail
from tests.accounts.support import staff
from tests.factories import a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def site(now):
    staff("consultant@example.com", "Consultants", name="Conny Consultant")
    for number in range(8):
        user = a_user(f"person-{number + 1}@example.com" if number else "plus@example.com", name=f"Person {number}")
        BillingAccount.objects.create(user=user, comped_until=now + dt.timedelta(days=300), created_at=now)


def test_the_measured_time_shows_and_members_wait(site, now):
    assert consulting.load(now=now) == 8
    assert Message.objects.filter(waited__isnull=False).count() >= 20
    assert dt.timedelta(hours=1) < figures.reply_time(now) < dt.timedelta(hours=12)
    waiting = [thread.member.email for thread in Thread.objects.active(now).waiting()]
    assert len(waiting) == 3
    assert "plus@example.com" in waiting
    assert not OutgoingMail.objects.exists()
    assert not Message.objects.filter(created_at__gt=now).exists()
    assert set(Thread.objects.values_list("consultant__user__email", flat=True)) == {"consultant@example.com"}
    assert Group.objects.get(name="Consultants").user_set.count() == 2


def test_loading_twice_adds_nothing(site, now, django_assert_num_queries):
    consulting.load(now=now)
    with django_assert_num_queries(1):
        assert consulting.load(now=now) == 0


def test_without_the_login_nothing_is_added(now):
    assert consulting.load(now=now) == 0
    assert not ConsultantProfile.objects.exists()
