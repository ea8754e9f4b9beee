"""Somebody makes an account on a small phone without JavaScript; somebody signs in with a passkey."""

import re
import time
from dataclasses import replace

import pytest

from tests.journeys.conftest import opened
from tests.journeys.site import Site

PASSKEY_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code_sent_to(site: Site, address: str) -> str:
    """From the letter, which the server prints."""
    for _ in range(100):
        letters = site.log.read_text(encoding="utf-8").split("Subject: Your code")
        mine = [letter for letter in letters if f"To: {address}" in letter]
        if mine and (found := re.search(r"^    (\S+)$", mine[-1], re.MULTILINE)):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"No letter went to {address}.")


def make_account(page, site, address):
    page.goto("/account/join")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the letter").fill(code_sent_to(site, address).lower())
    page.get_by_role("button", name="Go on").click()


@pytest.fixture
def by_name(site):
    """The same server under a name, since a passkey belongs to one."""
    return replace(site, address=site.address.replace("127.0.0.1", "localhost"))


def test_a_newcomer_makes_an_account_and_is_asked_about_a_full_name(site, open_tab):
    with open_tab(width=360, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("link", name="Look after a listing").click()
        page.get_by_role("link", name="Make an account").click()
        make_account(page, site, "newcomer@example.org")
        page.get_by_label("Your nickname").fill("Jo Smith")
        page.get_by_role("button", name="Save").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Are you sure?"
        page.get_by_role("main").get_by_role("link", name="Choose another").click()
        page.get_by_label("Your nickname").fill("Sunny Side")
        page.get_by_role("button", name="Save").click()
        assert "Sunny Side" in page.get_by_role("main").inner_text()
        page.get_by_role("link", name="Erase my account").click()
        page.get_by_role("button", name="Erase my account").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Your account is erased"


def test_somebody_adds_a_passkey_and_signs_in_with_it(browser, by_name):
    with opened(browser, by_name, viewport={"width": 360, "height": 740}) as page:
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY_DEVICE})
        make_account(page, by_name, "passkey@example.org")
        page.goto("/account/second-step/passkeys/add")
        page.get_by_role("button", name="Add it").click()
        page.wait_for_url("**/account/second-step/codes")
        page.goto("/account/sign-out")
        page.get_by_role("button", name="Sign out").click()
        page.goto("/account/sign-in?next=/account/sessions")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/account/sessions")


def test_a_passkey_is_not_offered_where_it_cannot_work(open_tab):
    with open_tab() as page:  # under a number instead of a name
        page.goto("/account/sign-in")
        assert not page.get_by_role("button", name="Use a passkey").is_visible()
    with open_tab(java_script_enabled=False) as page:
        page.goto("/account/sign-in")
        assert not page.get_by_role("button", name="Use a passkey").is_visible()
