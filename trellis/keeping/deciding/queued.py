"""What this room puts into the queue of moderators. Other rooms add theirs with `sections.add_section`."""

from trellis.keeping.deciding.changes import done_at_once, held_as_spam, to_decide
from trellis.keeping.deciding.sections import add_section


def register() -> None:
    add_section("to-decide", to_decide, order=10)
    add_section("done", done_at_once, order=70)
    add_section("held", held_as_spam, order=90)
