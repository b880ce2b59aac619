"""Whatever a source sends, reading it gives a feed or a FeedError."""

import json
from pathlib import Path

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.sources import formats
from feeds.sources.base import FeedError

PAYLOADS = Path(__file__).parent / "payloads"
JSON = sorted(path.name for path in PAYLOADS.glob("*.json"))
XML = sorted(path.name for path in PAYLOADS.glob("*.xml"))
OTHERS = sorted(path.name for pattern in ("*.html", "*.csv") for path in PAYLOADS.glob(pattern))
ODD = st.sampled_from(
    [None, True, False, 0, -1, 10**400, 1.5e308, "", " ", "0", "NaN", "\x00", "\ud800", "<b>", "&amp;", "https://", [], {}, [[]],
     [None], {"": None}, "x" * 5000, "9" * 200, "2024-99-99", "https://a.example/" + "é" * 900]
)  # fmt: skip
ANYTHING = ODD | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3),
    max_leaves=5,
)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def paths(value, path=()):
    yield path
    if isinstance(value, (dict, list)):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[key], (*path, key))


def changed(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


def read(name, body):
    format = name.partition(".")[0].partition("-")[0]
    try:
        feed = formats.read_feed(format, body, lambda url: body, "https://feeds.example/list?offset=0")
    except FeedError:
        return None
    for item in feed.items:
        assert item.external_id
        assert item.title
        assert item.title == " ".join(item.title.split())
        assert max(map(len, (item.title, item.external_id, item.place, item.company))) <= 300
        assert all(not url or url.lower().startswith(("https://", "http://")) for url in (item.url, item.apply_url))
        assert item.published_at is None or item.published_at.utcoffset() is not None
    assert len({item.external_id for item in feed.items}) == len(feed.items)
    return feed


@pytest.mark.parametrize("name", JSON)
@thorough
@given(data=st.data())
def test_a_changed_value_breaks_no_more_than_its_entry(name, data):
    whole = json.loads((PAYLOADS / name).read_bytes())
    for _change in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(list(paths(whole))))
        whole = changed(whole, path, data.draw(ANYTHING))
    read(name, json.dumps(whole).encode())


@pytest.mark.parametrize("name", JSON)
@thorough
@given(anything=ANYTHING)
def test_any_json_is_a_feed_or_an_error(name, anything):
    read(name, json.dumps(anything).encode())


@pytest.mark.parametrize("name", JSON + XML + OTHERS)
@thorough
@given(data=st.data())
def test_changed_bytes_give_a_feed_or_an_error(name, data):
    body = bytearray((PAYLOADS / name).read_bytes())
    start = data.draw(st.integers(0, len(body)))
    body[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=10))
    read(name, bytes(body))


@pytest.mark.parametrize("name", JSON + XML + OTHERS)
def test_a_feed_cut_anywhere_is_an_error_and_never_a_shorter_feed(name):
    body = (PAYLOADS / name).read_bytes().rstrip()
    for end in range(0, len(body), 37):
        assert read(name, body[:end]) is None


@pytest.mark.parametrize("name", XML)
@thorough
@given(data=st.data())
def test_any_text_in_an_element_breaks_no_more_than_its_entry(name, data):
    root = ElementTree.fromstring((PAYLOADS / name).read_bytes())
    elements = list(root.iter())
    for _change in range(data.draw(st.integers(1, 4))):
        element = data.draw(st.sampled_from(elements))
        element.text = data.draw(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40))
    assert read(name, ElementTree.tostring(root)) is not None
