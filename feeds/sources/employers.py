"""Finds the employer in titles, for feeds that name it nowhere else: ``Company: Title`` and ``Title at Company``.

The whole feed decides how its titles are written: a colon or an "at" in few of them belongs to the title.
"""

import re
from collections.abc import Callable, Sequence

_AT = re.compile(r"(?P<title>.+\S)\s+(?:at|@|bei|chez)\s+(?P<company>\S.*)")
_BEFORE_COMPANY = re.compile(r"(?P<title>.+\S)\s+(?:at|@|bei|chez|·)\s+(?P<company>\S.*)")
# What a job can be "at" that is no company.
_NO_COMPANY = re.compile(r"(?:home|night|scale|large|sea|work|school|any|our|your|the)\b", re.IGNORECASE)

Split = Callable[[str], tuple[str, str]]  # a title as company and title; no company if there is none in it


def splitter(titles: Sequence[str]) -> Split:
    """How titles of a feed are taken apart: as most of them are written."""
    for split in (_leading, _trailing):
        if sum(bool(split(title)[0]) for title in titles) * 2 > len(titles):
            return split
    return _whole


def without_employer(title: str, company: str) -> str:
    """A title without "at Company" or "· Company", if a field names the company as well."""
    found = _BEFORE_COMPANY.fullmatch(title)
    return found["title"] if found and company and found["company"].casefold() == company.casefold() else title


def _leading(title: str) -> tuple[str, str]:
    company, mark, rest = title.partition(": ")
    return (company.strip(), rest.strip()) if mark else ("", title)


def _trailing(title: str) -> tuple[str, str]:
    found = _AT.fullmatch(title)
    if not found or found["company"][0].islower() or _NO_COMPANY.match(found["company"]):
        return "", title
    return found["company"].strip(), found["title"].strip()


def _whole(title: str) -> tuple[str, str]:
    return "", title
