"""What a reader sees on the pages of lists."""

import html
import re

PERIODS = {"currency": "USD", "period": "year"}


def text(response):
    """What a reader sees, in one line."""
    body = re.sub(r"<(script|style).*?</\1>|<select.*?</select>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def titles(response):
    return [card.job.title for card in response.context["cards"]]


def links(response):
    """Words of each link and where it leads."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), flags=re.S)
    return {" ".join(re.sub(r"<[^>]+>", " ", words).split()): html.unescape(url) for url, words in found}
