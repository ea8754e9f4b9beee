"""Each question: what is taken, and what is said of what is not."""

import pytest

from trellis.keeping.adding.questions import is_persons
from trellis.keeping.adding.tests.drafting import Adding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_of_places")]


@pytest.fixture
def group(client):
    return Adding(client, "group")


def test_nothing_begins_before_it_is_said_what_it_is(client):
    page = client.post("/add", {}).content.decode()
    assert "Choose what it is." in page


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "Say what it is called."),
        ("!", "too short"),
        ("x" * 121, "up to 120 characters, and it has 121"),
        ("<b>Way In</b>", "looks like HTML"),
    ],
)
def test_a_name_is_asked_for_in_plain_words(group, name, says):
    assert says in group.refused("name", name=name)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Give a postcode, or the town"),
        ({"postcode": "BB11 1JX9"}, "We do not know the postcode BB11 1JX9. Did you mean BB11 1JX"),
        ({"postcode": "nowhere"}, "We do not know the postcode NOWHERE."),
        ({"town": "Xyzzyville-on-Sea"}, "We do not know this town."),
        ({"postcode": "BB11 1JG", "address": "<script>alert(1)</script>"}, "looks like HTML"),
    ],
)
def test_where_it_is_has_to_be_somewhere(group, fields, says):
    assert says in group.refused("where", **fields)


def test_a_town_is_enough(group):
    assert group.sends("where", town="Burnley, Lancashire") == "point"
    assert group.sends("where", town="Burnley") == "point"
    assert group.sends("point", showing="hidden") == "name"


@pytest.mark.parametrize(
    ("typed", "town", "kept"),
    [
        ("BB11 1JG, Burnley", "", "Burnley"),
        ("burnley bb111jg", "", "Burnley"),
        ("BB11 1JG Lancs", "Burnley", "Burnley"),
    ],
)
def test_a_postcode_is_found_among_other_words(group, typed, town, kept):
    assert group.sends("where", postcode=typed, town=town) == "point"
    assert (group.answers["where"]["postcode"], group.answers["where"]["town"]) == ("BB11 1JG", kept)


def test_online_needs_some_way_to_join_and_a_zone_that_there_is(client):
    online = Adding(client, "online")
    assert "Give a link or a number" in online.refused("online", zone="Europe/London")
    assert "We do not know this time zone" in online.refused("online", how="Ask", zone="Mars/Base")
    assert "web address" in online.refused("online", link="javascript:alert(1)")
    assert online.sends("online", how="Ask", zone="America/New York") == "name"
    assert online.answers["online"]["zone"] == "America/New_York"


def test_open_and_closed_exclude_each_other(group):
    assert "tick only one of them" in group.refused("like", features=["open", "closed"])


@pytest.mark.parametrize(
    ("email", "is_one"),
    [
        ("joan.smith@example.org", True),
        ("j.smith@example.org", True),
        ("joan_smith84@example.org", True),
        ("joan@gmail.com", True),
        ("hello@example.org", False),
        ("thursday.group@example.org", False),
        ("way-in@example.org", False),
        ("secretary.burnley@example.org", False),
        ("gso@example.org", False),
    ],
)
def test_an_address_that_looks_like_a_persons_is_told_from_one_of_a_role(email, is_one):
    assert is_persons(email) == is_one


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"email": "joan.smith@example.org"}, "somebody’s own address"),
        ({"email": "no address"}, "Write it as name@example.org"),
        ({"phone": "07700 900123"}, "a mobile number"),
        ({"phone": "+44 7700 900123"}, "a mobile number"),
        ({"phone": "ring Joan"}, "Write it in digits"),
        ({"website": "https://zoom.us/j/123"}, "a link to join a meeting"),
    ],
)
def test_contacts_of_a_person_are_not_taken(group, fields, says):
    assert says in group.refused("contact", **fields)


def test_contacts_of_a_role_are(group):
    group.sends("contact", email="hello@example.org", phone="01282 555 0100", website="example.org")
    assert group.answers["contact"]["website"] == "https://example.org"


