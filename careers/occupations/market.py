"""Our own jobs in an occupation."""

import datetime as dt
import re

from jobs import market_stats
from jobs.market_stats import Market
from occupations.facts import OccupationFacts

MOST_TITLES = 10
_ABBREVIATION = re.compile(r"\s*\([^)]*\)")


def market_of_occupation(facts: OccupationFacts, *, now: dt.datetime) -> Market:
    """Returns the market of our jobs whose title is one of the occupation's."""
    return market_stats.market_of_role(job_titles(facts), now=now)


def job_titles(facts: OccupationFacts) -> tuple[str, ...]:
    """The occupation's own title and those that workers report, without abbreviations. A reported title of one word, such as
    "Manager", names many occupations and is left out."""
    reported = (_ABBREVIATION.sub("", title).strip() for title in facts.onet.reported_titles)
    titles = (facts.title, *(title for title in reported if " " in title))
    return tuple(dict.fromkeys(titles))[:MOST_TITLES]


def searched_title(facts: OccupationFacts) -> str:
    """The title to search jobs for: the occupation's, up to the first comma."""
    return facts.title.partition(",")[0]
