from trellis.finder.listings.nucleus import nucleus
from trellis.meetings.pathways import PATHWAYS


def test_an_empty_area_lacks_every_part() -> None:
    found = nucleus({})
    assert found.present == ()
    names = [part.name for part in found.absent]
    assert {"Alcoholics Anonymous", "SMART Recovery", "ACT Peer Recovery", "LifeRing Secular Recovery"} <= set(names)
    assert {"Groups for families and friends", "Led by people who have been there"} <= set(names)
    assert names == sorted(names)


def test_family_groups_count_together() -> None:
    [part] = nucleus({"al-anon": 3, "nar-anon": 2}).present
    assert part.name == "Groups for families and friends"
    assert part.meetings == 5
    assert {"al-anon", "nar-anon"} <= set(part.codes)


def test_what_there_is_most_of_comes_first() -> None:
    assert [part.meetings for part in nucleus({"na": 2, "aa": 1, "smart": 9}).present] == [9, 2, 1]


def test_a_pathway_outside_the_nucleus_is_named_where_it_is_and_not_missed_where_it_is_not() -> None:
    assert "Gamblers Anonymous" in {part.name for part in nucleus({"ga": 1}).present}
    assert "Gamblers Anonymous" not in {part.name for part in nucleus({}).absent}


def test_no_meeting_is_counted_twice_or_lost() -> None:
    counts = dict.fromkeys(PATHWAYS, 1)
    assert sum(part.meetings for part in nucleus(counts).present) == len(PATHWAYS)
