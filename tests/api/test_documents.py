"""What programs are told about companies, guides and occupations."""

import pytest
from django.conf import settings

from api.documents.companies import describe_company
from api.documents.figures import describe_advertised_pay
from api.documents.guides import describe_guide
from api.documents.occupations import describe_occupation, summarize_occupation
from careers.models import Edition
from careers.pages import page_of_edition
from jobs import company_stats, market_stats
from jobs.models import Company, Job
from occupations.models import Occupation
from tests.factories import NOW, a_job, a_published_guide, a_published_wage

pytestmark = pytest.mark.django_db


def test_a_company_is_told_with_how_its_jobs_ended():
    a_job(company="Northwind")
    company = Company.objects.get(name="Northwind")
    told = describe_company(company, company_stats.track_record_of(company, now=NOW))
    assert (told.open_jobs, told.outcomes.filled, told.outcomes.days_open) == (1, 0, None)
    assert told.url == f"{settings.SITE_URL}{company.get_absolute_url()}"


def test_a_guide_is_told_in_sections_with_sources_of_its_figures():
    a_published_wage(median=98_000, p10=52_000, p25=70_000, p75=130_000, p90=None, top_coded=("p90",))
    a_published_guide()
    edition = Edition.objects.live(NOW).with_first_published().get()
    told = describe_guide(page_of_edition(edition, NOW), edition)
    assert told.sections[0].model_dump() == {
        "key": "demand_text", "heading": "Market demand", "text": "Few posts open in a year.",
    }  # fmt: skip
    assert next(one for one in told.sections if one.key == "tech_stack").text == "- Marine radio\n- Barometer"
    assert (told.pay[0].median, told.pay[0].source.basis) == (41_000, "editorial")
    assert (told.published_pay.median, told.published_pay.p90, told.published_pay.at_least) == (98_000, None, ["p90"])
    assert told.published_pay.source.release == "May 2025"
    assert (told.growth.rate, told.occupation, told.match) == (-12.0, "53-5021", "related")


def test_an_occupation_is_told_with_the_credits_that_licenses_ask_for(occupations):
    occupation = Occupation.objects.get(slug="software-developers")
    told = describe_occupation(occupation)
    [pay] = [one for one in told.pay if one.country == "US"]
    assert pay.median == summarize_occupation(occupation).median_pay == occupation.median_pay / 100
    assert pay.source.publisher
    assert pay.source.release
    assert any("CC BY 4.0" in credit.text for credit in told.credits)
    assert told.outlook.growth == float(occupation.growth)


def test_advertised_pay_is_told_only_of_enough_jobs():
    for number in range(market_stats.FEWEST):
        few = market_stats.market_of(Job.objects.leading(), now=NOW)
        assert describe_advertised_pay(few) is None
        a_job(title=f"Officer {number}")
    told = describe_advertised_pay(market_stats.market_of(Job.objects.leading(), now=NOW))
    assert (told.low, told.high, told.sample) == (72_000, 88_000, market_stats.FEWEST)
    assert told.source.sample_size == market_stats.FEWEST
