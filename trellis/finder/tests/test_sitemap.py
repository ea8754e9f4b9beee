import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest

from trellis.finder.listings import sitemap
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place, create_source

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


def addresses(client, page):
    response = client.get(page)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/xml")
    return [one.text for one in ET.fromstring(response.content).iter() if one.tag.endswith("}loc")]


def test_the_list_names_one_file_a_kind(client):
    create_meeting()
    assert addresses(client, "/sitemap.xml") == [
        f"{SITE}/sitemap-{kind}-1.xml" for kind in ("meetings", "groups", "places", "areas")
    ]


def test_an_empty_site_lists_its_areas_only(client):
    assert addresses(client, "/sitemap.xml") == [f"{SITE}/sitemap-areas-1.xml"]


def test_every_address_in_it_answers(client):
    create_meeting()
    for file in addresses(client, "/sitemap.xml"):
        for address in addresses(client, file.removeprefix(SITE))[:3]:
            assert client.get(address.removeprefix(SITE)).status_code == 200


def test_what_has_closed_is_left_out_with_its_place_and_group(client):
    create_meeting(slug="open", source_changed_at=dt.datetime(2026, 8, 5, 9, 30, tzinfo=dt.UTC))
    create_meeting(slug="gone", state=Meeting.State.CLOSED)
    create_place(slug="empty-hall")
    create_group(slug="nobody")
    assert addresses(client, "/sitemap-meetings-1.xml") == [f"{SITE}/meetings/open"]
    assert len(addresses(client, "/sitemap-places-1.xml")) == 1
    assert len(addresses(client, "/sitemap-groups-1.xml")) == 1
    assert b"<lastmod>2026-08-05T09:30:00Z</lastmod>" in client.get("/sitemap-meetings-1.xml").content


def test_a_place_that_is_not_shown_is_not_listed(client):
    create_meeting(place=create_place(slug="quiet-house", showing="hidden"))
    create_meeting(place=create_place(slug="rough-house", showing="approximate"))
    assert addresses(client, "/sitemap-places-1.xml") == []


def test_what_is_made_up_is_not_listed(client):
    create_meeting(source=create_source(is_imaginary=True))
    assert addresses(client, "/sitemap.xml") == [f"{SITE}/sitemap-areas-1.xml"]


def test_long_lists_are_cut_into_files(client, monkeypatch):
    monkeypatch.setattr(sitemap, "MOST", 2)
    for number in range(3):
        create_meeting(slug=f"m-{number}")
    files = [file for file in addresses(client, "/sitemap.xml") if "meetings" in file]
    assert [len(addresses(client, file.removeprefix(SITE))) for file in files] == [2, 1]


@pytest.mark.parametrize(
    "page",
    ["/sitemap-meetings-2.xml", "/sitemap-meetings-0.xml", f"/sitemap-meetings-{10**30}.xml", "/sitemap-people-1.xml"],
)
def test_there_is_no_other_file(client, page):
    create_meeting()
    assert client.get(page).status_code == 404


def test_robots_are_led_to_the_list_and_away_from_searches(client):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml" in text
    assert re.search(r"^Disallow: /find$", text, re.MULTILINE)
