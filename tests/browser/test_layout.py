"""Every page at every width from a small phone to a wide screen, loaded once and measured at each."""

from pathlib import Path

import pytest
from django.utils import timezone

from alerts.models import Alert
from billing.models import BillingMail
from occupations.models import Occupation
from resumes.services import create_resume
from tests.billing.members import INVOICE
from tests.browser.test_alert_pages import a_member_with_everything
from tests.browser.test_alert_pages import paths as alert_paths
from tests.browser.test_billing_pages import sign_in
from tests.browser.test_jobs_job import addresses, board  # noqa: F401 - a fixture
from tests.browser.test_pages import PAGES
from tests.browser.test_tracker import fill_tracker, pages_of
from tests.resumes.people import ANA

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = range(320, 1441, 40)
SCREEN = {"height": 800, "deviceScaleFactor": 1, "mobile": False}
FAULTS = Path(__file__).with_name("layout.js").read_text(encoding="utf-8")
ENTRANCES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/login/code/")
SEARCHES = ("/jobs/", "/jobs/?q=operations&geo=spain", "/jobs/?q=zeppelin", "/jobs/in/europe/", "/jobs/place/")
OWN = (
    "/account/profile/", "/account/security/", "/account/privacy/", "/account/billing/", "/account/hired/", "/accounts/email/",
    "/accounts/sessions/", "/accounts/2fa/webauthn/", "/accounts/reauthenticate/", "/account/tokens/",
)  # fmt: skip
ADVICE = (
    "/account/advice/", "/account/advice/fit/{}/", "/account/advice/prepare/{}/", "/account/advice/jobs/", "/account/advice/moves/",
    "/account/advice/questions/?job={}", "/account/advice/consent/", "/account/consultant/",
)  # fmt: skip


def look_at(page, paths):
    """Fails with what is wrong with the layout of ``paths``, and from which width to which it is seen."""
    found = {}
    protocol = page.context.new_cdp_session(page)
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        for width in WIDTHS:
            # What `set_viewport_size` does, but without waiting until each width is painted.
            protocol.send("Emulation.setDeviceMetricsOverride", {"width": width, **SCREEN})
            actual, faults = page.evaluate(f"() => [innerWidth, ({FAULTS})()]")
            assert actual == width
            for fault in faults:
                found.setdefault(f"{path}: {fault}", []).append(width)
    assert not found, "\n".join(f"{fault}, {min(at)} to {max(at)} px" for fault, at in found.items())


def test_no_guide_and_no_page_about_the_site_is_too_wide_or_squeezed_at_any_width(open_page):
    look_at(open_page("/about/"), PAGES)


def test_no_page_with_jobs_and_no_entrance_is_too_wide_or_squeezed_at_any_width(open_page, board):  # noqa: F811
    more = (
        "/pricing/",
        "/alerts/new/?q=operations&geo=spain",
        "/account/bookmarks/",
        "/widget/",
        "/api/mcp/",
        "/advice/",
    )
    look_at(open_page("/about/"), [*ENTRANCES, *SEARCHES, *addresses(board), *more])


@pytest.fixture
def member():
    """A member and the jobs that they saved."""
    user, jobs = a_member_with_everything()
    fill_tracker(user)
    return user, jobs


def test_no_list_of_a_member_is_too_wide_or_squeezed_at_any_width(open_page, member):
    user, [job, *_others] = member
    page = open_page("/about/")
    sign_in(page, user)
    assert Alert.objects.of(user).count() == 4
    look_at(page, [*pages_of(user), *alert_paths(user, job)])


def test_no_page_of_a_members_account_is_too_wide_or_squeezed_at_any_width(open_page, member, occupations):
    user, [job, *_others] = member
    now = timezone.now()
    BillingMail.objects.create(
        account=user.billing_account,
        kind="receipt",
        occasion="in_1",
        facts={"paid": 800, "currency": "usd", "invoice_url": INVOICE},
        created_at=now,
    )
    moves = f"{Occupation.objects.get(code='15-1252.00').get_absolute_url()}moves/"
    create_resume(user=user, name="Main", language="en", data=ANA.data, now=now)
    page = open_page("/about/")
    sign_in(page, user)
    look_at(page, [*OWN, *(path.format(job.pk) for path in ADVICE), moves])
