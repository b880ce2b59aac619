"""A job that a source lists once for each place is one job with all places."""

import pytest

from feeds.importing import pipeline
from feeds.importing.openings import with_all_places
from feeds.sources.base import Feed
from jobs.lifecycle import Status
from jobs.models import Listing
from tests.factories import NOW
from tests.feeds.importing.feed_worlds import DAY
from tests.feeds.importing.support import a_source, an_item, entry, feed_of, import_feed


def items(*places, **changes):
    return tuple(an_item(str(number), title="Clerk", place=place, **changes) for number, place in enumerate(places, 1))


def test_places_of_one_opening_are_put_together():
    feed = with_all_places(Feed(items("Spain", "France", "Italy")))
    [clerk] = feed.items
    assert (clerk.external_id, clerk.place, clerk.also) == ("1", "Spain; France; Italy", ("2", "3"))
    assert [(one.position, one.reason) for one in feed.left_out] == [
        (2, "It's item 1 in another place."),
        (3, "It's item 1 in another place."),
    ]


@pytest.mark.parametrize(
    "others",
    [
        items("Spain", "Spain"),  # two openings in one place
        (*items("Spain"), an_item("2", title="Clerk", place="France", description="<p>Another text.</p>")),
        (*items("Spain"), an_item("2", title="Cook", place="France")),
        (*items("Spain"), an_item("2", title="Clerk", place="France", workplace="hybrid")),
        (*items("Spain"), an_item("2", title="Clerk", place="France", company="Southwind")),
    ],
)
def test_what_differs_in_more_than_its_place_stays_apart(others):
    feed = Feed(others)
    assert with_all_places(feed) == feed


@pytest.mark.django_db
class TestOnTheBoard:
    def test_one_card_is_found_by_each_of_its_places(self):
        source = a_source()
        report = import_feed(
            source, entry(1, jobTitle="Clerk", jobGeo="Spain"), entry(2, jobTitle="Clerk", jobGeo="France")
        )
        job = source.jobs.get()
        assert sorted(job.regions) == ["france", "spain"]
        assert Listing.objects.count() == 1
        assert (report.run.added, report.skipped) == (1, 1)

    def test_its_other_places_stay_when_the_first_one_leaves(self):
        source = a_source()
        places = [
            entry(number, jobTitle="Clerk", jobGeo=place)
            for number, place in enumerate(("Spain", "France", "Italy"), 1)
        ]
        import_feed(source, *places)
        before = source.jobs.get().pk
        pipeline.run(source=source, body=feed_of(*places[1:]), now=NOW + DAY)
        job = source.jobs.get()
        assert (job.pk, job.status, sorted(job.regions)) == (before, Status.PUBLISHED, ["france", "italy"])

    def test_jobs_that_were_apart_become_one(self):
        source = a_source()
        import_feed(source, entry(1, jobTitle="Clerk", jobGeo="Spain"))
        import_feed(source, entry(2, jobTitle="Clerk", jobGeo="France"), day=1)
        import_feed(
            source, entry(1, jobTitle="Clerk", jobGeo="Spain"), entry(2, jobTitle="Clerk", jobGeo="France"), day=2
        )
        open_jobs = source.jobs.filter(status=Status.PUBLISHED)
        assert [sorted(job.regions) for job in open_jobs] == [["france", "spain"]]
