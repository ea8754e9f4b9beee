"""Changes as rows of a queue: what they are about in a line, without a query for each."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet

from trellis.keeping.deciding.order import turn
from trellis.keeping.deciding.scope import Scope
from trellis.keeping.deciding.sections import MOST_ROWS, Row, Section
from trellis.keeping.fields import FIELDS
from trellis.keeping.listings import KINDS
from trellis.keeping.models import Change

Names = dict[tuple[str, uuid.UUID | None], str]

_FROM: Final = {
    "visitor": "from a visitor",
    "keeper": "from its keeper",
    "moderator": "from a moderator",
    "steward": "from a steward",
    "source": "from its source",
    "system": "by itself",
}
_MOST_LABELS: Final = 4
APPROVE, DECLINE, LOOKED, RELEASE = "approve", "decline", "looked", "release"


def who(change: Change) -> str:
    """The role of who proposed it, never a name."""
    return _FROM.get(change.by_role, change.by_role)


def names_of(changes: Iterable[Change]) -> Names:
    """What the listings of these changes are called. One query for each kind of listing among them."""
    wanted: dict[str, set[uuid.UUID]] = {}
    for change in changes:
        if change.listing_id is not None:
            wanted.setdefault(change.listing_kind, set()).add(change.listing_id)
    found: Names = {}
    for kind, identities in wanted.items():
        for listing in KINDS[kind].model._default_manager.filter(pk__in=identities):
            found[kind, listing.pk] = str(listing)
    return found


def title_of(change: Change, names: Names) -> str:
    """The listing's name; of a new one, the name that is proposed."""
    if name := names.get((change.listing_kind, change.listing_id)):
        return name
    proposed = change.after.get(change.listing_kind)
    values = proposed if isinstance(proposed, dict) else {}
    named = values.get("name") or values.get("address") or values.get("postcode")
    return str(named or f"A {KINDS[change.listing_kind].word} without a name")


def summary(change: Change) -> str:
    """Change: Starts, Notes. Report: It has closed. Put on the map: meeting, place."""
    match change.kind:
        case Change.Kind.PROBLEM:
            return f"Report: {change.get_problem_display()}"
        case Change.Kind.NEW:
            parts = [KINDS[kind].word for kind in KINDS if _is_new(change.after.get(kind))]
            return f"Put on the map: {', '.join(parts)}"
        case Change.Kind.EDIT:
            labels = [FIELDS[change.listing_kind][name].label for name in change.after if name in _known(change)]
            more = len(labels) - _MOST_LABELS
            return f"Change: {', '.join(labels[:_MOST_LABELS])}{f' and {more} more' if more > 0 else ''}"
        case _:
            return f"{change.get_kind_display()} this {KINDS[change.listing_kind].word}"


def _is_new(values: object) -> bool:
    return isinstance(values, dict) and bool(values) and "id" not in values


def _known(change: Change) -> Iterable[str]:
    return FIELDS[change.listing_kind]


def what_became(done: Change) -> str:
    """What is said to whoever agreed to it."""
    if done.state == Change.State.SECONDING:
        return "You have agreed. It is done when another moderator agrees too."
    if done.kind == Change.Kind.DELETE:
        return "Both have agreed. It is off the map."
    if done.kind == Change.Kind.PROBLEM and done.done:
        return "It is out of the results. Its page stays, and says that it has ended."
    if not done.done:
        return "Thank you. It is followed up, and the listing is as it was."
    return "Approved. It shows on the site now."


def row_of(change: Change, names: Names) -> Row:
    tags = []
    if change.state == Change.State.SECONDING:
        tags.append("One has agreed: it needs a second")
    if change.signs:
        tags.append("1 thing to look at" if len(change.signs) == 1 else f"{len(change.signs)} things to look at")
    return Row(
        title=title_of(change, names),
        address=change.get_absolute_url(),
        words=f"{summary(change)}, {who(change)}",
        at=change.decided_at or change.made_at,
        area_code=change.area_code,
        tags=tuple(tags),
        key=str(change.pk),
    )


# -- the sections ------------------------------------------------------------------------------------------------------


def to_decide(scope: Scope, now: dt.datetime) -> Section | None:
    """Two queries, and one for each kind of listing."""
    rows = scope.only(Change.objects.waiting())
    line = in_line(rows)
    return Section(
        "To decide",
        "The oldest first. What may hurt somebody comes sooner.",
        _rows(line[:MOST_ROWS]),
        len(line),
        buttons=((APPROVE, "Approve those chosen"), (DECLINE, "Decline those chosen")),
    )


def in_line(rows: "QuerySet[Change]") -> list[uuid.UUID]:
    """Their identifiers in the order in which they should be decided. One query, and little of each row."""
    light = rows.order_by().values_list("pk", "made_at", "risk")
    return [pk for pk, made_at, risk in sorted(light, key=lambda one: (turn(one[1], one[2]), str(one[0])))]


def done_at_once(scope: Scope, now: dt.datetime) -> Section | None:
    rows = scope.only(Change.objects.to_look_at())
    oldest = list(rows.order_by("made_at", "pk").values_list("pk", flat=True))
    return Section(
        "Done at once",
        "Small changes by keepers. They show already; have a look, and undo what is wrong.",
        _rows(oldest[:MOST_ROWS]),
        len(oldest),
        buttons=((LOOKED, "I have looked at those chosen"),),
        is_quiet=True,
    )


def held_as_spam(scope: Scope, now: dt.datetime) -> Section | None:
    rows = scope.only(Change.objects.filter(state=Change.State.HELD))
    held = list(rows.order_by("made_at", "pk").values_list("pk", flat=True))
    return Section(
        "Held back",
        "These look like spam. Nothing happens to them by itself.",
        _rows(held[:MOST_ROWS]),
        len(held),
        buttons=((RELEASE, "Not spam: put into the queue"), (DECLINE, "Decline those chosen")),
        is_quiet=True,
    )


def _rows(identities: list[uuid.UUID]) -> list[Row]:
    found = Change.objects.in_bulk(identities)
    changes = [found[identity] for identity in identities if identity in found]
    names = names_of(changes)
    return [row_of(change, names) for change in changes]
