"""Every named address × everybody who may come to it, object by object: tests/access/table.py says who gets in."""

import pytest
from django.urls import get_resolver

from tests.access.table import CLOSED, EVERYONE, IN, ONLY_WITHIN_A_FLOW, OUTCOMES, PUBLIC, ROWS, SECOND_STEP, SIGN_IN
from tests.conventions.code import told
from tests.conventions.test_access import named_patterns
from tests.conventions.test_addresses import NOT_PUBLISHED
from tests.pages.test_every_address import ADDRESSES, NOTHING_THERE
from trellis.safety.access import access_of

pytestmark = pytest.mark.one_database


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
@pytest.mark.parametrize("name", ROWS)
def test_asvs_8_2_2_and_8_3_1_everybody_meets_what_the_table_says(name, who, come, client):
    row = ROWS[name]
    world = come(client, who)
    assert outcome(fetched(client, row, world)) == OUTCOMES[row.to][who]


@pytest.mark.parametrize("who", EVERYONE)
def test_pages_for_everybody_are_for_everybody(who, come, client):
    come(client, who)
    visited = {name: next(iter(addresses(name))) for name, addresses in ADDRESSES.items()}
    closed = [name for name, address in visited.items() if outcome(client.get(address)) != IN]
    assert not closed, told(closed)


def test_the_matrix_is_large():
    assert len(ROWS) * len(EVERYONE) + len(ADDRESSES) * len(EVERYONE) > 500
