"""Pages for everybody stay the same for everybody: no cookie, no question who asks, so that any cache may keep them."""

import pytest
from django.test import Client

from tests.access.table import MEMBER, STEWARD
from tests.conventions.code import told
from tests.pages.test_every_address import ADDRESSES

pytestmark = pytest.mark.one_database

FORMS = frozenset({
    *("confirm", "it-was-on", "follow", "follow-link", "say", "report-comment"),
    *("add", "add-check", "add-likely", "add-picture", "add-save", "add-step"),
})  # fmt: skip
"""Public pages with a form that is sent: they may set the cookie of the form's token, and are kept by no cache."""

SAME_BUT_FOR_ITS_KEEPERS = frozenset({"history"})
"""They see besides what they may undo, and no cache keeps that."""


def kept(name):
    return next(iter(ADDRESSES[name](name)))


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - FORMS))
def test_a_public_page_sets_no_cookie_and_does_not_vary_by_one(name, town, client):
    answer = client.get(kept(name))
    assert not answer.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()


@pytest.mark.parametrize("who", [MEMBER, STEWARD])
def test_a_public_page_is_the_same_for_whoever_is_signed_in(who, come, client):
    come(client, who)
    visitor, different = Client(), []
    for name in sorted(set(ADDRESSES) - FORMS - SAME_BUT_FOR_ITS_KEEPERS):
        at = kept(name)
        theirs, everybodys = client.get(at), visitor.get(at)
        if theirs.content != everybodys.content or theirs.cookies or "Cookie" in theirs.headers.get("Vary", ""):
            different.append(name)
    assert not different, told(different)


@pytest.mark.parametrize("name", ["find", "home", "now"])
def test_a_public_page_asks_the_database_nothing_about_whoever_is_signed_in(
    name, come, client, django_assert_max_num_queries
):
    come(client, STEWARD)
    client.get(kept(name))
    with django_assert_max_num_queries(10) as asked:
        client.get(kept(name))
    about = ("accounts_", "django_session")
    assert not [query["sql"] for query in asked.captured_queries if any(table in query["sql"] for table in about)]
