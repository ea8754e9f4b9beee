from typing import Any

import pytest

from trellis.opendata.free_text import guarded
from trellis.opendata.listing import Listing, When, Where, Who


def listing(**fields: Any) -> Listing:
    return Listing(row=1, key="a", name="Way In", pathway="na", when=When(), **{"where": Where(), **fields})


def test_free_text_is_guarded_in_every_field_and_flagged_for_a_person() -> None:
    found = guarded(
        listing(
            notes="Join https://zoom.us/j/1 or ring 07700 900123",
            who=Who(notes="Ask for John Smith"),
            where=Where(way_in="Code pin: 4321", name="Online: https://zoom.us/j/2"),
        )
    )
    assert "zoom" not in found.notes + found.where.name
    assert "4321" not in found.where.way_in
    assert [(f["field"], f["kind"]) for f in found.flags] == [
        ("notes", "link"),
        ("notes", "phone"),
        ("group notes", "surname"),
        ("way in", "password"),
        ("place", "link"),
    ]


@pytest.mark.parametrize(
    ("email", "is_personal"),
    [
        ("jane.doe@gmail.com", True),
        ("lucy1970@hotmail.com", True),
        ("john.smith@example.org", True),
        ("wayin.burnley@gmail.com", False),
        ("burnley@example.org", False),
        ("info@example.org", False),
    ],
)
def test_a_persons_own_address_is_not_shown_as_the_groups(email: str, is_personal: bool) -> None:
    found = guarded(listing(who=Who(email=email)))
    assert found.who.email == ("" if is_personal else email)
    assert [f["kind"] for f in found.flags] == (["address"] if is_personal else [])


def test_fields_made_for_joining_keep_their_links_and_passwords() -> None:
    before = listing(join_url="https://zoom.us/j/1", join_notes="Password: hunter2")
    assert guarded(before) is before
