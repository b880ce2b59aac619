"""Job boards that live for weeks: jobs open, change, close and come back, and the feeds about them have the faults of real feeds."""

import datetime as dt
import json
import random
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

WORDS = "<p>You keep the office running from wherever you are. You plan the week and answer the post.</p>"
HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
SINGLE_ANSWERS = ("greenhouse", "lever", "smartrecruiters")  # whose feeds have an address for each job
FEEDS = {
    "jobicy": "/api/v2/remote-jobs",
    "greenhouse": "/v1/boards/northwind/jobs",
    "lever": "/v0/postings/northwind",
    "ashby": "/posting-api/job-board/northwind",
    "recruitee": "/api/offers/",
    "workable": "/api/v1/widget/accounts/northwind",
    "smartrecruiters": "/v1/companies/northwind/postings",
    "personio": "/xml",
    "rss": "/feed.xml",
}


@dataclass
class Opening:
    number: int
    opened: dt.datetime
    closes: dt.datetime
    place: str
    updated: dt.datetime
    returns: dt.datetime | None = None  # it is closed by mistake for a while
    ways: str = "404"  # how its page says that it is closed

    @property
    def title(self):
        return f"Operations Officer {self.number}"

    def is_open(self, at):
        if self.returns and self.returns - 4 * DAY <= at < self.returns:
            return False
        return self.opened <= at < self.closes

    def closed_since(self, at):
        if self.returns and self.returns - 4 * DAY <= at < self.returns:
            return self.returns - 4 * DAY
        return self.closes if at >= self.closes else None


