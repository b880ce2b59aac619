"""Published wages of the United States by SOC code, as career guides show them."""

from collections.abc import Collection

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat, JSONObject

from occupations.facts import Pay
from occupations.models import Override, ReleaseRow
from occupations.reading import PayRow
from occupations.sources import Key

US_PAY = "pay.US."


def published_wages(codes: Collection[str]) -> dict[str, Pay]:
    """Returns the wages of the current release by code, with what our editors corrected; a code without a row is missing. One
    query. A code can be that of a group."""
    corrections = (
        Override.objects.filter(code=Concat(OuterRef("code"), Value(".00")), path__startswith=US_PAY)
        .values(correction=JSONObject(path="path", value="value"))
    )  # fmt: skip
    rows = ReleaseRow.objects.filter(release__source=Key.WAGES, release__is_current=True, code__in=codes)
    found = {}
    for code, data, corrected in rows.values_list("code", "data", ArraySubquery(corrections)):
        pay = PayRow.model_validate(data).pay
        found[code] = pay.model_copy(update={one["path"].removeprefix(US_PAY): one["value"] for one in corrected})
    return found
