"""The widget's script, data and page; oEmbed; llms.txt."""

import datetime as dt
import html
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import timezone

from jobs import services
from jobs.pay import Pay
from tests.factories import a_job, a_published_guide

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL


@pytest.fixture
def board():
    now = timezone.now()

    def job(hours, **changes):
        return a_job(now=now - dt.timedelta(hours=hours), **changes)

    return {
        "old": job(50, title="Operations Manager", company="Dogwood", pay=None),
        "spain": job(5, title="Data Analyst", company="Alder", regions=("spain",), place="Spain"),
        "new": job(1, title="Data Engineer", company="Birch", pay=Pay(6_000_000, 7_000_000, "EUR", "year"), industries=("engineering",)),
    }  # fmt: skip


# --- The widget ---------------------------------------------------------------------------------------------------------------


def test_the_script_is_small_and_has_one_address(client):
    response = client.get("/widget.js")
    assert len(response.content) <= 5 * 1024
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not re.search(r"innerHTML|eval|Function\(|cookie\b.*=|\.style\b|localStorage", response.content.decode())


def test_the_newest_jobs_are_told_in_words(client, board, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get("/widget/jobs.json")
    told = response.json()
    assert [job["title"] for job in told["jobs"]] == ["Data Engineer", "Data Analyst", "Operations Manager"]
    assert told["jobs"][0] == {
        "title": "Data Engineer", "url": f"{SITE}{board['new'].get_absolute_url()}", "company": "Birch",
        "facts": ["Anywhere", "€60,000–€70,000 a year", "Full-time"], "age": "1 hour ago",
    }  # fmt: skip
    assert (told["title"], told["url"], told["site"]) == ("Remote jobs", f"{SITE}/jobs/", settings.SITE_NAME)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert response["Cache-Control"] == "public, max-age=300"
    assert response.cookies == {}
    with django_assert_num_queries(0):
        assert client.get("/widget/jobs.json").content == response.content


def test_a_search_narrows_the_list(client, board):
    def titles(query):
        return [job["title"] for job in client.get(f"/widget/jobs.json?{query}").json()["jobs"]]

    assert titles("q=data&count=1") == ["Data Engineer"]
    assert titles("geo=germany") == ["Data Engineer", "Operations Manager"]
    assert titles("geo=ES&q=analyst") == ["Data Analyst"]
    assert titles("industry=dev") == ["Data Engineer"]
    told = client.get("/widget/jobs.json?q=zeppelin&geo=spain").json()
    assert (told["jobs"], told["title"]) == ([], "Remote jobs: “zeppelin”, Open to Spain")


@pytest.mark.parametrize(
    "query",
    [
        "geo=atlantis",
        "industry=xyz",
        "count=0",
        "count=21",
        "count=five",
        "count=-1",
        "count=²",
        "count=00019999",
        f"count=0001{'9' * 5000}",
    ],
)
def test_a_value_that_nobody_knows_is_refused(client, query):
    response = client.get(f"/widget/jobs.json?{query}")
    assert response.status_code == 400
    assert response.json()["error"].startswith(query.partition("=")[0])
    assert response["Access-Control-Allow-Origin"] == "*"


def test_visitors_of_other_sites_are_limited_apart_from_programs(client, settings):
    settings.API_NETWORK_MINUTE = 2
    assert [client.get(f"/widget/jobs.json?count={at}").status_code for at in (1, 2, 3)] == [200, 200, 429]
    assert client.get("/oembed?url=x").status_code == 404


def test_the_page_builds_the_code_without_javascript(client, board):
    page = client.get("/widget/", {"q": 'a "b" <c>', "geo": "ES", "count": "3", "theme": "dark", "industry": ""})
    shown = html.unescape(re.search(r'<code id="snippet">(.*?)</code>', page.content.decode(), re.DOTALL)[1])
    assert shown == (
        '<remote-jobs data-q="a &quot;b&quot; &lt;c&gt;" data-geo="spain" data-count="3" data-theme="dark">\n'
        f'  <a href="{SITE}/jobs/?geo=spain&amp;q=a+%22b%22+%3Cc%3E">Remote jobs: “a &quot;b&quot; &lt;c&gt;”, Open to Spain on '
        f"{settings.SITE_NAME}</a>\n</remote-jobs>\n"
        f'<script async src="{SITE}/widget.js"></script>'
    )
    assert '<remote-jobs data-q="a &quot;b&quot; &lt;c&gt;"' in page.content.decode()
    assert "<c>" not in page.content.decode()


def test_the_page_says_what_it_does_not_know_and_keeps_what_was_typed(client):
    page = client.get("/widget/?geo=spian&q=designer")
    shown = html.unescape(page.content.decode())
    assert page.status_code == 400
    assert "We don't recognize “spian”. Did you mean Spain" in shown.replace("’", "'")
    assert 'value="spian"' in shown
    assert 'value="designer"' in shown
    assert "<code id=" not in shown


def test_the_footer_leads_to_the_page(client):
    assert 'href="/widget/"' in client.get("/about/").content.decode()
    assert client.get("/widget/").status_code == 200


# --- oEmbed -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def embed(client):
    def embed(path, **parameters):
        return client.get("/oembed", {"url": path if "://" in path else f"{SITE}{path}", **parameters})

    return embed


def test_a_job_has_a_card(embed, board, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = embed(board["new"].get_absolute_url())
    told = response.json()
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", "Data Engineer")
    assert (told["author_name"], told["provider_url"]) == ("Birch", f"{SITE}/")
    assert (told["width"], told["height"]) == (600, 170)
    url = f"{SITE}{board['new'].get_absolute_url()}"
    assert told["html"] == (
        f'<blockquote cite="{url}"><p><a href="{url}"><strong>Data Engineer</strong></a></p><p>Birch</p>'
        "<p>Anywhere · €60,000–€70,000 a year · Full-time</p></blockquote>"
    )


def test_a_guide_has_a_card_with_a_picture(embed):
    a_published_guide(now=timezone.now())
    told = embed("/careers/lighthouse-keeper/").json()
    assert (told["type"], told["title"], told["author_name"]) == ("rich", "Lighthouse Keeper", settings.SITE_NAME)
    assert "Keeps a light burning and a log honest." in told["html"]
    assert (told["thumbnail_url"], told["thumbnail_width"]) == (f"{SITE}/careers/lighthouse-keeper/og.png", 1200)
    assert "thumbnail_url" not in embed("/careers/lighthouse-keeper/", maxwidth=800).json()


def test_a_card_fits_or_is_a_link(embed, board):
    path = board["new"].get_absolute_url()
    assert embed(path, maxwidth=400).json()["width"] == 400
    for narrow in ({"maxwidth": 219}, {"maxheight": 100}):
        told = embed(path, **narrow).json()
        assert (told["type"], "html" in told, "width" in told) == ("link", False, False)
    for wrong in ("wide", "-5", "0", "5.5", "9999999", "0000019999999", f"000001{'9' * 5000}"):
        refused = embed(path, maxwidth=wrong)
        assert (refused.status_code, refused.json()) == (400, {"error": "maxwidth must be a number of pixels."})


def test_xml_says_the_same(embed, board):
    path = board["new"].get_absolute_url()
    response = embed(path, format="xml")
    read = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    told = {element.tag: element.text for element in read}
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert told == {name: str(value) for name, value in embed(path).json().items()}
    assert embed(path, format="yaml").status_code == 501


def test_text_of_employers_stays_text(embed):
    job = a_job(now=timezone.now(), title="<img src=x onerror=alert(1)> & “co”", company="<b>Evil</b>")
    told = embed(job.get_absolute_url()).json()
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; “co”" in told["html"]
    assert "<img" not in told["html"]
    assert "<b>" not in told["html"]


@pytest.mark.parametrize(
    "url",
    ["/jobs/", "/jobs/999-x/", "/careers/nothing/", "/no-such-page/", "https://evil.example/jobs/1-x/", "http://[", "javascript:alert(1)"],
)  # fmt: skip
def test_other_addresses_have_none(embed, url):
    assert embed(url).status_code == 404


def test_only_our_own_addresses_have_one(embed, board):
    path = board["new"].get_absolute_url()
    host = SITE.partition("://")[2]
    for site in ("https://evil.example", f"ftp://{host}", f"https://evil@{host}", f"https://{host}.evil.example"):
        assert embed(f"{site}{path}").status_code == 404
    assert embed(f"{SITE}{path}?utm_source=x#top").status_code == 200


def test_an_address_that_leads_to_a_page_has_its_card(embed, client, board):
    guide = a_published_guide(now=timezone.now())
    guide.former_slugs = ["wickie"]
    guide.save()
    job, scheme, host = board["new"].get_absolute_url(), *SITE.split("://")
    usual = "" if ":" in host else {"http": ":80", "https": ":443"}[scheme]
    for path in (
        job.rstrip("/"),
        f"/jobs/{board['new'].pk}-an-older-title",
        "/careers/wickie/",
        "/careers/Lighthouse-Keeper",
    ):
        assert client.get(path, follow=True).status_code == 200
        assert embed(path).status_code == 200, path
    for address in (f"{scheme.upper()}://{host.upper()}{job}", f"{scheme}://{host}{usual}{job}", f" {SITE}{job}\n"):
        assert embed(address).json()["title"] == "Data Engineer", address
    for wrong in (
        f"{scheme}://{host.partition(':')[0]}:1{job}",
        f"{scheme}://{host.partition(':')[0]}:x{job}",
        f"{SITE}",
    ):
        assert embed(wrong).status_code == 404, wrong


def test_closed_jobs_have_none_and_an_address_is_needed(embed, client, board):
    services.fill(job=board["new"], now=timezone.now())
    assert embed(board["new"].get_absolute_url()).status_code == 404
    assert client.get("/oembed").status_code == 400


def test_pages_name_the_provider(client, board):
    a_published_guide(now=timezone.now())
    for path in (board["spain"].get_absolute_url(), "/careers/lighthouse-keeper/"):
        page = client.get(path).content.decode()
        for kind in ("application/json", "text/xml"):
            [address] = re.findall(rf'type="{kind}\+oembed"\s+href="([^"]*)"', page)
            assert address.startswith(f"{SITE}/oembed?")
            response = client.get(html.unescape(address).removeprefix(SITE))
            assert (response.status_code, response["Content-Type"].partition(";")[0]) == (200, kind)
    assert "oembed" not in client.get("/jobs/").content.decode()


# --- llms.txt -------------------------------------------------------------------------------------------------------------------


def test_llms_txt_leads_to_what_is_there(client):
    a_published_guide(now=timezone.now())
    response = client.get("/llms.txt")
    body = response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert body.startswith(f"# {settings.SITE_NAME}\n\n> ")
    addresses = re.findall(r"^- \[[^\]]+\]\(([^)]+)\)", body, re.MULTILINE)
    assert f"{SITE}/careers/lighthouse-keeper.md" in addresses
    for address in addresses:
        assert address.startswith(SITE)
        assert client.get(address.removeprefix(SITE)).status_code in (
            200,
            302,
            400,
            405,
        )  # MCP takes no GET, oEmbed needs a url
