import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.keeping.adding.tests.drafting import Adding
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting
from trellis.places.tests.factories import create_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_of_places")]


@pytest.fixture
def group(client):
    hall = create_place(name="St Mary's Hall", postcode="BB11 1JG", point=(53.788, -2.243))
    create_meeting(name="Way In", place=hall, slug="way-in")
    group = Adding(client, "group")
    group.sends("where", postcode="BB11 1JG")
    group.sends("point", place=str(hall.pk), showing="exact")
    return group


def test_what_is_listed_already_is_shown_after_the_name(group):
    assert group.sends("name", name="The Way In Group") == "likely"
    page = group.page("likely")
    assert page.links["Way In"] == "/meetings/way-in"
    assert page.links["This is it: suggest a change to Way In"] == "/meetings/way-in/suggest"
    assert group.sends("likely") == "when"


def test_another_name_goes_straight_on(group):
    assert group.sends("name", name="Choir for everybody") == "when"


def test_while_it_is_typed_only_the_list_comes(group):
    response = group.client.get(f"{group.address}/likely?name=way+in", headers={"hx-request": "true"})
    assert "suggest" in response.content.decode()
    assert "<html" not in response.content.decode()
    assert "name" not in group.answers


def test_it_is_one_query_besides_the_draft(group):
    with CaptureQueriesContext(connection) as queries:
        group.client.get(f"{group.address}/likely?name=way+in", headers={"hx-request": "true"})
    assert len(queries) == 2


def test_a_place_of_the_same_name_there_is_found(client):
    create_place(name="The Corner Café", postcode="BB11 1JG", point=(53.788, -2.243), slug="corner")
    place = Adding(client, "place")
    place.sends("where", postcode="BB11 1JG")
    place.sends("point", showing="exact")
    assert place.sends("name", name="Corner Cafe") == "likely"
    assert place.page("likely").links["The Corner Café"] == "/places/corner"


def test_online_it_is_the_link_or_the_name(client):
    link = "https://meet.example.org/sunrise"
    create_meeting(name="Sunrise Online", mode=Meeting.Mode.ONLINE, place=None, join_url=link, slug="sunrise")
    online = Adding(client, "online")
    online.sends("online", link=link)
    assert online.sends("name", name="Early birds") == "likely"
    other = Adding(client, "online")
    other.sends("online", how="Ask us.")
    assert other.sends("name", name="Sunrise") == "likely"
    assert other.sends("name", name="Evening choir") == "when"
