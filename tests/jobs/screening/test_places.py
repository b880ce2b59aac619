import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.screening.gazetteer import find
from jobs.screening.places import read_places
from jobs.vocabulary.regions import countries, regions

LABELS = {
    "": "", "Remote": "", "Flexible / Remote": "", "Anywhere": "anywhere", "Worldwide": "anywhere", "Global": "anywhere", "Anywhere in the world": "anywhere",
    "USA": "united-states", "US only": "united-states", "us": "united-states", "U.S.A.": "united-states", "Remote (US)": "united-states", "REMOTE IN USA": "united-states",
    "US-based": "united-states", "Anywhere in the US": "united-states", "Anywhere (US)": "united-states", "New York, NY": "united-states", "San Francisco, CA / Remote": "united-states",
    "Washington, D.C.": "united-states", "Remote - TX": "united-states", "Hoboken, NJ": "united-states", "Fremont, CA": "united-states", "Paris, TX": "united-states", "Seattle, WA, US": "united-states",
    "Birmingham, AL": "united-states", "Georgia, USA": "united-states", "Atlanta, Georgia": "united-states", "Tbilisi, Georgia": "georgia", "Tel Aviv, IL": "israel",
    "USA, Canada": "united-states canada", "US/CA": "united-states canada", "CA, US": "united-states", "Toronto, ON, CA": "canada", "London, Ontario, Canada": "canada", "London, ON": "canada",
    "London": "united-kingdom", "UK & Ireland": "united-kingdom ireland", "Cambridge, UK": "united-kingdom", "Berlin, Germany": "germany", "Berlin Germany": "germany", "Germany - Berlin": "germany",
    "Remote - Germany": "germany", "Germany (Remote)": "germany", "Wolfsburg, Germany": "germany", "DE": "germany", "Köln": "germany", "Paris, London, Berlin": "france united-kingdom germany",
    "Europe": "europe", "EU": "european-union", "EU residents only": "european-union", "EMEA": "emea", "APAC": "apac", "LATAM": "latam", "Americas": "north-america latam", "DACH": "germany austria switzerland",
    "Nordics": "denmark finland iceland norway sweden", "Benelux": "belgium luxembourg netherlands", "Europe (CET)": "europe", "Europe, Germany": "europe", "Anywhere in Europe or Africa": "europe africa",
    "Eastern Europe": "belarus bulgaria czechia hungary moldova poland romania russia slovakia ukraine", "Trinidad & Tobago": "trinidad-tobago", "Bosnia and Herzegovina": "bosnia-herzegovina",
    "Argentina, Brasil or México": "argentina brazil mexico", "San Jose, Costa Rica": "costa-rica", "San Jose, CA": "united-states", "Singapore, Hong Kong SAR": "singapore hong-kong-sar-china",
    "Worldwide (except China)": "anywhere", "Worldwide, US preferred": "anywhere", "US time zones": "", "Remote (EST)": "", "Outside US, Canada": "", "Non-US": "", "Newcastle, Australia": "australia",
}  # fmt: skip
UNKNOWN = ["Transylvania", "Anywhere in Transylvania", "Multiple locations", "Georgia", "Cambridge", "San Jose", "Remote - CO", "US preferred", "NA", "CA", "OK"]  # fmt: skip


@pytest.mark.parametrize(("label", "slugs"), LABELS.items())
def test_a_label_is_read(label, slugs):
    assert read_places(label).regions == tuple(slugs.split())
    assert read_places(label).unknown == ()


