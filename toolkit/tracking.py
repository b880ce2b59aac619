"""Strips tracking parameters from URLs."""

from urllib.parse import unquote_plus

from django.http import HttpRequest

PREFIXES = ("utm_", "mtm_", "pk_", "hsa_")
NAMES = {
    *(
        "gclid",
        "gclsrc",
        "gbraid",
        "wbraid",
        "dclid",
        "gad_source",
        "gad_campaignid",
        "srsltid",
        "_ga",
        "_gl",
    ),  # Google
    *(
        "fbclid",
        "igshid",
        "igsh",
        "msclkid",
        "twclid",
        "ttclid",
        "yclid",
        "li_fat_id",
        "epik",
        "rdt_cid",
        "sccid",
    ),  # Meta, Microsoft, X, TikTok, Yandex, LinkedIn, Pinterest, Reddit, Snapchat
    *("mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hstc", "__hssc", "vero_id", "_kx"),  # newsletters
}


def drop_tracking(request: HttpRequest) -> None:
    """Removes tracking parameters from the request, so that neither cached pages nor a page's links contain them."""
    query = request.META.get("QUERY_STRING", "")
    if query:
        request.META["QUERY_STRING"] = without_tracking(query)


def without_tracking(query: str) -> str:
    """Returns a query string without tracking parameters."""
    return "&".join(part for part in query.split("&") if part and not _follows(part))


def _follows(parameter: str) -> bool:
    name = unquote_plus(parameter.partition("=")[0]).lower()
    return name in NAMES or name.startswith(PREFIXES)
