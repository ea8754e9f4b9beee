import pytest

from trellis.safety.free_text import details_in, is_conference, links_in, personal_details, without_join_details


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
        ("Dial in: 1-888-555-0100Meeting ID follows", ["phone"]),
        ("Follow the instructions.07700 900123 Canada", ["phone"]),
        ("Please e-mail Wei MacDonald with your name", ["surname"]),
        ("Contact Zofia Nowak-Lis or the office", ["surname"]),
        ("Xiu Zhang is inviting you to a scheduled meeting", ["surname"]),
        ("Contact John Smith, Church Hall", ["surname"]),
        ("In the Kate Walsh room of the Thomas Beaver Public Library", []),
        ("Between Marcus Garvey Blvd and Mary Arches Street, opposite Mary Arches car park", []),
        ("John S. has the key", []),
        ("St John Fisher Church, James Street", []),
        ("On 25/12/2026 from 19:30 to 21:00, postcode BB11 1JG", []),
        ("Main Share On First Thursday, Chair Every Week", []),
        ("Group 12345, room 101, 1st 2nd 3rd 4th", []),
    ],
)
def test_details_about_people_are_noticed(text: str, kinds: list[str]) -> None:
    assert list(personal_details(text)) == kinds


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


def test_each_detail_is_found_where_it_stands() -> None:
    text = "Contact John Smith on 07700 900123 or see https://example.org/x"
    found = [(one.kind, text[one.start : one.end]) for one in (*details_in(text), *links_in(text))]
    assert found == [("phone", "07700 900123"), ("surname", "John Smith"), ("link", "https://example.org/x")]
