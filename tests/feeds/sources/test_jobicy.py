import datetime as dt
import json
from decimal import Decimal

from feeds.sources import formats
from feeds.sources.base import BrokenItem, FeedPay


def test_the_shape_of_2024_is_read(read):
    feed = read("jobicy-2024.json")
    marketer, support, analyst = feed.items
    assert marketer.external_id == "93401"
    assert marketer.title == "Growth Marketer – Lifecycle & Email"
    assert marketer.company == "Bramble & Finch"
    assert marketer.industries == ("Marketing & Sales",)
    assert marketer.place == "USA"
    assert marketer.workplace == "remote"
    assert marketer.level == "Midweight"
    assert marketer.pay == FeedPay(Decimal(72000), Decimal(88000), "USD", "year")
    assert marketer.published_at == dt.datetime(2024, 5, 6, 12, 34, 56, tzinfo=dt.UTC)
    assert support.title == "Support Engineer"
    assert support.types == ("full-time", "contract")
    assert support.pay is None
    assert support.notes == ()
    assert analyst.types == ("freelance",)


def test_pay_in_the_wrong_order_is_left_out_and_said_so(read):
    analyst = read("jobicy-2024.json").items[2]
    assert analyst.pay is None
    assert analyst.notes == ("pay has its maximum below its minimum: “45,000”, “60,000”; shown as written.",)


def test_the_shape_of_2026_is_read(read):
    developer, writer, designer = read("jobicy-2026.json").items
    assert developer.external_id == "149243"
    assert developer.industries == ("Software Engineering", "DevOps & Infrastructure")
    assert developer.pay == FeedPay(Decimal(120000), Decimal(143000), "CAD", "year")
    assert developer.published_at == dt.datetime(2026, 7, 13, 14, 26, 5, tzinfo=dt.UTC)
    assert writer.pay == FeedPay(Decimal("45.5"), Decimal(60), "EUR", "hour")
    assert writer.published_at == dt.datetime(2026, 7, 12, 7, 0, tzinfo=dt.UTC)
    assert designer.place == "Spain; Portugal"
    assert designer.pay is None
    assert designer.notes == ("pay has an unknown currency: “GOLD”; shown as written.",)


def test_broken_entries_are_named_with_their_reason_and_lose_no_other(read):
    assert read("jobicy-2024.json").broken == (BrokenItem(4, "93404", "jobTitle is missing.", "93404"),)
    assert read("jobicy-2026.json").broken == (
        BrokenItem(4, "Designer again", "It has the same id as item 3.", "149245"),
        BrokenItem(5, "", "It isn't an object with fields."),
    )


def test_pay_without_a_period_is_left_out_but_pay_called_annual_is_a_year():
    def pay(**fields):
        job = {"id": 1, "url": "https://jobicy.com/jobs/1", "jobTitle": "Writer", "companyName": "Tidewell", **fields}
        return formats.read_feed("jobicy", json.dumps({"jobs": [job]}).encode()).items[0].pay

    stated = {"salaryMin": 50000, "salaryMax": 60000, "salaryCurrency": "EUR"}
    assert pay(**stated) is None
    assert pay(**stated, salaryPeriod="monthly") == FeedPay(Decimal(50000), Decimal(60000), "EUR", "month")
    assert pay(annualSalaryMin="50000", salaryCurrency="EUR") == FeedPay(Decimal(50000), None, "EUR", "year")


def test_a_bare_list_is_read_too(payload):
    jobs = json.loads(payload("jobicy-2026.json"))["jobs"]
    assert len(formats.read_feed("jobicy", json.dumps(jobs).encode()).items) == 3
