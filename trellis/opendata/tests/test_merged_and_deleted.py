"""What moderators merged or took off the map stays so when its source is read again."""

import pytest

from trellis.accounts.tests.people import person_with
from trellis.keeping.acting import Acting
from trellis.keeping.actions import approve, propose, undo
from trellis.keeping.models import Change
from trellis.meetings.models import Group, Meeting, Provenance
from trellis.opendata.models import Read
from trellis.opendata.tests.feeds import NOW, import_feed, meeting
from trellis.places.models import GoneAddress, Place
from trellis.places.slugs import gone_slug, is_veiled

pytestmark = pytest.mark.django_db
MODERATOR = Acting("moderator")
OTHER = {"address": "2 Bank Street, Burnley", "location": "Bank Street Hall"}


def merge(goes, stays):
    after = {"into": str(stays.pk), "take": []}
    return propose(kind=Change.Kind.MERGE, listing=goes, by=MODERATOR, now=NOW, after=after)


def the(key: str) -> Meeting:
    return Meeting.objects.with_listing().get(source_key=key)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Place, Group, Meeting)]


def test_a_merged_meeting_stays_merged_when_its_source_still_lists_it():
    import_feed([meeting("a"), meeting("b", name="Way In again")])
    merge(the("b"), the("a"))
    report = import_feed([meeting("a"), meeting("b", name="Way In again", notes="New words")])
    assert (the("b").state, the("b").merged_into) == ("merged", the("a"))
    assert report.closed == 0


def test_a_merged_place_stays_merged_and_its_meetings_stay_where_they_were_put():
    import_feed([meeting("a"), meeting("b", name="Other", **OTHER)])
    goes, stays = the("b").place, the("a").place
    assert goes != stays
    merge(goes, stays)
    import_feed([meeting("a"), meeting("b", name="Other", notes="New words", **OTHER), meeting("c", **OTHER)])
    goes.refresh_from_db()
    assert (goes.state, goes.merged_into) == ("merged", stays)
    assert {one.place for one in (the("a"), the("b"), the("c"))} == {stays}


def test_a_merged_group_stays_merged_and_keeps_no_meetings():
    import_feed([meeting("a", group="Way In"), meeting("b", group="Way Inn")])
    goes, stays = the("b").group, the("a").group
    assert goes != stays
    merge(goes, stays)
    import_feed([meeting("a", group="Way In"), meeting("b", group="Way Inn", notes="New words")])
    assert the("b").group == stays


def test_a_merge_that_is_undone_is_read_as_if_it_had_never_been():
    feed = [meeting("a"), meeting("b", name="Other", **OTHER)]
    import_feed(feed)
    before = everything()
    undo(merge(the("b"), the("a")), by=MODERATOR, now=NOW)
    import_feed(feed)
    for rows, were in zip(everything(), before, strict=True):
        assert [row | {"revision": 0} for row in rows] == [row | {"revision": 0} for row in were]


def test_a_place_taken_off_the_map_is_not_brought_back_and_nothing_of_its_rows_is_kept():
    feed = [meeting("a"), meeting("b", name="Other", notes="Ring at 2 Bank Street", **OTHER)]
    import_feed(feed)
    place = the("b").place
    row = {"name": "Bank Street Hall", "id": str(place.pk), "kind": "place", "fields": []}
    Read.objects.create(source=place.source, began_at=NOW, differences={"changed": [row]}, rejected=["2 Bank Street"])
    first, second = (Acting("moderator", person_with(f"{number}@example.org")) for number in "12")
    change = propose(kind=Change.Kind.DELETE, listing=place, by=first, now=NOW)
    approve(change.pk, by=second, now=NOW)
    report = import_feed([*feed, meeting("c", name="Another", **OTHER)])
    place.refresh_from_db()
    assert (place.state, place.address, place.lat) == ("deleted", "", None)
    assert [rejection.field for rejection in report.rejected] == ["place", "place"]
    assert (the("b").state, the("b").place) == ("closed", None)
    assert not Meeting.objects.filter(source_key="c").exists()
    told = str([list(model.objects.values()) for model in (Provenance, Read)])
    assert "Bank Street" not in told
    assert "bank-street" not in str(list(Group.objects.values_list("source_key")))


def test_a_place_that_its_source_hides_later_gets_a_private_address():
    import_feed([meeting("a")])
    before = the("a").place
    assert before.showing == "exact"
    import_feed([meeting("a", approximate="yes")])
    after = the("a").place
    assert (after.pk, after.showing) == (before.pk, "approximate")
    assert is_veiled(after.slug)
    assert GoneAddress.objects.filter(slug=gone_slug(before.slug)).exists()
