"""Words that can't be the address of a résumé: what the site's own addresses need, our name, and words that mislead or insult."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from resumes.publishing.words import read_words

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# People would take the page for ours, or for an office.
_OFFICIAL = read_words("official")
_ABUSIVE = read_words("abusive")
# Inside names and other words, so only as a word: Matsushita, Nazir, Scunthorpe.
_ABUSIVE_ALONE = read_words("abusive_alone")
_LETTERS = str.maketrans("0134578", "oieastb")


def is_reserved(handle: str) -> bool:
    """Returns whether ``handle`` can't be chosen, because of what it says or because the site needs it."""
    return handle in _OFFICIAL or handle in words_of_urls() or _is_like_our_name(handle) or is_abusive(handle)


def is_abusive(handle: str) -> bool:
    """Returns whether an insult is in ``handle``, also with digits for letters or hyphens between them."""
    joined = _as_letters(handle)
    parts = {_as_letters(part) for part in (handle, *handle.split("-"), *re.split(r"[-0-9]+", handle))}
    return any(word in joined for word in _ABUSIVE) or not _ABUSIVE_ALONE.isdisjoint(parts)


def _as_letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold()).translate(_LETTERS)


def _is_like_our_name(handle: str) -> bool:
    return handle in _words_of_our_name() or any(name in _as_letters(handle) for name in _our_names())


@cache
def _words_of_our_name() -> frozenset[str]:
    return frozenset(_WORD.findall(settings.SITE_NAME.casefold()))


@cache
def _our_names() -> frozenset[str]:
    """Returns the site's name, and its domain without the ending."""
    domain = (urlsplit(settings.SITE_URL).hostname or "").removeprefix("www.").rpartition(".")[0]
    return frozenset(name for name in map(_as_letters, (settings.SITE_NAME, domain)) if len(name) >= 4)


@cache
def words_of_urls() -> frozenset[str]:
    """Returns every fixed word of the site's addresses, and the name of every route and namespace."""
    return frozenset(
        word
        for text in _texts(get_resolver())
        for word in (text, *_WORD.findall(text))
        if _WORD.fullmatch(word) and not word.isdecimal()
    )


def _texts(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        yield from re.sub(r"<[^>]*>|\(\?P?[^)]*\)", "/", str(pattern.pattern)).casefold().split("/")
        if isinstance(pattern, URLPattern):
            yield (pattern.name or "").replace("_", "-").casefold()
        else:
            yield (pattern.namespace or "").replace("_", "-").casefold()
            yield from _texts(pattern)
