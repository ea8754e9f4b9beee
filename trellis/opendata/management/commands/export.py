"""`trellis export FORMAT`: the listings for other programs, to the terminal or a file."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from trellis.opendata.exports.bmlt import bmlt_lines
from trellis.opendata.exports.calendar import ics_lines
from trellis.opendata.exports.hsds import hsds_lines
from trellis.opendata.exports.tables import csv_lines, xlsx_lines
from trellis.opendata.feeds import geojson_lines, guide_lines
from trellis.opendata.publishing import each, published

LINES: Final[Mapping[str, Callable[[], Iterator[bytes]]]] = {
    "meeting-guide": guide_lines,
    "bmlt": lambda: bmlt_lines(each(published()), site=settings.SITE_ADDRESS),
    "csv": lambda: csv_lines(each(published())),
    "xlsx": lambda: xlsx_lines(each(published())),
    "geojson": geojson_lines,
    "ics": lambda: ics_lines(each(published()), now=timezone.now()),
    "hsds": lambda: hsds_lines(each(published()), site=settings.SITE_ADDRESS, now=timezone.now()),
}


class Command(BaseCommand):
    help = "Write the listings for other programs. Imaginary ones stay here."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=[*LINES])
        parser.add_argument("-o", "--output", metavar="FILE", default="", help="the terminal by default")

    def handle(self, *, format: str, output: str, **_: Any) -> None:  # noqa: A002 (the option's name)
        lines = LINES[format]()
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
