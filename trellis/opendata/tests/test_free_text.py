from typing import Any

import pytest

from trellis.opendata.free_text import guarded, is_conference, personal_details, without_join_details
from trellis.opendata.listing import Listing, When, Where, Who


def listing(**fields: Any) -> Listing:
    return Listing(row=1, key="a", name="Way In", pathway="na", when=When(), **{"where": Where(), **fields})


@pytest.mark.parametrize(
    "text", ["https://us02web.zoom.us/j/123?pwd=abc", "zoom.us/j/123", "http://meet.google.com/abc-defg-hij"]
)
def test_links_to_join_are_left_out_of_free_text(text: str) -> None:
    shown, found = without_join_details(f"Join at {text} at seven")
    assert shown == "Join at [link left out] at seven"
    assert found == {"link"}


def test_other_links_stay() -> None:
    assert without_join_details("See https://example.org/way-in.") == ("See https://example.org/way-in.", set())


@pytest.mark.parametrize(
    "text",
    ["Passcode: Abc123", "password is hunter2", "PW: 998877", "Meeting ID: 123 4567 8901", "Zoom ID 123-456-7890"],
)
def test_passwords_and_meeting_numbers_are_left_out(text: str) -> None:
    shown, found = without_join_details(f"Hello. {text} ")
    assert "[password left out]" in shown
    assert found == {"password"}
    assert not any(secret in shown for secret in ("Abc123", "hunter2", "998877", "4567", "456-7"))


@pytest.mark.parametrize("text", ["No password needed", "Ring the bell, pin it open", "Password on request"])
def test_words_about_passwords_stay(text: str) -> None:
    assert without_join_details(text) == (text, set())


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Ring 07700 900123", ["phone"]),
        ("Ring (0151) 496 0000", ["phone"]),
        ("Ring +1 (415) 555-0123", ["phone"]),
        ("Write to way.in@example.org", ["email"]),
        ("Ask for John Smith", ["surname"]),
        ("Siobhan O’Brien has the key", ["surname"]),
        ("Contact Oluwaseun Adeyemi on arrival", ["surname"]),
        ("John S. has the key", []),
        ("St John Fisher Church, James Street", []),
        ("On 25/12/2026 from 19:30 to 21:00, postcode BB11 1JG", []),
        ("Main Share On First Thursday, Chair Every Week", []),
        ("Group 12345, room 101, 1st 2nd 3rd 4th", []),
    ],
)
def test_details_about_people_are_noticed(text: str, kinds: list[str]) -> None:
    assert list(personal_details(text)) == kinds


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


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://us02web.zoom.us/j/1", True),
        ("https://notzoom.us/j/1", False),
        ("https://example.org", False),
        ("", False),
    ],
)
def test_hosts_of_online_meetings_are_known(url: str, is_one: bool) -> None:
    assert is_conference(url) == is_one
