"""Adds invented advertisers with campaigns, and what two weeks of readers saw and clicked."""

import datetime as dt
import io
import random

from django.db import transaction
from PIL import Image, ImageDraw

from ads import services
from ads.counting import add_batch
from ads.images import digest_of
from ads.models import Advertiser, Campaign
from jobs.logos import as_png

DAYS = 14
CAMPAIGNS = (
    {
        "advertiser": "Harborline Desks",
        "name": "Standing desks, autumn",
        "headline": "A desk that stands up when you do",
        "text": "Solid ash, quiet motor, ten years of warranty. Free delivery in Europe and North America.",
        "button": "See desks",
        "target": "https://desks.example/?from=wayfarer",
        "placements": ["guide", "search", "job", "company"],
        "weight": 30,
    },
    {
        "advertiser": "Lingua Lane",
        "name": "English for engineers",
        "headline": "Your next interview is in English?",
        "text": "Practice with a teacher who has hired engineers. Forty minutes, any time zone.",
        "button": "Book a lesson",
        "target": "https://lessons.example/engineers",
        "placements": ["search", "job"],
        "industries": ["engineering", "data-science", "cybersecurity"],
        "weight": 60,
        "views_a_day": 2000,
    },
    {
        "advertiser": "Lingua Lane",
        "name": "Spring, not agreed yet",
        "headline": "Learn Portuguese by the sea",
        "text": "Two weeks in Porto, lessons in the morning, work in the afternoon.",
        "button": "See dates",
        "target": "https://lessons.example/porto",
        "placements": ["guide"],
    },
)


def load(*, now: dt.datetime) -> int:
    """Adds the campaigns unless there are any. Returns their number."""
    if Advertiser.objects.exists():
        return 0
    with transaction.atomic():
        _load(now)
    return len(CAMPAIGNS)


def _load(now: dt.datetime) -> None:
    chance = random.Random(17)  # noqa: S311 - invented figures, the same each time
    for fields in CAMPAIGNS:
        name = str(fields["advertiser"])
        advertiser, _made = Advertiser.objects.get_or_create(
            name=name, defaults={"contact": f"ads@{name.split()[0].lower()}.example"}
        )
        campaign = Campaign(**{**fields, "advertiser": advertiser, "starts_at": now - dt.timedelta(days=DAYS)})
        if "desks" in campaign.target:
            campaign.image = _desk()
            campaign.image_digest = digest_of(campaign.image)
        services.save_campaign(campaign=campaign, now=now)
        if campaign.weight > 10:
            services.move(campaign=campaign, to=Campaign.State.ACTIVE, by=None, now=now)
            add_batch(id=f"demo-{campaign.pk}", counts=_counts(campaign, chance, now), now=now)


def _desk() -> bytes:
    """Draws a desk."""
    picture = Image.new("RGB", (128, 128), "#F6F2E9")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((16, 52, 112, 62), fill="#9C5A2B")
    for left in (26, 94):
        pen.rectangle((left, 62, left + 8, 104), fill="#4B4F58")
        pen.rectangle((left - 8, 100, left + 16, 106), fill="#4B4F58")
    pen.rectangle((48, 24, 84, 48), fill="#0B6B5D")
    stored = io.BytesIO()
    picture.save(stored, "PNG")
    return as_png(stored.getvalue())


def _counts(campaign: Campaign, chance: random.Random, now: dt.datetime) -> dict[str, int]:
    found = {}
    for days in range(1, DAYS + 1):
        day = (now - dt.timedelta(days=days)).strftime("%Y%m%d")
        for placement in campaign.placements:
            views = chance.randint(80, 400)
            where = f"{campaign.pk}:{placement}"
            found[f"{day}:view:{where}"] = views
            found[f"{day}:view:{where}:bot"] = views // 3
            found[f"{day}:click:{where}"] = chance.randint(0, views // 60)
            found[f"{day}:click:{where}:repeated"] = chance.randint(0, 2)
    return found
