"""Describes a user agent in a few words: browser and system."""

import ua_parser
from django.utils.translation import gettext


def device(user_agent: str) -> str:
    """Returns browser and system, such as ``Firefox on Linux``. Never returns parts of the header, which can contain
    anything."""
    found = ua_parser.parse(user_agent[:1000])
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown browser")
