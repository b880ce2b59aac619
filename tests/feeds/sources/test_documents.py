"""Bodies that are no feeds: each gets a sentence that says what it is instead."""

import json

import pytest

from feeds.sources import documents, formats
from feeds.sources.base import FeedError

JSON_FORMATS = sorted(set(formats.FORMATS) - {"rss", "personio", "atom", "csv", "jsonld"})
PAGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment&hellip;</title></head><body>Checking your browser</body></html>"
)


@pytest.mark.parametrize("format", sorted(formats.FORMATS))
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (PAGE, "web page|not CSV|no jobs as structured data"),
        (b"Service unavailable", "is not|is cut off|no jobs as structured data"),
        (b"\x00\x01\x02\xff", "not|no jobs as structured data"),
        (b"[" * 200_000, "nested too deeply|not XML|not CSV|no jobs as structured data"),
        (b"<a>" * 200_000, "XML|not CSV|no jobs as structured data"),
        (b"x" * 21_000_000, "larger than 20 MB"),
    ],
    ids=["empty", "blank", "web page", "plain text", "binary", "deep JSON", "deep XML", "large"],
)
def test_what_is_no_feed_at_all_is_refused(format, body, reason):
    with pytest.raises(FeedError, match=reason):
        formats.read_feed(format, body)


def test_a_web_page_is_named_by_its_title():
    with pytest.raises(FeedError, match="“Just a moment…”"):
        formats.read_feed("lever", PAGE)


@pytest.mark.parametrize("format", JSON_FORMATS)
@pytest.mark.parametrize("body", [b"null", b"3", b'"text"', b"true", b"{}", b'{"jobs": "none"}', b'{"other": []}'])
def test_json_without_a_list_of_postings_is_refused(format, body):
    with pytest.raises(FeedError, match=r"single value|has no list"):
        formats.read_feed(format, body)


def test_a_message_of_the_source_is_passed_on():
    with pytest.raises(FeedError, match="“Document not found”"):
        formats.read_feed("lever", b'{"ok": false, "error": "Document not found"}')


