"""What somebody has answered so far: step → its values, as they go into JSON. Pure."""

from collections.abc import Mapping
from typing import Any, Final

PLACE: Final = "place"
GROUP: Final = "group"
BOTH: Final = "both"
ONLINE: Final = "online"
ACTIVITY: Final = "activity"
ONCE: Final = "once"
ONCE_ONLINE: Final = "once-online"
KINDS: Final = {
    PLACE: "A place",
    GROUP: "A group that meets in a place",
    ONLINE: "A group that meets online or by phone",
    BOTH: "A group that does both at once",
    ACTIVITY: "An activity",
    ONCE: "Something that comes up once",
    ONCE_ONLINE: "Something online that comes up once",
}

Answers = Mapping[str, Mapping[str, Any]]


def value(answers: Answers, step: str, name: str, default: Any = "") -> Any:
    """One answer; `default` where it was not given."""
    return answers.get(step, {}).get(name) or default


def kind_of(answers: Answers) -> str:
    return str(value(answers, "kind", "kind"))


def is_place(answers: Answers) -> bool:
    return kind_of(answers) == PLACE


def is_meeting(answers: Answers) -> bool:
    """Whether it has days and times, and a group behind it."""
    return not is_place(answers)


def is_somewhere(answers: Answers) -> bool:
    """Whether one can go there."""
    return kind_of(answers) not in {ONLINE, ONCE_ONLINE}


def is_from_home(answers: Answers) -> bool:
    return kind_of(answers) in {ONLINE, BOTH, ONCE_ONLINE}


def known_place(answers: Answers) -> str:
    """The identifier of a place that is listed already, where it was said to be the one."""
    return str(value(answers, "point", "place")) if is_somewhere(answers) else ""


def is_new_place(answers: Answers) -> bool:
    return is_somewhere(answers) and not known_place(answers)


def is_once(answers: Answers) -> bool:
    return kind_of(answers) in {ONCE, ONCE_ONLINE}


def known_group(answers: Answers) -> str:
    """The identifier of a group that is listed already, where it was said to hold it."""
    return str(value(answers, "host", "group"))


def name_of(answers: Answers) -> str:
    return str(value(answers, "name", "name"))