PARTS = {
    "Remote - California": "California", "US (CA, NY, TX)": "California New York Texas", "London (remote OK)": "London", "Tulsa, OK": "Tulsa",
    "Springfield, IL": "Springfield", "Berlin, DE": "Berlin", "Wilmington, DE": "Wilmington", "Ontario, Canada": "Ontario",
    "Remote in Canada (Ontario, Quebec)": "Ontario Quebec", "Georgia, Florida": "Georgia Florida", "Remote (CA, US)": "California", "England": "England",
    "US-CA-San Francisco": "California San Francisco", "Praca zdalna, Warszawa": "Warszawa", "Toronto, CA": "Toronto", "Paris, Texas": "Paris",
    "Remote | Berlin, Hamburg oder München": "Berlin Hamburg München", "Indianapolis, IN, US": "Indianapolis",
    "New York; Remote (USA)": "", "San Francisco, CA / Remote (US)": "", "Paris / Lyon / Remote France": "", "USA": "", "US, UK": "",
}  # fmt: skip
WHOLES = {
    "Deutschlandweit": "germany", "Télétravail, France": "france", "cualquier lugar": "anywhere", "Polska (zdalnie)": "poland", "Remoto - España": "spain",
    "Heel Nederland": "netherlands", "Qualquer lugar do Brasil": "brazil", "überall in Deutschland": "germany", "n'importe où en France": "france",
    "Weltweit": "anywhere", "Europaweit": "europe", "Cała Polska": "poland", "Österreich oder Schweiz": "austria switzerland", "États-Unis": "united-states",
    "US, IN": "united-states india", "US, CA, UK": "united-states canada united-kingdom", "NA, EMEA": "north-america emea", "Remote (NA)": "north-america",
    "Remote, DE": "germany", "Georgia, Armenia, Turkey": "georgia armenia turkiye", "Windhoek, NA": "namibia", "Europe (Spain, Portugal)": "spain portugal",
    "EMEA - London": "united-kingdom", "Worldwide (HQ: Berlin)": "anywhere", "anywhere but China": "anywhere",
}  # fmt: skip
EXCLUDED = {
    "anywhere but China": (("china",), ()), "LATAM (except Brazil)": (("brazil",), ()), "USA (excluding California)": ((), ("California",)),
    "USA, except Alaska & Hawaii": ((), ("Alaska", "Hawaii")), "Non-US": (("united-states",), ()), "weltweit außer China": (("china",), ()),
    "partout sauf en Russie": (("russia",), ()), "Europa excepto España": (("spain",), ()),
}  # fmt: skip


@pytest.mark.parametrize(("label", "parts"), PARTS.items())
def test_a_label_names_parts_of_a_country(label, parts):
    assert " ".join(read_places(label).parts) == parts
    assert bool(read_places(label).partly) == bool(parts)
    assert read_places(label).unknown == ()


@pytest.mark.parametrize(("label", "slugs"), WHOLES.items())
def test_a_label_is_read_as_a_whole_in_seven_languages(label, slugs):
    assert read_places(label).regions == tuple(slugs.split())
    assert read_places(label).unknown == ()


@pytest.mark.parametrize(("label", "never"), EXCLUDED.items())
def test_a_label_excludes_places(label, never):
    assert (read_places(label).never, read_places(label).never_parts) == never
    assert not set(read_places(label).never) & set(read_places(label).regions)


def test_a_part_that_cannot_be_read_is_told_beside_the_others():
    assert read_places("Germany, Hintertupfingen").regions == ("germany",)
    assert read_places("Germany, Hintertupfingen").unknown == ("Hintertupfingen",)


@pytest.mark.parametrize("label", UNKNOWN)
def test_what_cannot_be_read_for_sure_is_unknown(label):
    assert read_places(label).regions == ()
    assert read_places(label).unknown


def test_the_codes_of_the_source_settle_what_the_label_leaves_open():
    assert read_places("Cambridge", ("GB",)).regions == ("united-kingdom",)
    assert read_places("Georgia", ("GE",)).regions == ("georgia",)
    assert read_places("Remote", ("us", "ca")).regions == ("united-states", "canada")
    assert read_places("Remote", ("XX",)).regions == ()
    assert read_places("Somewhere odd", ("DE",)).unknown == ()


@pytest.mark.parametrize("code", sorted(countries()))
def test_every_country_is_known_by_its_name(code):
    region = countries()[code]
    if region.slug != "georgia":  # also a state, see above
        assert read_places(region.name).regions == (region.slug,)
        assert read_places(f"Remote ({region.name})").regions == (region.slug,)


@given(st.text(max_size=80), st.lists(st.text(max_size=3), max_size=2).map(tuple))
def test_every_label_has_an_answer_of_known_regions(label, codes):
    assert all(slug in regions() for slug in read_places(label, codes).regions)


@given(st.lists(st.sampled_from([*LABELS, "|", "/", " - ", "(", ")", "CA", "DE", "except"]), max_size=5).map(" ".join))
def test_any_mix_of_labels_has_an_answer(label):
    assert all(slug in regions() for slug in read_places(label).regions)


def test_a_megabyte_of_label_is_no_burden():
    started = time.process_time()
    read_places("US, " * 250_000)
    find("New York, " * 20_000)
    assert time.process_time() - started < 5


def test_running_text_tells_places_from_other_words_by_their_case():
    text = "Join us in Boulder, CO or near Reading; reading in London, Ontario helps. The UK-based Nice team is nice."
    assert [(text[one.start : one.end], one.name.regions) for one in find(text)] == [
        ("Boulder, CO", ("united-states",)), ("London, Ontario", ("canada",)), ("UK", ("united-kingdom",)), ("Nice", ("france",)),
    ]  # fmt: skip
