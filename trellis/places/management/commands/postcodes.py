"""`trellis postcodes`: builds the tables of postcodes and towns in the data folder, which every process then shares."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from trellis.places import towns_table
from trellis.places.postcode_table import build_table
from trellis.places.postcodes import TABLE_NAME, Postcodes
from trellis.places.towns import Towns
from trellis.places.towns_table import build_towns


class Command(BaseCommand):
    help = "Builds the tables of UK postcodes and of the world's towns; does nothing when they are there already."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="build them even when they are there already")
        parser.add_argument("--if-needed", action="store_true", help="say nothing when they are there already")

    def handle(self, *, again: bool, if_needed: bool, **_: Any) -> None:
        path = settings.DATA_FOLDER / TABLE_NAME
        was_made = build_table(
            path,
            northern_ireland=settings.USE_NORTHERN_IRELAND_POSTCODES,
            progress=self._show_progress,
            again=again,
        )
        postcodes = Postcodes.open(path)
        towns_path = settings.DATA_FOLDER / towns_table.TABLE_NAME
        was_made |= build_towns(towns_path, postcodes, progress=self._show_progress, again=again)
        if was_made or not if_needed:
            self._tell(path, f"{len(postcodes):,} postcodes")
            self._tell(towns_path, f"{len(Towns.open(towns_path)):,} names of towns and villages")

    def _tell(self, path: Path, what: str) -> None:
        self.stdout.write(f"{what} in {path} ({path.stat().st_size / 1e6:.0f} MB)")

    def _show_progress(self, doing: str, done: float) -> None:
        """On one line that is written over, where somebody looks on."""
        if self.stdout.isatty():
            self.stdout.write(f"\r{done:4.0%}  {doing:<40}", ending="\n" if done >= 1 else "")
            self.stdout.flush()
