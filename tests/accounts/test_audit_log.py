"""The audit log is added to and read; the database refuses everything else."""

import datetime as dt
import re
from html import unescape

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import audit, signals
from accounts.audit_display import ACTIONS
from accounts.models import AuditCount, AuditEntry
from accounts.tasks import forget_old_audit_lines
from tests.accounts.support import staff
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/auditentry/"


def a_line(action="billing.refund", *, now=None, **fields):
    return audit.record(action, now=now or timezone.now(), **fields)


@pytest.mark.parametrize(
    "statement",
    [
        "update accounts_auditentry set action = 'nothing'",
        "update accounts_auditentry set at = at - interval '2 years'",
        "delete from accounts_auditentry",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_line(statement):
    line = a_line()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().action == line.action


def test_not_even_an_old_line_is_changed():
    a_line(now=timezone.now() - dt.timedelta(days=800))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(action="nothing")


def test_lines_older_than_a_year_are_removed_every_night():
    now = timezone.now()
    a_line("old", now=now - audit.KEPT - dt.timedelta(minutes=1))
    kept = a_line("kept", now=now - audit.KEPT + dt.timedelta(minutes=1))
    forget_old_audit_lines()
    assert AuditEntry.objects.get() == kept


def test_a_line_says_who_did_what_to_whom_from_where(rf):
    actor, member = a_user("a@example.com"), a_user("b@example.com")
    request = rf.get("/", REMOTE_ADDR="2001:db8::7")
    line = audit.record("billing.refund", actor=actor, member=member, request=request, now=NOW, amount=800)
    line.refresh_from_db()
    assert (line.at, line.actor_id, line.member_id, line.address) == (NOW, actor.pk, member.pk, "2001:db8::7")
    assert line.detail == {"amount": 800}


class TestWhatIsDoneAgainAndAgain:
    def test_refusals_of_one_member_are_counted_and_not_written_one_by_one(self, client):
        user = a_user()
        client.force_login(user)
        for number in range(40):
            assert client.get(f"/admin/login/?{number}").status_code == 403
        lines = AuditEntry.objects.filter(action="access.denied", actor_id=user.pk)
        assert lines.count() == audit.ONE_BY_ONE
        assert audit.write_counts(timezone.now()) == 0
        assert audit.write_counts(timezone.now() + dt.timedelta(hours=1)) == 1
        assert audit.write_counts(timezone.now() + dt.timedelta(hours=1)) == 0
        assert lines.first().detail == {"more_times": 40 - audit.ONE_BY_ONE}
        assert lines.count() == audit.ONE_BY_ONE + 1
        assert not AuditCount.objects.exists()

    def test_whatever_a_member_does_lines_of_an_hour_are_few(self):
        user = a_user()
        for number in range(200):
            for action in ("access.denied", "signin.done", "signin.ended", "security.email_added"):
                audit.record(action, actor=user, member=user, now=NOW + dt.timedelta(seconds=number))
        audit.write_counts(NOW + dt.timedelta(hours=2))
        assert AuditEntry.objects.count() == 4 * (audit.ONE_BY_ONE + 1)

    def test_each_hour_and_each_visitor_is_counted_apart(self, rf):
        for address in ("192.0.2.1", "192.0.2.2"):
            for hour in range(2):
                for _number in range(9):
                    request = rf.get("/", REMOTE_ADDR=address)
                    audit.record("signin.failed", request=request, now=NOW + dt.timedelta(hours=hour))
        assert AuditEntry.objects.count() == 4 * audit.ONE_BY_ONE

    def test_one_network_is_one_visitor(self, rf):
        for number in range(60):
            request = rf.get("/", REMOTE_ADDR=f"2001:db8::{number:x}")
            audit.record("signin.failed", request=request, now=NOW)
        assert AuditEntry.objects.count() == audit.ONE_BY_ONE

    def test_what_staff_do_and_what_moves_money_is_written_each_time(self):
        user = a_user()
        for action in ("staff.read", "billing.refund"):
            for _number in range(9):
                audit.record(action, actor=user, member=user, now=NOW)
        assert AuditEntry.objects.count() == 18


def written_actions():
    """Every action that the code records."""
    named = re.compile(
        r"""\b(?:audit\.record|_record|_note|_writer)\(\s*"([a-z]+\.[a-z_]+)"(?: if \w+ else "([a-z]+\.[a-z_]+)")?"""
    )
    modules = [
        path
        for app in ("accounts", "billing", "alerts", "jobs", "careers", "feeds", "mail")
        for path in (settings.BASE_DIR / app).rglob("*.py")
    ]
    found = {
        name
        for path in modules
        for match in named.finditer(path.read_text(encoding="utf-8"))
        for name in match.groups()
        if name
    }
    return found | {action for _signal, action in signals.WRITTEN}


def test_every_action_has_a_label():
    assert len(written_actions()) > 30
    assert written_actions() - set(ACTIONS) == set()


class TestOnTheStaffSite:
    @pytest.fixture
    def support(self, client):
        client.force_login(staff("sam@example.com", "Support"))
        return client

    def found(self, support, query, **filters):
        page = support.get(LIST, {"q": query, **filters})
        return [entry.action for entry in page.context["cl"].result_list]

    def test_it_is_read_only(self, support, client):
        line = a_line()
        page = f"{LIST}{line.pk}/change/"
        assert support.get(page).status_code == 200
        client.force_login(staff("root@example.com", is_superuser=True))
        assert client.post(page, {"action": "x"}).status_code == 403
        assert client.post(f"{LIST}{line.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{LIST}add/").status_code == 403

    @pytest.mark.parametrize("group", ["Editors", "Moderators", "Consultants"])
    def test_other_staff_do_not_see_it(self, client, group):
        client.force_login(staff("kim@example.com", group))
        assert client.get(LIST).status_code == 403

    def test_it_is_searched_by_address_though_it_holds_numbers(self, support):
        ada, eve = a_user(), a_user("eve@example.com")
        a_line("about", member=ada)
        a_line("by", actor=ada, member=eve)
        a_line("behind", actor=eve, behind=ada)
        a_line("other", actor=eve)
        assert self.found(support, " ADA@example.com ") == ["behind", "by", "about"]
        assert self.found(support, str(ada.pk)) == ["behind", "by", "about"]
        assert self.found(support, "nobody@example.com") == []
        assert self.found(support, "9" * 30) == []

    def test_it_is_searched_and_filtered_by_action(self, support):
        for action in ("billing.refund", "billing.comp", "account.deleted"):
            a_line(action)
        assert self.found(support, "billing.") == ["billing.comp", "billing.refund"]
        assert self.found(support, "", action="account.deleted") == ["account.deleted"]

    def test_actions_and_details_are_written_in_words(self, support):
        a_line("signin.done")
        a_line("billing.refund", amount=800, currency="USD", invoice="in_1", reason="asked")
        a_line("security.factor_added", factor="totp")
        a_line("staff.user_changed", change=[{"changed": {"fields": ["Active"]}}])
        page = unescape(support.get(LIST).content.decode())
        for said in (
            "Signed in", "Refunded a payment", "Amount: $8; Reason: asked; Invoice: in_1", "Second factor: authenticator app",
            "Change: Changed Active.",
        ):  # fmt: skip
            assert said in page
        assert not re.search(r">\s*(signin|billing|security|staff)\.\w+\s*<", page)
        assert self.found(support, "refunded") == ["billing.refund"]

    def test_whoever_is_gone_stands_as_a_number(self, support):
        gone = a_user()
        a_line("account.deleted", member=gone)
        number = gone.pk
        gone.delete()
        assert f"#{number}" in support.get(LIST).content.decode()

    def test_many_lines_need_as_many_queries_as_one(self, support, django_assert_max_num_queries):
        for number in range(30):
            a_line(member=a_user(f"m{number}@example.com"))
        with django_assert_max_num_queries(12):
            support.get(LIST)

    def test_detail_is_shown_escaped(self, support):
        a_line(reason="<script>x</script>")
        page = support.get(LIST).content.decode()
        assert "<script>x" not in page
        assert "&lt;script&gt;x" in page
