"""Free words, and what they are taken for."""

from datetime import UTC, datetime

import pytest

from trellis.finder.query import Query, parse
from trellis.finder.questions.needs import FOR_ONESELF, FOR_THE_FAMILY, alike
from trellis.finder.tests.gazetteers import FewPlaces
from trellis.meetings.pathways import PATHWAYS

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SAID = {"door", "open", "hope", "phoenix", "way", "burnley", "sunrise", "unity", "settle"}


def heard(words: str, **others: str) -> Query:
    params = {"q": [words], **{name: [value] for name, value in others.items()}}
    return parse(params, gazetteer=FewPlaces(), now=NOW, zone="Europe/London", says=lambda word: word in SAID)


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("na thu evening near bb11", "?near=bb11&when=thu+evening&pathway=na"),
        ("women burnley sunday", "?near=burnley&when=sun&feature=women"),
        ("online now", "?when=now&mode=online"),
        ("wheelchair bb11 1jg", "?near=bb11+1jg&feature=step-free"),
        ("smart recovery york tomorrow", "?near=york&when=tomorrow&pathway=smart"),
        ("tonight bb11", "?near=bb11&when=tonight"),
        ("beginners within 3 miles of york", "?near=york&within=3mi&feature=beginners"),
        ("within 5km bb11 1jg na", "?near=bb11+1jg&within=5km&pathway=na"),
        ("aa in the morning in Hebden Bridge", "?near=hebden+bridge&when=morning&pathway=aa"),
        ("sundays lancashire", "?area=E10000017&day=sun"),
        ("next 2 hours york", "?near=york&when=next+2+hours"),
        ("24 December york", "?near=york&when=2026-12-24"),
        ("just for today", "?feature=just-for-today"),
        ("way in", "?q=way"),
        ("sunrise sunday", "?q=sunrise&when=sun"),
    ],
)
def test_words_become_filters(words, link):
    assert heard(words).link() == link


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("burnlye na", "?near=Burnley&pathway=na"),
        ("tommorow york", "?near=york&when=tomorrow"),
        ("wedensday", "?when=wed"),
        ("narcotics anonymus york", "?near=york&pathway=na"),
    ],
)
def test_slips_are_forgiven_and_said(words, link):
    query = heard(words)
    assert query.link() == link
    assert [one for one in query.understood if one.is_corrected]


def test_a_word_that_listings_say_is_not_taken_for_a_slip():
    assert heard("sunrise").text == "sunrise"


def test_a_village_with_the_name_of_many_a_group_is_a_place_only_after_near():
    assert heard("hope").text == "hope"
    near_hope = heard("near hope").near
    assert near_hope is not None
    assert near_hope.label == "Hope, Flintshire"


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("unity", "?near=unity"),
        ("unity and sunrise york", "?q=unity+sunrise&near=york"),
        ("york unity", "?q=unity&near=york"),
        ("settle burnley", "?q=burnley&near=settle"),
        ("near unity york", "?q=york&near=unity"),
        ("unity hall", "?q=hall&near=unity"),
    ],
)
def test_a_small_town_is_a_word_beside_a_large_one_that_is_far_from_it(words, link):
    assert heard(words).link() == link


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("york city centre", "?near=york"),
        ("closest to york station", "?near=york"),
        ("central york", "?near=york"),
        ("what's on near york", "?near=york"),
        ("aa/na york", "?near=york&pathway=aa&pathway=na"),
        ("12 step meetings york", "?near=york"),
        ("i relapsed york", "?near=york"),
        ("stop smoking", "?q=stop+smoking"),
        ("sexaholics", heard("sex addiction").link()),
    ],
)
def test_what_people_say_beside_what_they_ask_narrows_nothing(words, link):
    assert heard(words).link() == link


@pytest.mark.parametrize("words", ["york or burnley", "york/burnley", "york and burnley tonight"])
def test_the_other_of_two_places_is_a_link_away(words):
    query = heard(words)
    assert query.text == ""
    assert query.near is not None
    assert query.near.label == "York"
    assert [name for name, _ in query.namesakes] == ["Burnley"]


def test_a_small_town_abroad_is_meant_only_after_near():
    assert heard("die").near is None
    assert heard("near die").near is not None


