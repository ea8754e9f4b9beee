"""Answers: facets that lead somewhere, alternatives where there is little, results in one query."""

from datetime import UTC, datetime, time
from urllib.parse import parse_qs

import pytest

from trellis.finder.questions.parts import Found
from trellis.finder.search import Answer, asked, results, search
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
BURNLEY = "53.7893,-2.2405"
NELSON = (53.8370, -2.2150)  # five and a half kilometres away


def answer(**params: str | list[str]) -> Answer:
    listed = {name: [value] if isinstance(value, str) else value for name, value in params.items()}
    return search(asked(listed, now=NOW), now=NOW)


def test_results_come_in_order_with_all_they_show_in_one_query(django_assert_num_queries):
    later = create_meeting(name="Later", start=time(20))
    sooner = create_meeting(name="Sooner", start=time(18))
    found = answer(near=BURNLEY)
    with django_assert_num_queries(1):
        rows = results(found)
        assert [row.meeting for row in rows] == [sooner, later]
        assert {row.meeting.group.name for row in rows} == {"Way In"}
        assert {row.meeting.place.town for row in rows if row.meeting.place} == {"Burnley"}
        assert {row.meeting.source.name for row in rows} == {"Pennine listings"}


def test_times_are_those_of_the_visitor():
    create_meeting(start=time(19, 30))
    [hit] = answer(tz="Europe/Berlin").hits
    assert hit.starts is not None
    assert hit.starts.isoformat() == "2026-11-24T20:30:00+01:00"


def test_every_choice_leads_to_as_many_as_it_says():
    create_meeting(pathway="na", features=["open", "women"])
    create_meeting(pathway="na", features=["open"], rule="FREQ=WEEKLY;BYDAY=SA")
    create_meeting(pathway="aa", mode=Meeting.Mode.HYBRID, features=["open"])
    create_meeting(pathway="smart", mode=Meeting.Mode.ONLINE, features=["women"])
    found = answer(pathway="na", feature="open")
    choices = [choice for facet in found.facets.values() for choice in facet if not choice.is_chosen]
    assert {choice.name for choice in choices} == {"pathway", "feature", "mode", "day", "when"}
    for choice in choices:
        link = parse_qs(choice.link[1:])
        if choice.name == "pathway":
            link["pathway"] = [choice.code]  # beside the chosen one it would add to it
        assert search(asked(link, now=NOW), now=NOW).total == choice.count, choice


def test_a_chosen_filter_stays_in_sight_with_nothing_in_it():
    create_meeting(pathway="na")
    found = answer(pathway="smart")
    assert [(choice.code, choice.count, choice.is_chosen) for choice in found.facets["pathway"]] == [
        ("smart", 0, True),
        ("na", 1, False),
    ]


def test_pages_lead_to_one_another():
    for hour in range(10, 15):
        create_meeting(start=time(hour))
    found = answer(limit="2", page="2")
    assert (found.total, found.pages, len(found.hits)) == (5, 3, 2)
    assert (found.previous_link, found.next_link) == ("?limit=2", "?limit=2&page=3")
    assert answer(limit="2", page="9").hits == ()


def test_a_slip_in_a_name_is_forgiven_and_said():
    create_meeting(name="Sunrise")
    found = answer(q='"sunrose"')
    assert found.total == 1
    assert [str(one) for one in found.query.understood] == ["sunrise (you wrote “sunrose”)"]


def kinds(found: Answer) -> dict[str, tuple[int, dict[str, list[str]]]]:
    return {one.kind: (one.total, parse_qs(one.link[1:])) for one in found.alternatives}


def test_where_there_is_nothing_the_nearest_further_away_is_told():
    create_meeting(place=create_place(point=NELSON))
    found = answer(near=BURNLEY, within="1km")
    assert kinds(found) == {"further": (1, {"near": [BURNLEY], "within": ["5mi"]})}
    assert found.alternatives[0].sentence == "The nearest is 3.5 miles away. There is one within 5 miles."
    assert found.alternatives[0].first is not None


def test_where_there_is_nothing_then_what_is_on_at_another_time_is_told():
    create_meeting(rule="FREQ=WEEKLY;BYDAY=FR")
    assert kinds(answer(near=BURNLEY, when="tonight")) == {"later": (1, {"near": [BURNLEY]})}