@dataclass
class World:
    """``faults`` are what goes wrong at this moment; ``base`` is the address of the server that plays the board."""

    format: str
    seed: int
    start: dt.datetime
    base: str = ""
    now: dt.datetime | None = None
    faults: set = field(default_factory=set)
    ids_changed: bool = False
    openings: list = field(default_factory=list)

    def __post_init__(self):
        self.random = random.Random(f"{self.format} {self.seed}")  # noqa: S311 - the same world every time
        for _number in range(12):
            self._open(self.start - DAY * self.random.uniform(0, 6))
        at = self.start
        while (at := at + DAY * self.random.expovariate(0.9)) < self.start + 60 * DAY:
            self._open(at)

    def _open(self, at):
        lasts = DAY * max(0.5, self.random.gammavariate(1.5, 14))
        closes = at + lasts
        returns = at + lasts / 2 + 4 * DAY if lasts > 20 * DAY and self.random.random() < 0.3 else None
        ways = self.random.choice(["404", "410", "ended", "words"])
        number = len(self.openings) + 1
        place = self.random.choice(["Germany", "Spain", "Canada"])
        self.openings.append(Opening(number, at, closes, place, at, returns, ways))

    def step(self, now):
        self.now = now
        for opening in self.openings:
            if opening.returns and opening.updated < opening.returns <= now:
                opening.updated = opening.returns
            if opening.is_open(now) and self.random.random() < 0.01:
                opening.updated = now

    def id_of(self, opening):
        return str(opening.number + (7_000_000 if self.ids_changed else 1000))

    def page_of(self, opening):
        return f"{self.base}/jobs/{opening.number}"

    # --- What the board answers -------------------------------------------------------------------------------------

    def answer(self, path):
        """Status, headers and body."""
        parts = urlsplit(path)
        if "throttled" in self.faults:
            return 429, {"Retry-After": "600"}, b""
        if "down" in self.faults:
            return 500, {}, b""
        if parts.path == FEEDS[self.format]:
            return self._feed(parse_qs(parts.query))
        if "lost" in self.faults:  # the site moves: nothing is where it was
            return 404, {}, b"not here"
        if parts.path.startswith("/jobs/"):
            return self._page(int(parts.path.rpartition("/")[2]))
        if parts.path == FEEDS["jobicy"] + "/status" and self.format == "jobicy":
            return 200, {}, json.dumps({"success": True, "jobs": self._statuses(parts.query)}).encode()
        if self.format in SINGLE_ANSWERS and parts.path.startswith(FEEDS[self.format] + "/"):
            return self._single(parts.path.rpartition("/")[2])
        return 404, {}, b""

    def _statuses(self, query):
        ids = parse_qs(query)["ids"][0].split(",")
        by_id = {self.id_of(opening): opening for opening in self.openings}
        state = lambda one: "unknown" if one is None else "active" if one.is_open(self.now) else "closed"  # noqa: E731
        return [{"id": int(name), "status": state(by_id.get(name))} for name in ids]

    def _single(self, name):
        found = [one for one in self.openings if self.id_of(one) == name and one.is_open(self.now)]
        return (200, {}, json.dumps(self._entry(found[0])).encode()) if found else (404, {}, b"{}")

    def _page(self, number):
        opening = self.openings[number - 1]
        data = {"@context": "https://schema.org", "@type": "JobPosting", "title": opening.title}
        note = ""
        if not opening.is_open(self.now):
            if opening.ways in ("404", "410"):
                return int(opening.ways), {}, b"<h1>Nothing here</h1>"
            if opening.ways == "ended":
                since = opening.closed_since(self.now) - DAY
                data["validThrough"] = since.isoformat()
            else:
                data, note = None, "<div class='notice'>Sorry, this position is <b>no longer available</b>.</div>"
        block = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
        others = "<ul><li>Similar: Chief of Operations</li></ul><div hidden>This job is closed.</div>"
        return 200, {}, f"<title>x</title>{block}<h1>{opening.title}</h1>{note}{WORDS}{others}".encode()

    def _feed(self, query):
        shown = self._shown()
        if "filtered" in self.faults:
            shown = [one for one in shown if one.place == "Germany"]
        if "empty" in self.faults:
            shown = []
        if "reordered" in self.faults:
            self.random.shuffle(shown)
        body = self._body(shown, query)
        if "cut" in self.faults:
            body = body[: len(body) * 2 // 3]
        tag = f'"{hash(body)}"'
        return 200, {"ETag": tag}, body

    def _shown(self):
        """A window goes by what was updated last; it keeps what is closed meanwhile when it is RSS."""
        there = [one for one in self.openings if one.opened <= self.now]
        if self.format == "rss":
            return sorted(there, key=lambda one: one.updated, reverse=True)[:10]
        there = [one for one in there if one.is_open(self.now)]
        if self.format == "jobicy":
            newest = lambda one: one.returns if one.returns and one.returns <= self.now else one.opened  # noqa: E731
            there = [one for one in there if newest(one) > self.now - 7 * DAY]
        return sorted(there, key=lambda one: one.opened, reverse=True)

    def _body(self, shown, query):
        entries = [self._entry(one) for one in shown]
        if "doubled" in self.faults:
            entries += entries[:2]
        total = len(entries)
        if "first page only" in self.faults:  # and the rest is only counted
            entries = entries[: total // 2]
        match self.format:
            case "jobicy":
                start = int(query.get("cursor", ["0"])[0])
                more = str(start + 5) if start + 5 < len(entries) else None
                return json.dumps({"jobs": entries[start : start + 5], "jobCount": 5, "nextCursor": more}).encode()
            case "greenhouse":
                return json.dumps({"jobs": entries, "meta": {"total": total}}).encode()
            case "lever":
                return json.dumps(entries).encode()
            case "ashby":
                return json.dumps({"jobs": entries}).encode()
            case "recruitee":
                return json.dumps({"offers": entries}).encode()
            case "workable":
                return json.dumps({"name": "Northwind", "jobs": entries}).encode()
            case "smartrecruiters":
                start = int(query.get("offset", ["0"])[0])
                page = entries[start : start + 10]
                return json.dumps({"offset": start, "limit": 10, "totalFound": total, "content": page}).encode()
            case "personio":
                return f"<workzag-jobs>{''.join(entries)}</workzag-jobs>".encode()
            case "rss":
                return f'<rss version="2.0"><channel><title>Jobs</title>{"".join(entries)}</channel></rss>'.encode()

    def _entry(self, one):
        name, page, place = self.id_of(one), self.page_of(one), f"Remote - {one.place}"
        skewed = one.opened + 2 * HOUR  # their clock is ahead of ours
        match self.format:
            case "jobicy":
                return {"id": int(name), "url": page, "jobTitle": one.title, "companyName": "Northwind", "jobGeo": one.place,
                        "jobDescription": WORDS, "pubDate": skewed.isoformat()}  # fmt: skip
            case "greenhouse":
                return {"id": int(name), "title": one.title, "absolute_url": page, "company_name": "Northwind",
                        "content": WORDS, "location": {"name": place}, "first_published": skewed.isoformat()}  # fmt: skip
            case "lever":
                return {"id": name, "text": one.title, "hostedUrl": page, "description": WORDS, "workplaceType": "remote",
                        "categories": {"location": one.place}, "createdAt": int(skewed.timestamp() * 1000)}  # fmt: skip
            case "ashby":
                return {"id": name, "title": one.title, "jobUrl": f"https://jobs.ashby.example/{name}", "isRemote": True,
                        "descriptionHtml": WORDS, "location": one.place, "publishedAt": skewed.isoformat()}  # fmt: skip
            case "recruitee":
                return {"id": int(name), "title": one.title, "careers_url": page, "description": WORDS, "remote": True,
                        "company_name": "Northwind", "country": one.place, "status": "published"}  # fmt: skip
            case "workable":
                return {"shortcode": name, "title": one.title, "url": f"https://apply.workable.example/j/{name}",
                        "telecommuting": True, "country": one.place, "description": WORDS}  # fmt: skip
            case "smartrecruiters":
                return {"id": name, "name": one.title, "company": {"identifier": "northwind", "name": "Northwind"},
                        "postingUrl": page, "active": True, "location": {"remote": True, "country": "de"},
                        "jobAd": {"sections": {"jobDescription": {"title": "Job", "text": WORDS}}}}  # fmt: skip
            case "personio":
                said = f"<jobDescriptions><jobDescription><name>Job</name><value>{escape(WORDS)}</value></jobDescription></jobDescriptions>"
                return (f"<position><id>{name}</id><name>{one.title}</name><office>{place}</office>{said}"
                        f"<jobUrl>{page}</jobUrl></position>")  # fmt: skip
            case "rss":
                return (f"<item><title>Northwind: {one.title}</title><link>{page}</link><guid>{name}</guid>"
                        f"<region>{one.place}</region><description>{escape(WORDS)}</description>"
                        f"<pubDate>{skewed:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>")  # fmt: skip