def test_words_in_quotes_are_only_searched_for():
    assert heard('"open door" york').text == "open door"


def test_open_beside_a_word_that_is_searched_for_is_part_of_a_name():
    assert heard("open door").features == frozenset()
    assert heard("open door").text == "open door"
    assert heard("open york").features == {"open"}


def test_a_place_in_its_own_field_leaves_the_words_alone():
    query = heard("burnley", near="york")
    assert query.near is not None
    assert (query.near.label, query.text) == ("York", "burnley")


def test_a_place_that_nobody_knows_is_said():
    [problem] = heard("near xyzzyq").problems
    assert problem.reason == "We cannot find “xyzzyq”."


def test_a_postcode_that_does_not_exist_is_said_and_its_district_searched():
    query = heard("na bb11 1zz")
    [problem] = query.problems
    assert problem.suggestions == ("BB11 1JG",)
    assert query.near is not None
    assert query.near.label == "BB11"


def test_words_that_say_nothing_ask_nothing():
    assert heard("meetings near me please?").is_empty


@pytest.mark.parametrize("words", ["..", "tonight ..", ".", '"', '""', "' ' ?", "near", "within km of"])
def test_marks_alone_mean_nothing(words):
    query = heard(words)
    assert query.near is None
    assert query.link() in {"?", "?when=tonight", "?q=km", "?q=within+km"}


@pytest.mark.parametrize("words", ["aa near me tonight", "nearby", "meetings close to me", "closest near here women"])
def test_near_me_without_a_point_says_what_to_do(words):
    [problem] = heard(words).problems
    assert problem.sentence == "To search near you, press “Near me”, or type a town or postcode."
    assert problem.cure == "Give near= with a town, a postcode or lat,lon."


@pytest.mark.parametrize("words", ["nearby york", "aa near me", "near me"])
def test_near_me_with_a_place_asks_for_no_other(words):
    assert heard(words, near="53.79,-2.24" if "york" not in words else "").problems == ()


@pytest.mark.parametrize(
    ("words", "some", "label"),
    [
        ("alcohol help", {"aa", "smart"}, "help with drinking"),
        ("stop drinking york", {"aa", "lifering"}, "help with drinking"),
        ("drugs", {"na", "ca", "ma", "smart"}, "help with drugs"),
        ("addicted to cocaine", {"ca", "na"}, "help with cocaine"),
        ("gambling", {"ga", "gam-anon"}, "help with gambling"),
        ("family", {"al-anon", "nar-anon"}, "help for family and friends"),
        ("my son uses heroin", {"nar-anon", "fa"}, "help for family and friends (heroin)"),
        ("partner drinks too much york", {"al-anon"}, "help for family and friends (drinking)"),
        ("husband's drinking", {"al-anon"}, "help for family and friends (drinking)"),
        ("food addiction", {"oa", "eda"}, "help with eating"),
        ("drug service york", {"na", "smart"}, "help with drugs"),
    ],
)
def test_what_help_is_needed_with_means_any_pathway_for_it(words, some, label):
    query = heard(words)
    assert query.text == ""
    assert query.pathways >= some
    assert label in [one.label for one in query.understood if one.is_loose]


def test_the_family_is_not_sent_to_where_the_drinkers_are():
    assert "aa" not in heard("wife drinking").pathways


def test_a_pathway_that_is_named_says_it_better_than_a_need():
    assert heard("narcotics anonymous drugs help").pathways == {"na"}


def test_a_need_in_quotes_is_only_searched_for():
    assert heard('"family"').link() == "?q=family"


def test_a_language_takes_speaking_with_it():
    assert heard("polish speaking york").link() == "?near=york&feature=lang-pl"


def test_ordinary_words_are_no_slips():
    assert heard("using easter york").understood[0].label == "York"
    assert heard("easter").text == "easter"


def test_every_pathway_of_the_needs_is_in_the_table():
    named = {one for table in (FOR_ONESELF, FOR_THE_FAMILY) for codes in table.values() for one in codes}
    assert named <= set(PATHWAYS)


def test_pathways_alike_are_for_the_same_people():
    assert {"nar-anon", "smart-ff"} <= alike(["al-anon"])
    assert not {"aa", "al-anon"} & alike(["al-anon"])
    assert alike(["da"]) == frozenset()
