"""Where people are, and which languages they speak."""

import pytest

from resumes.document import Language, Location
from resumes.publishing.directory.languages import codes_of
from resumes.publishing.directory.places import place_of


@pytest.mark.parametrize(
    ("city", "region", "country", "text", "zones"),
    [
        ("Lisbon", "", "PT", "Lisbon, Portugal", "Europe/Lisbon"),
        ("Berlin", "", "de", "Berlin, Germany", "Europe/Berlin"),
        ("Austin", "TX", "US", "Austin, United States", "America/Chicago"),
        ("Portland", "Oregon", "US", "Portland, United States", "America/Los_Angeles"),
        ("New York", "", "US", "New York, United States", "America/New_York"),
        ("Springfield", "", "US", "Springfield, United States", None),
        ("Springfield", "Illinois", "US", "Springfield, United States", "America/Chicago"),
        ("", "", "US", "United States", None),
        ("Montréal", "Québec", "CA", "Montréal, Canada", "America/Toronto"),
        ("Perth", "", "AU", "Perth, Australia", "Australia/Perth"),
        ("Oaxaca", "", "MX", "Oaxaca, Mexico", "America/Mexico_City"),
        ("Mexicali", "Baja California", "MX", "Mexicali, Mexico", "America/Tijuana"),
        ("Valencia", "", "ES", "Valencia, Spain", "Europe/Madrid"),
        ("Lviv", "", "UA", "Lviv, Ukraine", "Europe/Kyiv"),
        ("Dunedin", "", "NZ", "Dunedin, New Zealand", "Pacific/Auckland"),
        ("", "", "RU", "Russia", None),
        ("Singapore", "", "SG", "Singapore", "Asia/Singapore"),
        ("Atlantis", "", "XX", "Atlantis", ""),
        ("", "", "", "", ""),
    ],
)
def test_a_place_tells_its_name_and_its_time_zone(city, region, country, text, zones):
    place = place_of(Location(city=city, region=region, country_code=country))
    assert place.text == text
    if zones is None:
        assert len(place.zones) > 1
    else:
        assert " ".join(place.zones) == zones


@pytest.mark.parametrize(
    ("named", "codes"),
    [
        (["German", "english"], ["de", "en"]),
        (["Deutsch", "Anglais", "Niederländisch"], ["de", "en", "nl"]),
        (["Português (nativo)", "español"], ["pt", "es"]),
        (["日本語", "العربية", "हिन्दी", "Mandarin"], ["ja", "ar", "hi", "zh"]),
        (["Klingon", ""], []),
        (["English", "English"], ["en"]),
    ],
)
def test_languages_are_known_by_their_names(named, codes):
    assert codes_of([Language(language=name) for name in named]) == codes
