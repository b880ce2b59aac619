"""Template tag for the row of a job in a list, kept in the process by all that it shows."""

import hashlib
import pickle
from collections import OrderedDict
from typing import Any, cast

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from jobs.cards import Card
from toolkit.localization import reader

register = template.Library()
MOST = 4_000  # rows of about 2 KB
_kept: OrderedDict[bytes, SafeString] = OrderedDict()


@register.simple_tag
def job_row(card: Card, **about: Any) -> SafeString:
    """Renders a row, unless an equal one was rendered before. A row sees nothing but ``card`` and ``about``, and is kept under
    everything in them: it changes with the job, the visitor's location and whether the visitor has saved the job."""
    key = hashlib.blake2b(pickle.dumps((card, about, get_language(), reader())), digest_size=16).digest()
    row = _kept.pop(key, None)
    if row is None:
        row = cast("SafeString", get_template("jobs/_row.html").render({"card": card, **about}))
    _kept[key] = row
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return row
