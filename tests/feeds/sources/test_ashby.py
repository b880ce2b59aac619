from decimal import Decimal

from feeds.sources.base import FeedPay


def test_a_board_is_read(read):
    manager = read("ashby.json").items[0]
    assert manager.external_id == "3f0c0001-77aa-4b5e-8d11-000000000001"
    assert manager.apply_url == manager.url + "/application"
    assert manager.place == "Houston, TX; San Francisco; Remote - Canada"
    assert manager.countries == ("US", "CA")
    assert manager.types == ("FullTime",)
    assert manager.description == "<p>Join our team &amp; grow.</p>"


def test_the_workplace_beats_the_remote_flag(read):
    workplaces = {item.title: item.workplace for item in read("ashby.json").items}
    assert workplaces == {
        "Product Manager": "remote",
        "Office Lead": "onsite",
        "Engineer, Europe": "remote",
        "Writer": "hybrid",
        "Analyst": "remote",
    }


def test_what_is_not_listed_is_not_public(read):
    feed = read("ashby.json")
    assert feed.skipped == 1
    assert "Secret role" not in {item.title for item in feed.items}
    assert feed.broken == ()


def test_pay_is_the_salary_over_all_tiers(read):
    manager, lead, engineer, writer, _analyst = read("ashby.json").items
    assert manager.pay == FeedPay(Decimal(81000), Decimal(92000), "USD", "year")
    assert engineer.pay == FeedPay(Decimal(60000), Decimal(70000), "EUR", "year")
    assert lead.pay is None  # the employer does not want it shown
    assert lead.notes == ()
    assert writer.pay is None
    assert writer.pay_text == "$40 - $50"


def test_a_country_that_is_none_stays_in_the_label(read):
    engineer = read("ashby.json").items[2]
    assert (engineer.place, engineer.countries) == ("Remote; European Union", ())


def test_without_an_id_the_end_of_the_address_is_it(read):
    assert read("ashby.json").items[4].external_id == "3f0c0001-77aa-4b5e-8d11-000000000006"