def test_where_there_is_nothing_what_can_be_joined_from_home_soon_is_told():
    create_meeting(mode=Meeting.Mode.ONLINE, start=time(13))
    create_meeting(mode=Meeting.Mode.ONLINE, rule="FREQ=WEEKLY;BYDAY=FR")
    assert kinds(answer(near=BURNLEY)) == {"online": (1, {"when": ["next 3 hours"], "mode": ["online"]})}


def test_where_no_listing_has_the_words_what_there_is_without_them_is_told():
    create_meeting()
    assert kinds(answer(q='"zebra crossing"', near=BURNLEY))["words"] == (1, {"near": [BURNLEY]})


def test_where_there_is_enough_nothing_else_is_offered():
    for _ in range(3):
        create_meeting()
    assert answer(near=BURNLEY).alternatives == ()


def test_a_hidden_place_is_found_about_there_and_says_so():
    create_meeting(place=create_place(showing="hidden"))
    [hit] = answer(near=BURNLEY, within="10km").hits
    assert hit.is_rough
    assert hit.distance_m is not None
    assert hit.distance_m > 1000


def test_where_a_feature_finds_nothing_what_there_is_without_it_is_told():
    create_meeting(features=["open"])
    found = answer(q="polish open", near=BURNLEY)
    assert kinds(found)["without"] == (1, {"near": [BURNLEY], "feature": ["open"]})
    assert "There is one without Polish." in [one.sentence for one in found.alternatives]


def test_where_a_pathway_finds_nothing_those_for_the_same_people_come_first():
    create_meeting(pathway="aa")
    create_meeting(pathway="nar-anon")
    found = answer(pathway="al-anon")
    assert [(one.kind, one.total) for one in found.alternatives if one.kind != "online"] == [("alike", 1)]


def test_where_nobody_has_the_like_of_a_pathway_all_there_is_is_told():
    create_meeting(pathway="aa")
    assert kinds(answer(q="gamblers anonymous"))["without"] == (1, {})


def test_where_no_single_filter_can_give_way_all_do():
    create_meeting()
    assert kinds(answer(feature=["bsl", "lang-pl"], near=BURNLEY))["without"] == (1, {"near": [BURNLEY]})


def test_where_words_and_a_filter_both_find_nothing_there_is_still_a_way_out():
    create_meeting()
    assert kinds(answer(q='"zebra"', feature="bsl", near=BURNLEY))["without"] == (1, {"near": [BURNLEY]})


def test_a_need_for_which_nothing_is_listed_narrows_nothing():
    create_meeting(pathway="na")
    found = answer(q="gambling", near=BURNLEY)
    assert found.total == 1
    assert "any pathway: we list no help with gambling there" in [str(one) for one in found.query.understood]


def test_a_need_that_is_only_in_a_name_is_found_by_the_name():
    create_meeting(name="Family Hour", pathway="na")
    create_meeting(name="Way In", pathway="na")
    found = answer(q="family")
    assert (found.total, found.query.text) == (1, "family")


def test_a_need_is_no_slip_for_a_name():
    create_meeting(name="Ealing", pathway="aa")
    found = answer(q="eating")
    assert (found.total, [str(one) for one in found.query.understood]) == (0, ["help with eating"])


def test_a_word_for_a_holiday_is_no_slip_for_a_name():
    create_meeting(name="Eastern Star")
    assert answer(q="easter!").total == 1
    create_meeting(name="Christian Fellowship")
    assert answer(q='"christmas"').total == 0


def test_near_me_without_a_place_is_answered_with_what_to_press(visit):
    page = visit("/find?q=aa+near+me+tonight")
    assert "press “Near me”" in page.text
    assert "Check how it is written" not in page.text


def test_other_places_of_a_name_are_links_on_the_page(visit, monkeypatch):
    two = Found("St Ives, Huntingdonshire", 52.33, -0.08, namesakes=("St Ives, Cornwall",))
    monkeypatch.setattr("trellis.finder.questions.gazetteer.AreasAlone.point", lambda _self, _words: two)
    page = visit("/find?near=st+ives&feature=women")
    assert "There is also" in page.text
    link = 'href="?near=St+Ives%2C+Cornwall&amp;feature=women"'
    assert link in page.response.content.decode()
