"""One listing, from a newcomer's phone to a merged duplicate."""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from django.conf import settings

from tests.journeys.conftest import opened
from tests.journeys.test_signing_in import PASSKEY_DEVICE, make_account

NAME, AGAIN = "Beaconbrook First Tuesday", "Beaconbrook, First Tuesdays"
POSTCODE = "BB10 3LD"
A_PERSONS_PACE_S = 4
FOUND_WITHIN_S = 2.0
MOST_QUESTIONS = 12


@pytest.fixture
def by_name(site):
    """The same server under a name, since a passkey belongs to one."""
    return replace(site, address=site.address.replace("127.0.0.1", "localhost"))


def grant(*words: str) -> None:
    environment = {**os.environ, "TRELLIS_DATA": str(settings.DATA_FOLDER / "journeys"), "LOG_LEVEL": "ERROR"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "trellis", "grant", *words]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def adds(page, name):
    """A monthly meeting in a café, without JavaScript."""
    page.goto("/add")
    page.get_by_label("A group that meets in a place").check()
    press(page, "Go on")
    page.get_by_label("Name of the building").fill("Beaconbrook Café")
    page.get_by_label("Number and street").fill("3 Beaconbrook Row")
    page.get_by_label("Postcode").fill(POSTCODE)
    press(page, "Go on")
    page.wait_for_url(re.compile("/point"))
    page.get_by_role("radio").first.check()
    press(page, "Go on")
    page.get_by_label("What is it called?").fill(name)
    press(page, "Go on")
    if page.get_by_role("button", name="None of these").count():
        press(page, "None of these")
    page.get_by_label("When is it?").fill("every first Tuesday at 7 pm")
    press(page, "Go on")
    press(page, "Yes, that is right")
    for _ in range(MOST_QUESTIONS):
        if page.url.endswith("/check"):
            break
        for answer in ("Another way", "I do not know"):
            if page.get_by_label(answer).count():
                page.get_by_label(answer).check()
        page.get_by_role("main").get_by_role("button", name=re.compile("^Go on")).first.click()
    assert page.url.endswith("/check"), f"{page.url}: {page.get_by_role('main').inner_text()}"
    press(page, re.compile("Send to be checked|Put it on the map"))


def signs_in_strongly(page, site, address):
    """With a passkey, which counts as a second factor."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY_DEVICE})
    make_account(page, site, address)
    page.goto("/account/second-step/passkeys/add")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/account/second-step/codes")
    page.goto("/account/sign-out")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    grant(address, "--role", "steward")
    page.goto("/account/sign-in?next=/moderate")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/moderate")


def slug_when_found(site, name):
    """How the search finds it, as soon as it does."""
    until = time.monotonic() + FOUND_WITHIN_S
    while time.monotonic() < until:
        found = json.loads(site.fetch("/api/v1/search?q=beaconbrook"))["results"]
        if slugs := [one["url"].rpartition("/")[2] for one in found if one["name"] == name]:
            return slugs[0]
        time.sleep(0.1)
    raise AssertionError(f"“{name}” was not found within {FOUND_WITHIN_S} seconds.")


def dates_in_calendar(site, slug):
    """When it begins, and when it is not."""
    return re.findall(r"^(?:DTSTART|EXDATE)\S*", site.fetch(f"/meetings/{slug}.ics"), re.MULTILINE)


def test_a_listing_is_added_approved_found_cancelled_once_reported_and_merged(browser, by_name):
    site = by_name
    with opened(browser, site, viewport={"width": 360, "height": 740}, java_script_enabled=False) as page:
        adds(page, NAME)
        assert page.locator("h1").inner_text() == "Thank you"

    with opened(browser, site, viewport={"width": 1280, "height": 800}) as moderator:
        signs_in_strongly(moderator, site, "moderator@example.org")
        moderator.get_by_role("link", name=re.compile(NAME)).first.click()
        press(moderator, "Approve")
        slug = slug_when_found(site, NAME)

        with opened(browser, site, viewport={"width": 360, "height": 740}, java_script_enabled=False) as keeper:
            make_account(keeper, site, "beaconbrook-keeper@example.org")
            grant("beaconbrook-keeper@example.org", "--role", "keeper", "--listing", slug)
            keeper.goto(f"/meetings/{slug}/dates")
            first = dates_in_calendar(site, slug)
            press(keeper, re.compile("^Not on"))
            assert "off" in (keeper.locator(".dates-list li").first.get_attribute("class") or "")
        assert first != dates_in_calendar(site, slug)

        with opened(browser, site, viewport={"width": 360, "height": 740}, java_script_enabled=False) as visitor:
            visitor.goto(f"/meetings/{slug}/report")
            time.sleep(A_PERSONS_PACE_S)
            press(visitor, "It has closed")
            assert "Thank you" in visitor.locator("h1").inner_text()
        moderator.goto("/moderate")
        assert "It has closed" in moderator.get_by_role("main").inner_text()

        adds(moderator, AGAIN)
        again = re.search(r"/meetings/([\w-]+)", moderator.url + moderator.content())
        assert again
        moderator.goto(f"/moderate/meetings/{again[1]}/merge/{slug}")
        press(moderator, "Make one of them")
        moderator.goto(f"/meetings/{again[1]}")
        assert moderator.url.endswith(f"/meetings/{slug}")
