"""Data for the demo members: tracked jobs and saved searches."""

from dataclasses import dataclass

from alerts.models import Alert

Cadence = Alert.Cadence


@dataclass(frozen=True)
class Story:
    """A job in a tracker. ``moves``: where it went and how many days ago, starting with when it was saved; each is a key of
    `jobs.tracker.services.MOVES`. ``step_in``: days until the next step. ``closed``: the employer has closed the job since."""

    moves: tuple[tuple[str, int], ...]
    notes: str = ""
    contact: str = ""
    next_step: str = ""
    step_in: int | None = None
    closed: bool = False


@dataclass(frozen=True)
class SavedSearch:
    """An alert. ``query``: as in the search page's address; ``age``: days since it was made."""

    name: str
    query: str
    cadence: str = Cadence.WEEKLY
    hour: int = 8
    age: int = 30
    is_paused: bool = False


@dataclass(frozen=True)
class Member:
    """``words``: words in the titles of the jobs in the tracker. ``plus_since``: days since they bought Plus."""

    email: str
    country: str
    time_zone: str
    locale: str
    words: str
    stories: tuple[Story, ...]
    searches: tuple[SavedSearch, ...]
    plus_since: int = 0


PLUS = Member(
    email="plus@example.com",
    country="DE",
    time_zone="Europe/Berlin",
    locale="en_GB",
    words="Engineer",
    plus_since=23,
    stories=(
        Story((("interested", 2),)),
        Story((("interested", 5),), notes="Ask Jonas what the team is like before I apply."),
        Story((("interested", 9), ("applied", 8)), next_step="Follow up if I haven't heard back", step_in=3),
        Story(
            (("interested", 20), ("applied", 19), ("interview", 12)),
            notes="First call went well. They use Django and PostgreSQL; the team spans Lisbon to Warsaw.",
            contact="Marta Nowak, engineering manager",
            next_step="Technical interview, 90 minutes",
            step_in=2,
        ),
        Story(
            (("applied", 28), ("interview", 21), ("offer", 4)),
            notes="Offer: 25 days of leave, equipment budget. Compare it with the guide before I answer.",
            contact="Ravi Menon, talent team",
            next_step="Reply to the offer",
            step_in=5,
        ),
        Story((("interested", 30), ("applied", 29), ("closed:rejected", 15)), notes="They hired an internal candidate."),
        Story((("applied", 26), ("closed:no-reply", 3)), closed=True),
    ),
    searches=(
        SavedSearch("Engineering, anywhere I can apply", "q=engineer&geo=germany", Cadence.DAILY, hour=7, age=22),
        SavedSearch("Data jobs", "industry=data-science", hour=9),
        SavedSearch("Product management", "industry=project-management", age=12, is_paused=True),
    ),
)  # fmt: skip

FREE = Member(
    email="free@example.com",
    country="US",
    time_zone="America/New_York",
    locale="en_US",
    words="Support",
    stories=(
        Story((("interested", 1),)),
        Story((("interested", 4),), notes="Pay is hourly. Ask how many hours a week."),
        Story((("interested", 11), ("applied", 10)), next_step="Send two references", step_in=1),
        Story(
            (("interested", 24), ("applied", 22), ("interview", 14)),
            contact="Dana, customer experience",
            notes="Panel interview by video. Prepare one story about a difficult customer.",
        ),
        Story((("interested", 27), ("closed:withdrew", 20)), notes="Night shifts only.", closed=True),
    ),
    searches=(
        SavedSearch("Customer support", "industry=supporting"),
        SavedSearch("Writing and translation", "industry=copywriting", age=16),
    ),
)

MEMBERS = (PLUS, FREE)
