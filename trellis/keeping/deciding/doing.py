"""How merging and deleting are done, beside what actions.py knows."""

from trellis.keeping.actions import DOING
from trellis.keeping.deciding.deleting import delete
from trellis.keeping.deciding.merging import merge
from trellis.keeping.models import Change


def register() -> None:
    DOING[Change.Kind.MERGE] = merge
    DOING[Change.Kind.DELETE] = delete
