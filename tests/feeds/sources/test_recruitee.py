import datetime as dt
from decimal import Decimal

from feeds.sources.base import FeedPay


def test_offers_are_read(read):
    feed = read("recruitee.json")
    manager, driver, buyer = feed.items
    assert manager.external_id == "1840001"
    assert manager.company == "Hollow Oak & Sons"
    assert manager.description == "<p>Look after forty customers.</p>\n<ul><li>Dutch at C1</li></ul>"
    assert manager.place == "Amsterdam, North Holland, Netherlands; Ghent, Belgium"
    assert manager.countries == ("NL", "BE")
    assert manager.tags == ("B2B", "SaaS")
    assert manager.published_at == dt.datetime(2026, 3, 3, 12, 0, tzinfo=dt.UTC)
    assert manager.expires_at == dt.datetime(2026, 12, 31, 22, 59, 59, tzinfo=dt.UTC)
    assert [item.workplace for item in feed.items] == ["remote", "onsite", "hybrid"]
    assert buyer.place == "Ghent, Belgium"
    assert feed.skipped == 1  # a draft
    assert driver.notes == ("published_at isn't a date: “someday”; ignored.",)


def test_pay_in_texts_is_read(read):
    manager, driver, buyer = read("recruitee.json").items
    assert manager.pay == FeedPay(Decimal(3800), Decimal("4500.5"), "EUR", "month")
    assert driver.pay is None
    assert buyer.notes == ("pay has its maximum below its minimum: “4000”, “5000”; shown as written.",)


def test_an_offer_without_words_of_its_own_has_those_of_its_english_translation(read):
    driver = read("recruitee.json").items[1]
    assert driver.title == "Driver"
    assert driver.description == "<p>Drive.</p>\n<p>A licence.</p>"


def test_the_mailbox_is_for_offers_without_a_form(read):
    manager, driver, _buyer = read("recruitee.json").items
    assert (manager.apply_url != "", manager.apply_email) == (True, "")
    assert (driver.apply_url, driver.apply_email) == ("", "job.def@hollowoak.recruitee.com")
