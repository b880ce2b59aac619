"""Statements about activities, ten for each type of interest (RIASEC). A member ticks those they would enjoy.

The words are ours. They name something to do, never a job, so that nobody ticks a job's reputation. Keys are stored in saved
answers and in URLs: a statement that changes its meaning gets a new key.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Statement:
    """``key`` is the letter of its type and a number."""

    key: str
    text: Promise

    @property
    def letter(self) -> str:
        return self.key[0]


STATEMENTS: tuple[Statement, ...] = tuple(
    Statement(key, text)
    for key, text in (
        ("R1", _("Finding out why an engine won't start, and fixing it")),
        ("R2", _("Putting up a wooden shed from a plan")),
        ("R3", _("Wiring a light switch so that it passes inspection")),
        ("R4", _("Growing vegetables to sell at a market")),
        ("R5", _("Steering an excavator on a building site")),
        ("R6", _("Welding a broken gate")),
        ("R7", _("Hiking all day to check on trails and wildlife")),
        ("R8", _("Setting up cameras, cables and lights for an event")),
        ("R9", _("Measuring and cutting metal to a fraction of a millimeter")),
        ("R10", _("Training a dog to follow commands")),
        ("I1", _("Reading research papers to settle a question")),
        ("I2", _("Working out why last month's numbers look wrong")),
        ("I3", _("Writing a program that finds a pattern in data")),
        ("I4", _("Proving that a formula always holds")),
        ("I5", _("Finding the bug that nobody else could find")),
        ("I6", _("Comparing two treatments to see which works better")),
        ("I7", _("Calculating how much weight a bridge can carry")),
        ("I8", _("Working out from symptoms what is wrong with a patient")),
        ("I9", _("Digging up old tools and dating them")),
        ("I10", _("Predicting how one new road would change a city's traffic")),
        ("A1", _("Laying out a poster that makes people stop")),
        ("A2", _("Telling a story with photographs")),
        ("A3", _("Rewriting a paragraph until it sounds right")),
        ("A4", _("Sketching ten logos to find one")),
        ("A5", _("Recording and mixing a podcast")),
        ("A6", _("Planning how a room should look and feel")),
        ("A7", _("Making a short animation")),
        ("A8", _("Improvising a scene in front of an audience")),
        ("A9", _("Sewing clothes of your own design")),
        ("A10", _("Inventing a dish and making it look good on the plate")),
        ("S1", _("Explaining a hard idea until somebody gets it")),
        ("S2", _("Sitting with someone after bad news")),
        ("S3", _("Showing a new colleague how everything works")),
        ("S4", _("Calming a nervous patient before a procedure")),
        ("S5", _("Reading to a group of small children")),
        ("S6", _("Helping a newcomer find housing and a school")),
        ("S7", _("Settling an argument between two people fairly")),
        ("S8", _("Tutoring a student who has fallen behind")),
        ("S9", _("Visiting people who live alone")),
        ("S10", _("Teaching adults to read and write")),
        ("E1", _("Talking somebody into trying something new")),
        ("E2", _("Pitching an idea to people with money")),
        ("E3", _("Setting a team's goals and seeing that it reaches them")),
        ("E4", _("Getting a better price from a supplier")),
        ("E5", _("Planning the launch of a product")),
        ("E6", _("Choosing the right person for a job")),
        ("E7", _("Speaking for a group in front of officials")),
        ("E8", _("Turning a hobby into something that earns money")),
        ("E9", _("Calling people who have never heard of your company")),
        ("E10", _("Running a campaign to win an election")),
        ("C1", _("Making a budget add up to the last cent")),
        ("C2", _("Checking an invoice against what was ordered")),
        ("C3", _("Planning a trip for ten people down to the minute")),
        ("C4", _("Sorting a thousand files so that anything can be found")),
        ("C5", _("Writing instructions that leave nothing out")),
        ("C6", _("Filling in a tax form correctly the first time")),
        ("C7", _("Cleaning up a messy list of contacts")),
        ("C8", _("Comparing two versions of a contract word by word")),
        ("C9", _("Looking up which rule applies, and following it")),
        ("C10", _("Tracking every expense of a project")),
    )
)
