"""The frame: what header and footer offer, and whose name they carry."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from trellis.web.frame import Link, _links

pytestmark = pytest.mark.django_db


def test_only_pages_that_are_there_are_offered():
    assert _links((("find", "Find"), ("no-such-page", "Nothing"))) == (Link("find", "Find", "/find"),)


def test_now_is_one_tap_away_on_every_page(client: Client):
    for address in ("/", "/about", "/find", "/no-such-page"):
        assert '<a href="/now"' in client.get(address).content.decode()


def test_help_is_found_by_its_name_at_the_foot_of_every_page(client: Client):
    for address in ("/", "/about", "/safety", "/no-such-page"):
        footer = client.get(address).content.decode().partition("<footer")[2]
        assert '<a href="/now">Need help now?</a>' in footer
    assert '<a href="/now">see who answers</a>' in client.get("/safety").content.decode()


def test_the_frame_carries_the_name_of_the_site(client: Client, settings: Settings):
    settings.SITE_NAME = "Recovery in Alderbrook & about"
    html = client.get("/about").content.decode()
    assert "<title>About Recovery in Alderbrook &amp; about · Recovery in Alderbrook &amp; about</title>" in html
    assert 'height="28">Recovery in Alderbrook &amp; about</a>' in html


def test_the_footer_has_the_emergency_number_of_the_country(client: Client, settings: Settings):
    settings.COUNTRY = "US"
    html = client.get("/about").content.decode()
    assert '<a href="tel:911">911</a>' in html
    assert '<a href="tel:988">988</a>' in html


def test_where_no_helpline_is_known_the_footer_names_none(client: Client, settings: Settings):
    settings.COUNTRY = "FR"
    html = client.get("/now").content.decode()
    assert '<a href="tel:112">112</a>' in html
    assert "Somebody to talk to" not in html


def test_an_address_to_write_to_is_shown_where_there_is_one(client: Client, settings: Settings):
    assert "mailto:" not in client.get("/about").content.decode()
    settings.CONTACT_EMAIL = "hello@example.org"
    assert 'href="mailto:hello@example.org"' in client.get("/about").content.decode()
