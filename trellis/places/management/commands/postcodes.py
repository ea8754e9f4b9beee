"""`trellis postcodes`: builds the tables of postcodes and towns in the data folder, which every process then shares."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from trellis.places import postcodes, towns_table
from trellis.places.gazetteer import Gazetteer, build_gazetteer


class Command(BaseCommand):
    help = "Builds the tables of UK postcodes and of the world's towns; does nothing when they are there already."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="build them even when they are there already")
        parser.add_argument("--if-needed", action="store_true", help="say nothing when they are there already")

    def handle(self, *, again: bool, if_needed: bool, **_: Any) -> None:
        was_made = build_gazetteer(
            settings.DATA_FOLDER,
            northern_ireland=settings.USE_NORTHERN_IRELAND_POSTCODES,
            progress=self._show_progress,
            again=again,
        )
        if was_made or not if_needed:
            tables = Gazetteer.open(settings.DATA_FOLDER)
            self._tell(postcodes.TABLE_NAME, f"{len(tables.postcodes):,} postcodes")
            self._tell(towns_table.TABLE_NAME, f"{len(tables.towns):,} names of towns and villages")

    def _tell(self, name: str, what: str) -> None:
        path = settings.DATA_FOLDER / name
        self.stdout.write(f"{what} in {path} ({path.stat().st_size / 1e6:.0f} MB)")

    def _show_progress(self, doing: str, done: float) -> None:
        """On one line that is written over, where somebody looks on."""
        if self.stdout.isatty():
            self.stdout.write(f"\r{done:4.0%}  {doing:<40}", ending="\n" if done >= 1 else "")
            self.stdout.flush()
