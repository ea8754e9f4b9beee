"""Every named address × everybody who may come to it, object by object: tests/access/table.py says who gets in."""

from collections import Counter

import pytest
from django.db import transaction
from django.urls import get_resolver

from tests.access.table import (
    CLOSED,
    EVERYONE,
    IN,
    KEEPER,
    ONLY_WITHIN_A_FLOW,
    OTHER_KEEPER,
    OTHER_MODERATOR,
    OUTCOMES,
    PUBLIC,
    ROWS,
    SECOND_STEP,
    SIGN_IN,
    STEWARD,
)
from tests.conventions.code import told
from tests.conventions.test_access import named_patterns
from tests.conventions.test_addresses import NOT_PUBLISHED
from tests.pages.test_every_address import ADDRESSES, NOTHING_THERE
from trellis.safety.access import access_of

pytestmark = pytest.mark.one_database


TWO_ADDRESSES: set[str] = set()
"""Names of two addresses with one view."""


def outcome(response):
    if response.status_code == 403:
        return CLOSED
    to = response.headers.get("Location", "")
    if to.startswith("/account/sign-in?next="):
        return SIGN_IN
    return SECOND_STEP if to.startswith("/account/second-step/now") else IN


def fetched(client, row, world):
    return client.get(row.at(world)) if row.post is None else client.post(row.at(world), row.post)


def marks():
    return {
        name: access_of(entry.callback)
        for address, entry, name in named_patterns(get_resolver())
        if not NOT_PUBLISHED.match(address)
    }


def test_asvs_8_2_1_every_address_has_a_row():
    found = {name for name, mark in marks().items() if name not in {**ADDRESSES, **NOTHING_THERE}}
    assert found - set(ROWS) - set(ONLY_WITHIN_A_FLOW) == set(), "Give each a row in tests/access/table.py."
    assert set(ROWS) - set(marks()) == set(), "No address has these names any more."


def test_every_row_agrees_with_the_mark_of_its_view():
    found = marks()
    wrong = [f"{name}: {found[name]}, not {row.to}" for name, row in ROWS.items() if found[name] not in row.to]
    assert not wrong, told(wrong)


def test_pages_that_are_visited_as_everybody_are_public():
    found = marks()
    assert [name for name in ADDRESSES if found.get(name) != PUBLIC] == []


@pytest.mark.parametrize("who", EVERYONE)
def test_asvs_8_2_2_and_8_3_1_everybody_meets_what_the_table_says(who, come, client):
    """Signing in takes longer than a page, so it is done once; what comes of each page is taken back."""
    world = come(client, who)
    wrong = []
    for name in sorted(ROWS, key="account_logout".__eq__):  # the way out last
        row = ROWS[name]
        with transaction.atomic():
            found, wanted = outcome(fetched(client, row, world)), OUTCOMES[row.to][who]
            transaction.set_rollback(True)
        if found != wanted:
            wrong.append(f"{name}: {who} {found}, and not: {wanted}")
    assert not wrong, told(wrong)


def the_other_way(client, row, at):
    """A page that is looked at is sent a form, and the other way round."""
    return client.get(at) if row.post is not None else client.post(at, {})


@pytest.mark.parametrize("who", [who for who in EVERYONE if who != STEWARD])
def test_asvs_8_2_1_no_page_is_open_by_the_other_way_of_asking(who, come, client):
    """A view that guards what it shows and not what it is sent would pass the test above."""
    world = come(client, who)
    opened = []
    for name, row in ROWS.items():
        if OUTCOMES[row.to][who] == IN:
            continue
        with transaction.atomic():
            answer = the_other_way(client, row, row.at(world))
            if answer.status_code != 405 and outcome(answer) == IN:
                opened.append(f"{name}: {answer.status_code}")
            transaction.set_rollback(True)
    assert not opened, told(opened)


OF_A_LISTING = [name for name, row in ROWS.items() if row.to in {"keepers", "moderators"}]


def of_each_kind(world, name):
    """The same page of a meeting, a group and a place; where there is none, nobody comes in."""
    at = ROWS[name].at(world)
    slugs = {"meetings": world.meeting.slug, "groups": world.group.slug, "places": world.place.slug}
    for kind, slug in slugs.items():
        if f"/{kind}/{slug}/" in at:
            return [at.replace(f"/{kind}/{slug}/", f"/{other}/{their}/") for other, their in slugs.items()]
    return [at]


@pytest.mark.parametrize("who", [OTHER_KEEPER, OTHER_MODERATOR])
def test_asvs_8_2_2_and_8_4_1_whoever_looks_after_something_else_comes_to_none_of_the_three(who, come, client):
    world = come(client, who)
    opened, tried = [], 0
    for name in OF_A_LISTING:
        with transaction.atomic():
            for at in of_each_kind(world, name):
                for answer in (client.get(at), client.post(at, ROWS[name].post or {})):
                    tried += 1
                    is_led_away = answer.headers.get("Location") == world.group.get_absolute_url()  # its public page
                    if answer.status_code not in {404, 405} and outcome(answer) == IN and not is_led_away:
                        opened.append(f"{at}: {answer.status_code}")
            transaction.set_rollback(True)
    assert tried > 100
    assert not opened, told(opened)


def test_its_keeper_comes_to_all_three(come, client):
    """So that the test above means something."""
    world = come(client, KEEPER)
    assert [client.get(at).status_code for at in of_each_kind(world, "edit")] == [200, 200, 200]


def test_no_two_addresses_have_one_name():
    """The second would stand in the shadow of the first: the table asks for one row a name."""
    named = [name for at, _, name in named_patterns(get_resolver()) if not NOT_PUBLISHED.match(at)]
    twice = [name for name, count in Counter(named).items() if count > 1 and name not in TWO_ADDRESSES]
    assert not twice, told(twice)


@pytest.mark.parametrize("who", EVERYONE)
def test_pages_for_everybody_are_for_everybody(who, come, client):
    come(client, who)
    visited = {name: next(iter(addresses(name))) for name, addresses in ADDRESSES.items()}
    closed = [name for name, address in visited.items() if outcome(client.get(address)) != IN]
    assert not closed, told(closed)


def test_the_matrix_is_large():
    assert len(ROWS) * len(EVERYONE) + len(ADDRESSES) * len(EVERYONE) > 500
