"""Anonymous pages are ready bytes; whatever is personal never enters them; a publication shows at once."""

import datetime as dt
import subprocess
import sys
import threading

import brotli
import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from careers import services
from careers.models import Edition
from tests.factories import a_document, a_guide, a_published_guide, a_user
from toolkit import page_cache, read_counter

pytestmark = pytest.mark.django_db
GUIDE = "/careers/lighthouse-keeper/"
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0"}


@pytest.fixture
def published():
    return a_published_guide(now=timezone.now() - dt.timedelta(days=1))


def publish_again(guide, django_capture_on_commit_callbacks, **changes):
    services.import_document(document=a_document(**changes), update=True, by=None, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        services.publish(guide=guide, by=None, now=timezone.now())


def test_a_guide_takes_at_most_eleven_queries_cold_and_none_when_kept(client, published, django_assert_max_num_queries):
    with django_assert_max_num_queries(11) as cold:
        client.get(GUIDE)
    assert len(cold) > 0
    with django_assert_max_num_queries(0):
        assert client.get(GUIDE).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/careers/", "/careers/field/operations/", "/about/", "/careers/feed/", "/careers/lighthouse-keeper.md"],
)
def test_every_shared_page_is_kept(client, published, django_assert_num_queries, path):
    first = client.get(path)
    with django_assert_num_queries(0):
        assert client.get(path).content == first.content


