"""`trellis postcodes`: builds the table of postcodes in the data folder, which every process then shares."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from trellis.places.postcode_table import build_table
from trellis.places.postcodes import TABLE_NAME, Postcodes


class Command(BaseCommand):
    help = "Builds the table of UK postcodes from the package that carries them; does nothing when it is there already."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="build it even when it is there already")
        parser.add_argument("--if-needed", action="store_true", help="say nothing when it is there already")

    def handle(self, *, again: bool, if_needed: bool, **_: Any) -> None:
        path = settings.DATA_FOLDER / TABLE_NAME
        was_made = build_table(
            path,
            northern_ireland=settings.USE_NORTHERN_IRELAND_POSTCODES,
            progress=self._show_progress,
            again=again,
        )
        if was_made or not if_needed:
            size = path.stat().st_size / 1e6
            self.stdout.write(f"{len(Postcodes.open(path)):,} postcodes in {path} ({size:.0f} MB)")

    def _show_progress(self, doing: str, done: float) -> None:
        """On one line that is written over, where somebody looks on."""
        if self.stdout.isatty():
            self.stdout.write(f"\r{done:4.0%}  {doing:<40}", ending="\n" if done >= 1 else "")
            self.stdout.flush()
