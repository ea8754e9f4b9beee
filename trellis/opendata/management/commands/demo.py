"""`trellis demo`: the imaginary town."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from trellis.opendata.demo import NAME, has_listings, load_imaginary_town


class Command(BaseCommand):
    requires_system_checks = []
    help = f"Load {NAME}, to try things out. Every page says that it is imaginary."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="only where nothing is listed yet")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and has_listings():
            self.stdout.write("There are listings already, so the imaginary town was not loaded.")
            return
        report = load_imaginary_town(now=timezone.now())
        self.stdout.write(f"{NAME}: {report.read} meetings read, {report.created} new.")
