"""`trellis export FORMAT`: the listings for other programs, to the terminal or a file."""

import csv
import io
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from trellis.opendata.cells import inert
from trellis.opendata.feeds import geojson_lines, guide_lines
from trellis.opendata.publishing import FLAT_COLUMNS, each, flat_row, published


class Command(BaseCommand):
    help = "Write the listings for other programs. Imaginary ones stay here."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=["meeting-guide", "csv", "geojson"])
        parser.add_argument("-o", "--output", metavar="FILE", default="", help="the terminal by default")

    def handle(self, *, format: str, output: str, **_: Any) -> None:  # noqa: A002 (the option's name)
        lines = {"meeting-guide": guide_lines, "csv": _csv_lines, "geojson": geojson_lines}[format]()
        if not output:
            _write(lines, sys.stdout.buffer)
            return
        try:
            with Path(output).open("wb") as file:
                _write(lines, file)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.", returncode=1) from error


def _write(lines: Iterator[bytes], file: BinaryIO) -> None:
    file.writelines(lines)
    file.flush()


def _csv_lines() -> Iterator[bytes]:
    """With a mark in front that lets spreadsheet programs know it is UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, FLAT_COLUMNS, restval="")
    text.write("\ufeff")
    writer.writeheader()
    for meeting in each(published()):
        writer.writerow({key: inert(value) for key, value in flat_row(meeting).items()})
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()
