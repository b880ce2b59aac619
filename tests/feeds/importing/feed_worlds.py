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
SINGLE_ANSWERS = ("greenhouse", "lever", "smartrecruiters", "rippling")  # whose feeds have an address for each job
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
    "teamtailor": "/jobs.json",
    "bamboohr": "/careers/list",
    "rippling": "/platform/api/ats/v1/board/northwind/jobs",
    "pinpoint": "/postings.json",
    "workday": "/wday/cxs/northwind/careers/jobs",
    "remotive": "/api/remote-jobs",
    "himalayas": "/open/api",
    "remoteok": "/api",
    "workingnomads": "/api/exposed_jobs/",
    "arbeitnow": "/api/job-board-api",
    "atom": "/atom.xml",
    "jsonfeed": "/feed.json",
    "jsonld": "/careers",
    "csv": "/table.csv",
}
NEWEST = ("remotive", "himalayas", "remoteok", "workingnomads", "arbeitnow", "atom", "jsonfeed", "jsonld")  # ten jobs


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
        if self.format == "bamboohr" and parts.path.startswith("/careers/"):
            name = parts.path.split("/")[2]
            page = next((self.page_of(one) for one in self.openings if self.id_of(one) == name), "")
            opening = {"description": WORDS, "jobOpeningShareUrl": page}
            return 200, {}, json.dumps({"result": {"jobOpening": opening}}).encode()
        if self.format == "workday" and parts.path.startswith("/wday/"):
            return self._workday_detail(parts.path.rpartition("_")[2])
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

    def _workday_detail(self, name):
        found = [one for one in self.openings if self.id_of(one) == name and one.is_open(self.now)]
        if not found:
            return 404, {}, b"{}"
        info = {"title": found[0].title, "jobDescription": WORDS, "location": f"Remote - {found[0].place}",
                "externalUrl": self.page_of(found[0])}  # fmt: skip
        return 200, {}, json.dumps({"jobPostingInfo": info, "hiringOrganization": {"name": "Northwind"}}).encode()

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
        if "short" in self.faults:  # by less than half
            shown = shown[: len(shown) * 6 // 10]
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
        if self.format in NEWEST:
            return sorted(there, key=lambda one: one.updated, reverse=True)[:10]
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
            case "teamtailor" | "jsonfeed":
                return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": entries}).encode()
            case "bamboohr":
                return json.dumps({"meta": {"totalCount": total}, "result": entries}).encode()
            case "rippling" | "remoteok" | "workingnomads":
                return json.dumps(entries).encode()
            case "pinpoint" | "arbeitnow":
                return json.dumps({"data": entries}).encode()
            case "workday":
                start = int(query.get("offset", ["0"])[0])
                return json.dumps({"total": total, "jobPostings": entries[start : start + 20]}).encode()
            case "remotive" | "himalayas":
                return json.dumps({"jobs": entries}).encode()
            case "atom":
                return (
                    f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Jobs</title>{"".join(entries)}</feed>'.encode()
                )
            case "jsonld":
                data = json.dumps({"@graph": entries})
                return f'<html><script type="application/ld+json">{data}</script></html>'.encode()
            case "csv":
                return ("id,title,company,url,location,description\n" + "".join(entries)).encode()
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
            case "teamtailor":
                return {
                    "id": name,
                    "url": page,
                    "title": one.title,
                    "content_html": WORDS,
                    "_jobposting": self._posting(one),
                }
            case "jsonld":
                return {**self._posting(one), "url": page, "description": WORDS}
            case "jsonfeed":
                return {"id": name, "url": page, "title": one.title, "content_html": WORDS, "tags": ["Remote"],
                        "authors": [{"name": "Northwind"}], "date_published": skewed.isoformat()}  # fmt: skip
            case "bamboohr":
                return {
                    "id": name,
                    "jobOpeningName": one.title,
                    "isRemote": True,
                    "atsLocation": {"country": one.place},
                }
            case "rippling":
                return {"uuid": name, "name": one.title, "url": page, "workLocation": {"label": place},
                        "description": {"role": WORDS}}  # fmt: skip
            case "pinpoint":
                return {"id": name, "title": one.title, "url": page, "description": WORDS, "workplace_type": "remote",
                        "location": {"name": one.place}}  # fmt: skip
            case "workday":
                return {"title": one.title, "externalPath": f"/job/x/Officer_{name}", "locationsText": place}
            case "remotive":
                return {"id": int(name), "url": page, "title": one.title, "company_name": "Northwind", "description": WORDS,
                        "candidate_required_location": one.place, "publication_date": skewed.isoformat()}  # fmt: skip
            case "himalayas":
                return {"guid": page, "title": one.title, "companyName": "Northwind", "locationRestrictions": [one.place],
                        "description": WORDS, "pubDate": int(skewed.timestamp()), "applicationLink": page}  # fmt: skip
            case "remoteok":
                return {"id": name, "position": one.title, "company": "Northwind", "url": page, "location": one.place,
                        "description": WORDS, "epoch": int(skewed.timestamp())}  # fmt: skip
            case "workingnomads":
                return {"url": page, "title": one.title, "company_name": "Northwind", "location": one.place,
                        "description": WORDS, "pub_date": skewed.isoformat()}  # fmt: skip
            case "arbeitnow":
                return {"slug": name, "title": one.title, "company_name": "Northwind", "location": one.place, "url": page,
                        "remote": True, "description": WORDS, "created_at": int(skewed.timestamp())}  # fmt: skip
            case "atom":
                return (f"<entry><id>{name}</id><title>{one.title} at Northwind</title><link href='{page}'/>"
                        f"<location>{place}</location><content>{escape(WORDS)}</content></entry>")  # fmt: skip
            case "csv":
                return f'{name},{one.title},Northwind,{page},"{place}","{WORDS}"\n'
            case "rss":
                return (f"<item><title>Northwind: {one.title}</title><link>{page}</link><guid>{name}</guid>"
                        f"<region>{one.place}</region><description>{escape(WORDS)}</description>"
                        f"<pubDate>{skewed:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>")  # fmt: skip

    def _posting(self, one):
        return {"@type": "JobPosting", "title": one.title, "hiringOrganization": {"name": "Northwind"},
                "jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": {"name": one.place}}  # fmt: skip
