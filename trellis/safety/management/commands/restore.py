"""`trellis restore FILE`: a backup into an empty installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

import trellis
from trellis.safety.asking import add_key_option, options_of, progress_on
from trellis.safety.manifest import BackupError
from trellis.safety.restore import restore_backup


class Command(BaseCommand):
    help = "Brings a backup into an empty installation: all of it, or nothing. Stop the server first."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--no-places", action="store_true", help="do not build the tables of postcodes and towns")
        add_key_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file, key = options_of(options)
            manifest = restore_backup(file, key=key, progress=progress_on(self.stderr))
        except BackupError as error:
            raise CommandError(str(error), returncode=1) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was restored.", returncode=1) from None
        made = f"{manifest.made_at:%-d %B %Y %H:%M} UTC by Trellis {manifest.version}"
        self.stdout.write(f"Restored {manifest.rows:,} rows, as they were on {made}.")
        if manifest.version != trellis.__version__:
            self.stdout.write(f"They were brought forward to Trellis {trellis.__version__}.")
        if not options["no_places"]:
            call_command("postcodes", if_needed=True)
