"""No page is without its look in a browser, and what is said to be no page is none."""

import pytest
from django.urls import get_resolver

from tests.access.conftest import comes
from tests.access.table import ROWS, VISITOR
from tests.conventions.test_access import named_patterns
from tests.conventions.test_addresses import NOT_PUBLISHED
from tests.journeys.looks import LOOKS, NO_PAGE, is_page, name_of, who_gets_in
from tests.pages.test_every_address import ADDRESSES

OF_THE_API = {name for name in ADDRESSES if name.startswith("api-")}
SAID_TO_BE_NONE = NO_PAGE - {"mfa_login_webauthn"} | OF_THE_API
"""But for what a passkey sends, which only a script asks for."""


def names() -> set[str]:
    return {name for address, _, name in named_patterns(get_resolver()) if not NOT_PUBLISHED.match(address)}


def unseen(names: set[str]) -> set[str]:
    return {name for name in names if not name.startswith("api-")} - {name_of(look) for look in LOOKS} - NO_PAGE


def test_every_page_has_a_look():
    assert unseen(names()) == set(), "A page without a look: see tests/journeys/looks.py."
    assert (NO_PAGE | {name_of(look) for look in LOOKS}) - names() == set(), "No address has these names any more."


def test_a_page_without_a_look_would_be_found():
    assert unseen({"find", "pins", "a-new-page"}) == {"a-new-page"}


@pytest.mark.parametrize("name", sorted(SAID_TO_BE_NONE))
def test_what_is_no_page_shows_none(name, town, client):
    row = ROWS.get(name)
    world = comes(client, who_gets_in(row.to) if row else VISITOR)
    at = row.at(world) if row else next(iter(ADDRESSES[name](name)))
    answers = [client.get(at)] if row is None or row.post is None else [client.get(at), client.post(at, row.post)]
    pages = [answer.status_code for answer in answers if not answer.streaming and is_page(answer)]
    assert set(pages) <= {404, 405, 409}, "It shows a page: give it a look."