def test_what_is_typed_stays_where_something_is_wrong(group):
    response = group.client.post(f"{group.address}/contact", {"email": "hello@example.org", "phone": "ring Joan"})
    assert 'value="hello@example.org"' in response.content.decode()


class TestWhen:
    def test_what_is_not_understood_is_named_and_days_can_be_chosen_instead(self, group):
        assert "We do not understand “evry fust”" in group.refused("when", words="evry fust Tuesday at 7")
        assert group.page("when").links["Choose days and times instead"] == "?by=days"

    def test_it_is_said_back_with_its_next_dates(self, group):
        assert group.sends("when", words="Mondays and Thursdays 10 to 12, term time") == "when?said=1"
        said = group.page("when?said=1").text
        assert "Mondays and Thursdays , 10 am to noon" in said
        assert "In term time only" in said
        assert said.count(", 10 am") == 6

    def test_where_no_length_is_said_the_page_says_what_we_put(self, group):
        group.sends("when", words="every Tuesday at 7")
        assert "so we put an hour" in group.page("when?said=1").text

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({}, "Choose how often it is."),
            ({"every": "week"}, "Tick the days it is on. Say from what time."),
            ({"every": "month", "days": ["1"], "start": "19:00"}, "Tick which weeks of the month."),
            ({"every": "fortnight", "days": ["1"], "start": "19:00"}, "Give the first date"),
            ({"every": "week", "days": ["1"], "start": "19:00", "end": "19:00"}, "It ends when it starts."),
            ({"every": "week", "days": ["1"], "start": "25:00"}, "Write it as 19:30 or 7:30 pm."),
            (
                {"every": "week", "days": ["1"], "start": "19:00", "starts_on": "2027-02-01", "ends_on": "2027-01-01"},
                "Swap the two dates",
            ),
        ],
    )
    def test_choosing_says_what_is_missing(self, group, fields, says):
        assert says in group.refused("when?by=days", **fields)

    def test_first_and_third_tuesday_can_be_chosen(self, group):
        chosen = {"every": "month", "weeks": ["1", "3"], "days": ["1"], "start": "19:00", "end": "20:30"}
        assert group.sends("when?by=days", **chosen) == "when?said=1"
        assert group.answers["when"]["rule"] == "FREQ=MONTHLY;BYDAY=1TU,3TU"
        assert group.answers["when"]["minutes"] == 90

    def test_bank_holidays_of_the_place_can_be_said_or_ticked(self, group):
        words = "Mondays 10 to 12, not on bank holidays or Christmas Eve"
        assert group.sends("when", words=words) == "when?said=1"
        told = group.answers["when"]  # nobody can tell yet whose bank holidays they are
        assert (told["not_on"], told["notes"]) == (["christmas-eve"], ["Not on bank holidays."])
        group.sends("where", address="1 Manchester Road", postcode="BB11 1JG")
        group.sends("when", words=words)
        told = group.answers["when"]
        assert (told["not_on"], told["notes"]) == (["public:GB-ENG", "christmas-eve"], [])
        assert "Mondays, but not on bank holidays or Christmas Eve" in group.page("when?said=1").text.replace(
            "Every Monday,", "Mondays,"
        )
        chosen = {"every": "week", "days": ["4"], "start": "19:00", "not_on": ["good-friday", "christmas-day"]}
        assert group.sends("when?by=days", **chosen) == "when?said=1"
        assert group.answers["when"]["not_on"] == ["good-friday", "christmas-day"]
        assert "Every Friday, but not on Good Friday or Christmas Day" in group.page("when?said=1").text

    def test_what_has_no_fixed_days_needs_none(self, group):
        assert group.sends("when?by=days", every="none") == "pathway"
        assert group.answers["when"]["rule"] == ""


def test_where_nobody_sees_the_door_somebody_can_be_asked(group):
    group.sends("where", postcode="BB11 1JG")
    group.sends("point", showing="hidden")
    assert "people have to ask" in group.refused("contact", email="", phone="", website="")
    assert group.sends("contact", phone="0300 123 4567")
    group.sends("joining", steps="Ask at the library.")
    assert group.sends("contact", email="", phone="", website="")
