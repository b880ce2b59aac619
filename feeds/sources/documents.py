"""Parses the body of a feed, JSON or XML, with a clear error for anything else."""

import html
import json
import re
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, EntitiesForbidden
from defusedxml.ElementTree import fromstring

from feeds.sources.base import FeedError
from toolkit.text import one_line

MOST_BYTES = 20_000_000  # the largest public boards are about 10 MB
_MOST_NODES = 1_000_000  # objects, lists or elements: each costs memory far beyond its bytes
_LONGEST_NUMBER = 30  # digits


def json_of(body: bytes) -> Any:
    """The value of a JSON document, its fractions as ``Decimal``; numbers that aren't finite count as absent."""
    check_size(body, body.count(b"{") + body.count(b"["))
    encoding = json.detect_encoding(body)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise FeedError(f"The feed is not {encoding.upper()} text: see byte {error.start + 1}, line {line}.") from error
    if text.lstrip().startswith("<"):
        raise FeedError(f"The feed is {_markup(text)}, not JSON.")
    try:
        return json.loads(text, parse_float=_number, parse_int=_number, parse_constant=lambda _word: None)
    except RecursionError as error:
        raise FeedError("The feed is nested too deeply to be a list of jobs.") from error
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
            raise FeedError(f"The feed is cut off: its JSON isn't complete after {len(text)} characters.") from error
        raise FeedError(f"The feed is not JSON: {error.msg}, line {error.lineno}, column {error.colno}.") from error


def xml_of(body: bytes) -> Element:
    """The root of an XML document. Documents that declare entities are refused: they can grow without limit."""
    outside, *sections = body.split(b"<![CDATA[")  # whose text can contain any number of tags
    check_size(body, outside.count(b"<") + sum(section.partition(b"]]>")[2].count(b"<") for section in sections))
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        raise FeedError("The feed is JSON, not XML.")
    try:
        root: Element = fromstring(body.lstrip())
    except EntitiesForbidden as error:
        raise FeedError(
            f"The feed declares an XML entity ({one_line(str(error.name))[:60]}), which isn't allowed."
        ) from error
    except DefusedXmlException as error:
        raise FeedError("The feed refers to other documents, which isn't allowed.") from error
    except ParseError as error:
        text = body[:5000].decode("utf-8", "replace")
        if _is_web_page(text):
            raise FeedError(f"The feed is {_markup(text)}, not XML.") from error
        raise FeedError(f"The feed is not well-formed XML: {error}.") from error
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or of several bytes a character
        raise FeedError(f"The feed's encoding can't be read: {error}.") from error
    if root.tag.lower().endswith("html"):
        raise FeedError(f"The feed is {_markup(body[:5000].decode('utf-8', 'replace'))}, not a feed.")
    return root


def check_size(body: bytes, nodes: int = 0) -> None:
    """Raises ``FeedError`` for an empty body and for one that would cost too much."""
    if not body.strip():
        raise FeedError("The feed is empty.")
    if len(body) > MOST_BYTES:
        raise FeedError(f"The feed is larger than {MOST_BYTES // 10**6} MB.")
    if nodes > _MOST_NODES:
        raise FeedError(f"The feed has more than {_MOST_NODES:,} parts, far more than its jobs need.")


def _number(digits: str) -> int | Decimal | None:
    if len(digits) > _LONGEST_NUMBER:
        return None
    return int(digits) if digits.lstrip("-").isdecimal() else Decimal(digits)


def _is_web_page(text: str) -> bool:
    return bool(re.search(r"<(!doctype html|html|head|body)\b", text, re.IGNORECASE))


def _markup(text: str) -> str:
    """Describes a text that begins with a tag, with its title: usually a page that says why there is no feed."""
    if not _is_web_page(text[:5000]):
        return "an XML document"
    title = re.search(r"<title[^>]*>([^<]{1,500})", text[:5000], re.IGNORECASE)
    return f"a web page (“{one_line(html.unescape(title[1]))[:100]}”)" if title else "a web page"