class TestJson:
    def test_json_that_breaks_off_is_told_from_json_that_is_wrong(self):
        whole = json.dumps({"jobs": [{"id": 1, "jobTitle": "Writer"}]}).encode()
        for end in range(1, len(whole)):
            with pytest.raises(FeedError, match="is cut off"):
                documents.json_of(whole[:end])
        with pytest.raises(FeedError, match=r"line 2, column 3"):
            documents.json_of(b'{"a":\n  x}')

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
    def test_every_encoding_of_unicode_is_read(self, encoding):
        assert documents.json_of('{"a": "Zoë"}'.encode(encoding)) == {"a": "Zoë"}

    def test_another_encoding_is_refused_with_the_place(self):
        with pytest.raises(FeedError, match="not UTF-8 text: see byte 12, line 2"):
            documents.json_of('{"a": \n "Zoë"}'.encode("latin-1"))

    def test_what_is_no_number_is_absent(self):
        assert documents.json_of(b'{"a": NaN, "b": -Infinity, "c": 1' + b"0" * 5000 + b"}") == dict.fromkeys("abc")

    def test_lone_halves_of_characters_are_no_error(self):
        assert documents.json_of(b'{"a": "\\ud800"}') == {"a": "\ud800"}

    def test_a_document_of_countless_parts_is_refused(self):
        with pytest.raises(FeedError, match="more than 1,000,000 parts"):
            documents.json_of(b"[" + b"{}," * 1_000_000 + b"{}]")


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<rss version="2.0"><channel><title>&lol2;</title></channel></rss>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>&secret;</title></channel></rss>"""


class TestXml:
    @pytest.mark.parametrize("body", [BOMB, OUTSIDE], ids=["bomb", "outside"])
    def test_entities_are_refused(self, body):
        with pytest.raises(FeedError, match="declares an XML entity"):
            formats.read_feed("rss", body)

    def test_xml_that_breaks_off_is_refused_with_the_place(self, payload):
        with pytest.raises(FeedError, match=r"not well-formed XML: .* line \d+"):
            formats.read_feed("personio", payload("personio.xml")[:900])

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
    def test_the_declared_encoding_is_read(self, encoding):
        body = f'<?xml version="1.0" encoding="{encoding}"?><a>Möwe</a>'.encode(encoding)
        assert documents.xml_of(body).text == "Möwe"

    def test_a_byte_order_mark_and_blank_lines_before_the_declaration_are_no_error(self):
        assert documents.xml_of(b'\xef\xbb\xbf<?xml version="1.0"?><a>b</a>').text == "b"
        assert documents.xml_of(b'\n\n<?xml version="1.0"?><a>b</a>').text == "b"

    @pytest.mark.parametrize("encoding", ["utf-8", "martian", "gb2312", "utf-7"])
    def test_bytes_that_are_not_of_the_declared_encoding_are_refused(self, encoding):
        with pytest.raises(FeedError, match="encoding|well-formed"):
            documents.xml_of(f'<?xml version="1.0" encoding="{encoding}"?><a>M'.encode() + b"\xf6we</a>")

    def test_a_document_of_countless_elements_is_refused_but_not_one_of_long_texts(self):
        with pytest.raises(FeedError, match="more than 1,000,000 parts"):
            documents.xml_of(b"<a>" + b"<b/>" * 1_000_000 + b"</a>")
        assert documents.xml_of(b"<a><![CDATA[" + b"<b/>" * 1_000_000 + b"]]></a>").text.startswith("<b/>")

    def test_json_is_told_from_xml(self):
        with pytest.raises(FeedError, match="is JSON, not XML"):
            formats.read_feed("rss", b'{"jobs": []}')
        with pytest.raises(FeedError, match="an XML document, not JSON"):
            formats.read_feed("jobicy", b"<rss/>")

    def test_another_xml_document_is_named(self):
        with pytest.raises(FeedError, match="isn't RSS 2.0: .* “feed”"):
            formats.read_feed("rss", b'<feed xmlns="http://www.w3.org/2005/Atom"/>')
        with pytest.raises(FeedError, match="isn't from Personio: .* “rss”"):
            formats.read_feed("personio", b'<rss version="2.0"><channel/></rss>')


@pytest.mark.parametrize(
    ("format", "body"),
    [("lever", b"[" + b"0," * 50_000 + b"0]"), ("rss", b"<rss><channel>" + b"<item/>" * 50_001 + b"</channel></rss>")],
)
def test_a_feed_of_countless_entries_is_refused(format, body):
    with pytest.raises(FeedError, match="more than 50,000 entries"):
        formats.read_feed(format, body)


EMPTY = {
    "jobicy": b'{"success": true, "jobCount": 0}',
    "greenhouse": b'{"jobs": [], "meta": {"total": 0}}',
    "lever": b"[]",
    "ashby": b'{"apiVersion": "1", "jobs": []}',
    "recruitee": b'{"offers": []}',
    "workable": b'{"name": "Acme", "description": null, "jobs": []}',
    "smartrecruiters": b'{"offset": 0, "limit": 10, "totalFound": 0, "content": []}',
    "personio": b'<?xml version="1.0" encoding="UTF-8"?><workzag-jobs></workzag-jobs>',
    "rss": b'<rss version="2.0"><channel><title>Jobs</title></channel></rss>',
    "arbeitnow": b'{"data": []}',
    "atom": b'<feed xmlns="http://www.w3.org/2005/Atom"/>',
    "bamboohr": b'{"result": []}',
    "csv": b"title,company,url\n",
    "himalayas": b'{"jobs": []}',
    "jsonfeed": b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    "pinpoint": b'{"data": []}',
    "remoteok": b'[{"legal": "Link back."}]',
    "remotive": b'{"jobs": []}',
    "rippling": b"[]",
    "teamtailor": b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    "workday": b'{"total": 0, "jobPostings": []}',
    "workingnomads": b"[]",
}


@pytest.mark.parametrize("format", sorted(set(formats.FORMATS) - {"jsonld"}))
def test_a_feed_without_postings_is_a_feed(format):
    feed = formats.read_feed(format, EMPTY[format])
    assert (feed.items, feed.broken, feed.left_out, feed.more) == ((), (), (), ())


def test_a_page_without_jobs_is_no_feed_since_pages_forget_their_markup():
    page = b'<title>Careers</title><script type="application/ld+json">[]</script>'
    with pytest.raises(FeedError, match="no jobs as structured data"):
        formats.read_feed("jsonld", page)
