"""Cells of tables that people open in a spreadsheet program, which runs what looks like a formula.

Whoever writes a listing could otherwise run something on the machine of whoever opens the export (CSV injection). Such
a cell gets an apostrophe in front, which spreadsheet programs take as "this is text". Reading takes it away again.
"""

import re
from typing import Any, Final

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_TELEPHONE: Final = re.compile(r"\+[0-9][0-9 ()]*")
"""Written as it is: programs show it, at worst as a number, and nothing runs."""


def inert(value: Any) -> Any:
    """What may be written into a cell."""
    if isinstance(value, str) and _FORMULA.match(value) and not _TELEPHONE.fullmatch(value):
        return f"'{value}"
    return value


def as_written(value: str) -> str:
    """What a person wrote, from a cell that `inert` made."""
    return value[1:] if value.startswith("'") and _FORMULA.match(value) else value
