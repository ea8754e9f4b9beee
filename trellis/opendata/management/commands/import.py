# ruff: noqa: N999 (Django calls a command as its file is named)
"""`trellis import SOURCE`: listings from a file or a web address."""

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from trellis.meetings.pathways import PATHWAYS
from trellis.opendata.actions import Wishes, import_listings
from trellis.opendata.atlas import the_atlas
from trellis.opendata.detection import FORMATS
from trellis.opendata.listing import FeedError
from trellis.opendata.report import Report
from trellis.opendata.sources import open_source

TELL_EVERY_S = 1.0


class Command(BaseCommand):
    requires_system_checks = []  # it needs no pages, so it need not load them
    help = "Read listings from a file or a web address. Reading the same again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="a file, a folder of BMLT answers, or an http(s) address")
        parser.add_argument("--format", choices=["auto", *FORMATS], default="auto", help="found out by default")
        parser.add_argument("--name", default="", help="what to call the source; it is known by this name ever after")
        parser.add_argument("--formats", default="", metavar="FILE", help="BMLT: the server's GetFormats answer")
        parser.add_argument("--pathway", choices=sorted(PATHWAYS), default="", help="for rows that do not say theirs")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
        parser.add_argument("--confirm", action="store_true", help="let through a feed that loses over a third")
        parser.add_argument("--again", action="store_true", help="read rows afresh though their words have not changed")
        parser.add_argument("--json", action="store_true", help="print the counts for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        wishes = Wishes(is_rehearsal=options["dry_run"], is_confirmed=options["confirm"], reads_again=options["again"])
        try:
            with open_source(
                options["source"],
                format_code=options["format"],
                name=options["name"],
                formats_file=options["formats"],
                pathway=options["pathway"],
            ) as opened:
                report = import_listings(
                    source=opened.source,
                    feed=opened.feed,
                    atlas=the_atlas(),
                    now=timezone.now(),
                    wishes=wishes,
                    tell=self._teller(),
                )
        except FeedError as error:
            self._refuse(str(error), as_json=options["json"])
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was changed.", returncode=1) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(report.lines()))
        if report.held:
            sys.exit(1)

    def _refuse(self, reason: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({**Report().as_dict(), "error": reason}, ensure_ascii=False))
            sys.exit(1)
        raise CommandError(f"{reason}\nNothing was changed.", returncode=1)

    def _teller(self) -> Any:
        begun = told = time.monotonic()

        def tell(rows: int) -> None:
            nonlocal told
            if (now := time.monotonic()) - told >= TELL_EVERY_S:
                told = now
                self.stderr.write(f"{rows:,} rows, {rows / (now - begun):,.0f} a second", ending="\n")

        return tell
