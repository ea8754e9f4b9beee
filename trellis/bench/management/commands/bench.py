"""`trellis bench finder|import|cascade`: how quick it is, on this machine, on made-up meetings."""

import importlib.util
import json
import os
import platform
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from trellis.bench import scratch
from trellis.bench.measuring import Figure, summary

Say = Callable[[str], None]

DEFAULT_SIZE: Final = 250_000
SMALL: Final = 8_000
"""What growth is measured from."""


class Command(BaseCommand):
    requires_system_checks = []  # it needs no pages, so it need not load them
    help = "Measure speed on made-up meetings, in a data folder of its own that is thrown away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["finder", "import", "cascade"])
        parser.add_argument("--size", type=int, default=DEFAULT_SIZE, help="how many meetings")
        parser.add_argument("--data", metavar="FILE", help="real listings to measure queries on besides")
        parser.add_argument("--json", action="store_true", help="print the figures for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "cascade":
            sys.exit(_cascade(as_json=options["json"]))
        if options["size"] < 1:
            raise CommandError("--size is how many meetings: at least one.", returncode=2)
        if not scratch.is_inside():
            sys.exit(scratch.run_inside(sys.argv[2:]))
        figures = list(self._figures(options))
        if not options["json"]:
            self.stdout.write(summary(figures))
        else:
            machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
            body = {"size": options["size"], "machine": machine, "figures": [one.as_dict() for one in figures]}
            self.stdout.write(json.dumps(body, indent=1))

    def _figures(self, options: dict[str, Any]) -> Iterator[Figure]:
        begun = time.monotonic()

        def say(words: str) -> None:
            """What is being done now, for whoever waits; figures go to the other output."""
            self.stderr.write(f"{time.monotonic() - begun:5.0f} s  {words}")

        say("setting up a data folder")
        folder = scratch.prepare()
        found = _finder(options, say) if options["what"] == "finder" else _import(options["size"], folder, say)
        for figure in found:
            if not options["json"]:
                self.stdout.write(figure.line())
            yield figure


def _finder(options: dict[str, Any], say: Say) -> Iterator[Figure]:
    from trellis.bench import finder_figures, loading, serving, worlds
    from trellis.finder.index import Index
    from trellis.finder.refresh import refresh_now

    size = options["size"]
    say(f"making up {size:,} meetings")
    loading.load(worlds.made_meetings(size))
    say("building the index")
    yield from finder_figures.building()
    say(f"asking {finder_figures.QUESTIONS:,} questions {finder_figures.ROUNDS} times")
    large, slow = finder_figures.asking(refresh_now(), f"{size:,} made up")
    yield from large
    small, quick = finder_figures.asking(
        Index.of(loading.entries_of(worlds.made_meetings(SMALL))), f"{SMALL:,} made up"
    )
    yield from small
    yield finder_figures.growth(quick, slow)
    say("changing meetings")
    yield from finder_figures.patching()
    say("asking a server for pages")
    yield from serving.serving()
    if options["data"]:
        say(f"taking in {options['data']} and asking that")
        yield from _real(Path(options["data"]))


def _real(listings: Path) -> Iterator[Figure]:
    """Queries on real listings, put in place of the made-up ones."""
    from trellis.bench import finder_figures
    from trellis.finder import build
    from trellis.finder.index import Index
    from trellis.meetings.models import Meeting

    call_command("import", str(listings.resolve()), "--name", "real", "--json", stdout=sys.stderr)
    index = Index.of(build.entries(Meeting.objects.filter(source__slug="real")))
    figures, _ = finder_figures.asking(index, f"{len(index):,} real")
    yield from figures


def _import(size: int, folder: Path, say: Say) -> Iterator[Figure]:
    from trellis.bench.import_figures import importing

    say(f"writing a feed of {size:,} meetings")
    yield from importing(size, folder)


def _cascade(*, as_json: bool) -> int:
    """The simulation measures itself."""
    if importlib.util.find_spec("trellis.cascade.speed.bench") is None:
        raise CommandError("The simulation has no measurements of its own yet.", returncode=1)
    from trellis.cascade.cli import main

    return int(main(["bench", *["--json"] * as_json]) or 0)
