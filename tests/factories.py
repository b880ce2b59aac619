"""Things for tests to work on, made through the same services as everything else."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from accounts.models import User
from careers import services
from careers.document import GuideDocument
from jobs import services as postings
from jobs.job_data import JobData
from jobs.pay import Pay
from occupations.assembly import columns_of
from occupations.facts import Description, OccupationFacts, OnetFacts, Task
from occupations.facts import Pay as PublishedPay
from occupations.models import DataRelease, Occupation, ReleaseRow
from occupations.reading import PayRow
from occupations.sources import Key
from toolkit.rich_text import RichText

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


def a_document(**changes):
    """A small but complete guide."""
    document = {
        "title": "Lighthouse Keeper",
        "slug": "lighthouse-keeper",
        "field": "operations",
        "also_called": ["Light Keeper", "Wickie"],
        "remote": "no",
        "demand": 1,
        "growth": {"rate": "-12", "period": "2024–2034", "note": "Most lights run without a crew."},
        "pay": [
            {"country": "US", "currency": "USD", "low": 3000000, "entry": 3400000, "median": 4100000, "senior": 5200000, "high": 6000000}
        ],
        "occupation": {"code": "53-5021", "match": "related"},
        "stress": "Low, with hard nights",
        "balance": "Good",
        "outlook_status": "Shrinking",
        "outlook_source": "Editorial estimate",
        "related": ["Harbor Pilot"],
        "reviewed": "2026-11-20",
        "sources": [{"title": "Lists of Lights", "publisher": "Harbor Office", "year": 2025, "url": "https://example.org/lights"}],
        "summary": "Keeps a **light** burning and a log honest.",
        "demand_text": "Few posts open in a year.",
        "core_functions": "The keeper tends the lamp, the horn and the boat.",
        "responsibilities": ["Tend the lamp.", "Write down the weather."],
        "work_setting": "A tower, a store and a slipway.",
        "tech_stack": ["Marine radio", "Barometer"],
        "education_level": "School and a seamanship certificate.",
        "tech_skills": ["Signal optics", "Engine care"],
        "soft_skills": ["Patience"],
        "path": "Begin as a relief keeper.",
        "required_education": "Basic sea survival.",
        "tiers": [{"title": "Assistant", "years_from": 0, "years_to": 2, "text": "Stands the early watch."}, {"title": "Principal", "years_from": 10}],
        "global_outlook": "Some coasts still keep crews.",
        "challenges": "Storms.",
        "growth_paths": "Harbor work.",
        "trends": "Automation.",
        "day": [{"label": "Evening", "starts": "18:00", "ends": "22:00", "focus": "Lighting up", "tasks": ["Wind the clockwork."]}],
        "balance_text": "Long stretches, long leaves.",
        "skill_map": {"intro": "From lamp to station.", "groups": [{"title": "Ground", "text": "First things.", "skills": ["Knots"]}]},
        "pros": ["Quiet."],
        "cons": ["Fog."],
        "mistakes": ["Trusting a clear evening."],
        "advice": ["Read the barometer."],
        "case_studies": [{"title": "Two fogs", "takeaway": "Test the horn.", "text": "The horn had not been sounded for a month."}],
        "portfolio_tips": "Keep your logs.",
        "questions": [{"title": "Is it lonely?", "answer": "Less than people think."}],
    }  # fmt: skip
    return GuideDocument.model_validate({**document, **changes})


def a_guide(*, now=NOW, **changes):
    """A draft."""
    return services.import_document(document=a_document(**changes), update=False, by=None, now=now)


def a_published_guide(*, now=NOW, **changes):
    guide = a_guide(now=now, **changes)
    services.publish(guide=guide, by=None, now=now)
    return guide


def an_occupation(*, now=NOW, code="53-5021.00", title="Captains of Light Vessels", **columns):
    """An occupation of which little is published."""
    cited = {"source": Key.ONET, "release": "29.3", "code": code, "title": title}
    facts = OccupationFacts(
        code=code,
        title=title,
        definition=Description(**cited, url="https://www.onetonline.org/", text="Keep a vessel at its place."),
        onet=OnetFacts(**cited, tasks=(Task(text="Trim the lamp.", core=True),)),
    )
    columns = {"slug": slugify(title), **columns}
    return Occupation.objects.create(
        **{**columns_of(facts), **columns, "code": code, "facts": facts.model_dump(mode="json"), "updated_at": now}
    )


def a_user(email="ada@example.com", **fields):
    """Somebody whose address is confirmed."""
    user = User.objects.create_user(email, "correct horse battery", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def a_posting(**changes):
    """What an import hands over: a remote job that contradicts nothing."""
    posting = {
        "title": "Operations Officer",
        "company": "Northwind",
        "description": "<p>You keep the office running from wherever you are.</p><ul><li>Plan the week.</li></ul>",
        "industries": ("admin",),
        "place": "Anywhere",
        "workplace": "remote",
        "regions": ("anywhere",),
        "types": ("full-time",),
        "level": "midweight",
        "skills": ("Excel",),
        "pay": Pay(7_200_000, 8_800_000, "USD", "year"),
        "apply_url": "https://northwind.example/apply/1",
    }
    posting |= changes
    return JobData(**{**posting, "description": RichText(posting["description"])})


def a_job(*, now=NOW, source=None, external_id="", **changes):
    """A job on the board (or held, if what it says contradicts itself)."""
    return postings.add(posting=a_posting(**changes), source=source, external_id=external_id, now=now)


def a_published_wage(**figures):
    """A wage of an occupation in a current release of OEWS, in US dollars a year."""
    release, _made = DataRelease.objects.get_or_create(
        source="oews",
        name="May 2025",
        defaults={"reference": dt.date(2025, 5, 1), "is_current": True, "loaded_at": NOW},
    )
    texts = {"code": "53-5021", "title": "Captains and Mates"}
    given = {name: figures.pop(name, text) for name, text in texts.items()} | {
        "top_coded": figures.pop("top_coded", ())
    }
    employment = figures.pop("employment", None)
    pay = PublishedPay(
        source="oews", release=release.name, country="US", currency="USD", employment=employment, **given,
        **{name: dollars if dollars is None else dollars * 100 for name, dollars in figures.items()},
    )  # fmt: skip
    ReleaseRow.objects.create(release=release, code=pay.code, data=PayRow(pay=pay).model_dump(mode="json"))
    return pay


def shipped_wages(*codes):
    """The wages that come with the site, or those of some codes, in a current release."""
    from occupations.reading import SHIPPED, find_tables

    (tables,) = [tables for tables in find_tables(SHIPPED) if tables.key == "oews"]
    release = DataRelease.objects.create(
        source="oews", name=tables.name, reference=tables.reference, is_current=True, loaded_at=NOW
    )
    rows = [(code, row) for code, row in tables.rows() if not codes or code in codes]
    ReleaseRow.objects.bulk_create(
        ReleaseRow(release=release, code=code, data=row.model_dump(mode="json")) for code, row in rows
    )
