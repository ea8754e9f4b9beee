"""The frame and the pages about the site."""

import pytest
from django.test import Client
from django.urls import reverse

from trellis.places.tests.factories import create_source

pytestmark = pytest.mark.django_db

PAGES = ("home", "about", "data", "safety", "accessibility", "offline")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_title_a_heading_a_way_past_the_header_and_a_helpline(client: Client, page: str):
    html = client.get(reverse(page)).content.decode()
    assert html.count("<h1") == 1
    assert 'class="skip" href="#main"' in html
    assert '<a href="tel:999">999</a>' in html
    assert '<a href="tel:116123">116 123</a>' in html


@pytest.mark.parametrize("page", PAGES)
def test_no_page_sets_a_cookie(client: Client, page: str):
    assert not client.get(reverse(page)).cookies


def test_the_page_one_is_on_is_marked(client: Client):
    html = client.get(reverse("now")).content.decode()
    assert f'<a href="{reverse("now")}" aria-current="page">' in html
    assert html.count("aria-current") == 1


def test_sources_are_named_with_licence_and_what_is_made_up_says_so(client: Client):
    create_source(name="Alder Valley Intergroup", licence="CC BY 4.0", is_imaginary=True)
    html = client.get(reverse("data")).content.decode()
    assert "Alder Valley Intergroup" in html
    assert "CC BY 4.0" in html
    assert "Made up, to try things out" in html


def test_a_page_that_is_not_there_says_so_and_offers_the_search(client: Client):
    response = client.get("/no-such-page")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()
    assert 'role="search"' in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/about/", "/about"),
        ("/find/?q=leeds&within=5km", "/find?q=leeds&within=5km"),
        ("/meetings/way-in/", "/meetings/way-in"),
    ],
)
def test_a_slash_too_many_leads_to_the_page_that_is_meant(client: Client, typed: str, meant: str):
    response = client.get(typed)
    assert (response.status_code, response.headers["Location"]) == (301, meant)


@pytest.mark.parametrize("typed", ["/no-such-page/", "//about/", "//example.org/", "/\\example.org/", "/about//"])
def test_a_slash_leads_to_no_page_that_is_not_there_and_to_nobody_else(client: Client, typed: str):
    response = client.get("/", PATH_INFO=typed)
    assert response.status_code == 404 or response.headers["Location"] == "/about"


def test_the_health_check_gives_the_revision_and_is_not_kept(client: Client):
    response = client.get(reverse("healthz"))
    assert response.json() == {"status": "ok", "revision": 0}
    assert response.headers["Cache-Control"] == "no-store"
