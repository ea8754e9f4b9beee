"""Our own flat layout (docs/formats.md), a row a meeting: as CSV, or as a workbook."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator

from openpyxl import Workbook

from trellis.meetings.models import Meeting
from trellis.opendata.cells import inert
from trellis.opendata.publishing import FLAT_COLUMNS, flat_row

_PIECE = 65_536


def csv_lines(meetings: Iterable[Meeting]) -> Iterator[bytes]:
    """With a mark in front that lets spreadsheet programs know it is UTF-8. Reads group, place and source."""
    text = io.StringIO()
    writer = csv.DictWriter(text, FLAT_COLUMNS, restval="")
    text.write("\ufeff")
    writer.writeheader()
    for meeting in meetings:
        writer.writerow({key: inert(value) for key, value in flat_row(meeting).items()})
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def xlsx_lines(meetings: Iterable[Meeting]) -> Iterator[bytes]:
    """A workbook is a packed archive, so it is written to a file first: memory holds a row. Reads as `csv_lines`."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Meetings")
    sheet.freeze_panes = "C2"
    sheet.append(FLAT_COLUMNS)
    for meeting in meetings:
        row = flat_row(meeting)
        sheet.append([inert(row.get(column, "")) for column in FLAT_COLUMNS])
    with tempfile.TemporaryFile(prefix="trellis-export-") as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
