"""What is kept of comments for how long, and where moderators find them."""

from datetime import datetime

from trellis.keeping.comments.actions import forget
from trellis.keeping.comments.moderating import held_back, waiting
from trellis.keeping.deciding.sections import add_section
from trellis.safety.retention import rule


@rule("comments")
def old_comments(now: datetime) -> int:
    return forget(now)


add_section("said", waiting, order=30)
add_section("said-held", held_back, order=92)
