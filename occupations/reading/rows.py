"""Rows of releases: what a publisher says about one code of its own classification."""

from typing import Literal

from occupations.facts import Code, Description, OnetFacts, Outlook, Pay, Shares, Value


class PayRow(Value):
    """Published pay. ``level`` is that of the publisher's classification, where it has several."""

    pay: Pay
    level: str = ""


class ProjectionRow(Value):
    """A line of the projections. ``covers`` are the SOC occupations whose projection this line is; ``pay`` is its median wage
    of an earlier year, which is shown only where wages proper have none."""

    outlook: Outlook
    is_summary: bool = False
    covers: tuple[Code, ...] = ()
    pay: Pay | None = None


class ProfileRow(Value):
    """A profile of the Handbook for one code; ``is_shared``: the profile covers other codes too."""

    description: Description
    slug: str
    is_shared: bool = False


class GroupRow(Value):
    """A group of the SOC, or a detailed occupation."""

    title: str
    level: Literal["major", "minor", "broad", "detailed"]
    parent: str = ""
    definition: str = ""


class OnetRow(Value):
    definition: Description
    onet: OnetFacts
    education: Shares | None = None


Row = PayRow | ProjectionRow | ProfileRow | GroupRow | OnetRow