def test_the_brotli_form_holds_the_same_bytes_as_the_plain_one(client, published):
    plain = client.get(GUIDE)
    packed = client.get(GUIDE, headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "br"
    assert brotli.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in plain["Vary"]


def test_a_visitor_who_has_the_page_gets_304(client, published):
    tag = client.get(GUIDE)["ETag"]
    again = client.get(GUIDE, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client.get(GUIDE, headers={"if-none-match": 'W/"other"'}).status_code == 200


def test_a_kept_page_keeps_its_security_headers(client, published):
    client.get(GUIDE)
    kept = client.get(GUIDE)
    assert "default-src 'none'" in kept["Content-Security-Policy"]
    assert kept["X-Frame-Options"] == "DENY"
    assert kept["Cache-Control"] == "public, no-cache"


def test_a_publication_shows_at_once_everywhere(client, published, django_capture_on_commit_callbacks):
    before = [client.get(path)["ETag"] for path in (GUIDE, "/careers/", "/")]
    publish_again(published, django_capture_on_commit_callbacks, summary="A brighter light.")
    after = [client.get(path) for path in (GUIDE, "/careers/", "/")]
    assert all(b"A brighter light." in page.content for page in after[:2])
    assert before != [page["ETag"] for page in after]


def test_a_page_rendered_before_a_publication_cannot_outlive_it(client, published, django_capture_on_commit_callbacks):
    """The race: a render reads old rows, a publication commits, then the render is kept."""
    old = page_cache._valkey().get(page_cache.GENERATION) or b"0"
    client.get(GUIDE)
    kept = page_cache._valkey().keys("{pages}:*:/careers/lighthouse-keeper/")[0]
    entry = page_cache._valkey().get(kept)
    assert entry.startswith(old + b" ")
    publish_again(published, django_capture_on_commit_callbacks, summary="A brighter light.")
    page_cache._valkey().set(kept, entry)
    assert b"A brighter light." in client.get(GUIDE).content


def test_a_publication_that_is_rolled_back_is_not_announced(published, django_capture_on_commit_callbacks):
    before = page_cache._valkey().get(page_cache.GENERATION)
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        services.publish(guide=published, by=None, now=timezone.now())
        transaction.set_rollback(True)
    assert not callbacks
    assert page_cache._valkey().get(page_cache.GENERATION) == before


def test_a_page_is_kept_no_longer_than_until_the_next_scheduled_edition(client, published):
    later = a_guide(slug="harbor-pilot", title="Harbor Pilot")
    services.publish(guide=later, by=None, at=timezone.now() + dt.timedelta(seconds=90), now=timezone.now())
    client.get("/careers/")
    kept = page_cache._valkey().keys("{pages}:*::/careers/")[0]
    assert 0 < page_cache._valkey().ttl(kept) <= 90


def test_a_member_never_gets_and_never_leaves_a_shared_page(client, published):
    client.force_login(a_user(is_staff=True, name="Ada Lovelace"))
    mine = client.get(GUIDE)
    assert mine["Cache-Control"] == "private, no-cache, no-store"  # it has an ad
    assert "ETag" not in mine
    assert b">Staff site<" in mine.content
    client.logout()
    assert b">Staff site<" not in client.get(GUIDE).content


def test_a_marked_page_that_sets_a_cookie_is_not_kept(rf):
    def view(request):
        response = page_cache.share(HttpResponse("yours"))
        response.set_cookie("who", "you")
        return response

    answer = page_cache.PageCacheMiddleware(view)(rf.get("/mine/"))
    assert answer.cookies["who"].value == "you"
    assert not page_cache._valkey().keys("{pages}:*:/mine/")


def served(rf, content, *, path="/mine/", seconds=600, content_type="text/html"):
    """Returns the middleware after it answered one request with a shared response."""

    def view(request):
        return page_cache.share(HttpResponse(content, content_type=content_type), lifetime=lambda: seconds)

    middleware = page_cache.PageCacheMiddleware(view)
    assert middleware(rf.get(path)).content == content
    return middleware


def bodies():
    return page_cache._valkey().keys("{pages}:body:*")


def test_a_body_lives_as_long_as_the_longest_lived_entry_of_it(rf):
    for path, seconds, longest in (("/a/", 600, 600), ("/b/", 3600, 3600), ("/c/", 60, 3600)):
        served(rf, b"the same", path=path, seconds=seconds)
        assert longest - 5 <= page_cache._valkey().ttl(bodies()[0]) <= longest
    assert len(bodies()) == 1


def test_what_is_compressed_already_is_stored_once(rf):
    served(rf, b"%PDF-1.7" + b"a" * 5000, content_type="application/pdf")
    stored = page_cache._valkey().hgetall(bodies()[0])
    assert stored[b"br"] == stored[b"gzip"] == b""
    assert len(stored[b"plain"]) == 5008


def test_a_large_response_is_not_shared(rf):
    content = b"a" * (page_cache.MOST_BYTES + 1)
    middleware = served(rf, content)
    assert not bodies()
    assert middleware(rf.get("/mine/"))["Cache-Control"] == "private, no-cache"


def test_a_process_keeps_a_bounded_number_of_bytes(rf, monkeypatch):
    monkeypatch.setattr(page_cache, "LOCAL_BYTES", 2500)
    names = iter("abcdef")
    middleware = page_cache.PageCacheMiddleware(
        lambda request: page_cache.share(HttpResponse(next(names) * 1000, content_type="application/pdf"))
    )
    for number in range(5):
        middleware(rf.get(f"/{number}/"))
    assert [page.plain[:1] for page in middleware.local.pages.values()] == [b"d", b"e"]
    assert middleware(rf.get("/0/")).content == b"a" * 1000, "from Valkey"
    assert middleware.local.size == 2000


def test_a_page_that_is_not_marked_is_not_kept(client):
    client.get("/health/live")
    assert not page_cache._valkey().keys("{pages}:*:/health/live")


def test_each_theme_has_its_own_page(client, published):
    system = client.get("/").content
    client.cookies["theme"] = "dark"
    assert b'data-theme="dark"' in client.get("/").content
    client.cookies["theme"] = '"><script>'
    assert client.get("/").content == system


def test_a_missing_page_is_not_kept(client):
    assert client.get("/careers/nowhere/").status_code == 404
    assert not page_cache._valkey().keys("{pages}:*:/careers/nowhere/")


def test_pages_are_rendered_when_valkey_is_away(client, published, monkeypatch):
    monkeypatch.setattr(settings, "CACHE_URL", "redis://127.0.0.1:1/0")
    for _ in range(2):
        assert client.get(GUIDE).status_code == 200


def test_reads_are_counted_for_people_and_not_for_robots(client, published):
    for _ in range(3):
        client.get(GUIDE, **BROWSER)
    client.get(GUIDE, HTTP_USER_AGENT="Googlebot/2.1")
    client.get(GUIDE)
    read_counter.reads.flush()
    counts = read_counter.take_reads()
    assert counts == {"lighthouse-keeper": 3}
    services.add_reads(counts={**counts, "gone": 9}, now=timezone.now())
    most_read = Edition.objects.live(timezone.now()).most_read(timezone.now().date())
    assert [(edition.title, edition.reads) for edition in most_read] == [("Lighthouse Keeper", 3)]
    assert read_counter.take_reads() == {}


def test_threads_that_count_at_once_lose_nothing_and_count_nothing_twice(monkeypatch):
    monkeypatch.setattr(read_counter, "FLUSH_SECONDS", 0.0002)
    tally, names, times = read_counter.Tally("{pages}:test"), [f"page {number}" for number in range(50)], 400

    def work():
        for _ in range(times):
            for name in names:
                tally.add(name)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    tally.flush()
    counted = page_cache._valkey().hgetall("{pages}:test")
    assert {name.decode(): int(number) for name, number in counted.items()} == dict.fromkeys(names, 4 * times)


# A worker of the web server is a process like this one: it ends without what the main process does at its end.
WORKER = """
import multiprocessing
from django.conf import settings

def work():
    settings.CACHE_URL = {url!r}
    from toolkit.read_counter import parts
    parts.add("20261130:view:1:guide")

if __name__ == "__main__":
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
"""


def test_a_worker_that_ends_sends_what_it_has_counted(db):
    subprocess.run([sys.executable, "-c", WORKER.format(url=settings.CACHE_URL)], check=True, cwd=settings.BASE_DIR)
    assert page_cache._valkey().hgetall(read_counter.PARTS) == {b"20261130:view:1:guide": b"1"}


def test_what_a_script_asks_for_is_not_kept_for_everybody(client, published):
    page_cache.forget_all()
    for_a_script = {"HX-Request": "true"}
    first = client.get(GUIDE, headers=for_a_script)
    assert "private" in first["Cache-Control"]
    assert client.get(GUIDE)["Cache-Control"] == "public, no-cache"
    assert "private" in client.get(GUIDE, headers=for_a_script)["Cache-Control"]


def test_head_is_answered_from_the_kept_page(client, published):
    whole = client.get(GUIDE)
    head = client.head(GUIDE)
    assert (head.content, head["ETag"], head["Content-Length"]) == (b"", whole["ETag"], whole["Content-Length"])


def test_visitors_of_one_place_share_a_page_whatever_their_time_zone_is(client, published, django_assert_num_queries):
    client.cookies["place"] = "DE|Europe/Berlin|bavaria"
    assert "Bavaria" in client.get(GUIDE).content.decode()
    for zone in ("", "Asia/Tokyo"):
        client.cookies["place"] = f"DE|{zone}|bavaria"
        with django_assert_num_queries(0):
            client.get(GUIDE)
    client.cookies["place"] = "DE||saxony"
    assert "Saxony" in client.get(GUIDE).content.decode()
    assert len(page_cache._valkey().keys(f"{{pages}}:*:DE|*:{GUIDE}")) == 2
