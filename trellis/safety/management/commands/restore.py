"""`trellis restore FILE`: a backup into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import trellis
from trellis.safety import erased
from trellis.safety.asking import add_key_option, options_of, progress_on
from trellis.safety.manifest import BackupError
from trellis.safety.restore import restore_backup


class Command(BaseCommand):
    help = "Brings a backup into an empty installation: all of it, or nothing. Stop the server first."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--no-places", action="store_true", help="do not build the tables of postcodes and towns")
        what = f"the {erased.NAME} of another data folder: what it names is erased again"
        parser.add_argument("--erased", metavar="FILE", action="append", default=[], help=what)
        add_key_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file, key = options_of(options)
            if missing := [one for one in options["erased"] if not Path(one).is_file()]:
                raise CommandError(f"There is no file {missing[0]}. Nothing was restored.", returncode=1)
            lists = [settings.DATA_FOLDER / erased.NAME, file.parent / erased.NAME, *map(Path, options["erased"])]
            known = erased.take_over(lists)  # before anything is back
            manifest = restore_backup(file, key=key, progress=progress_on(self.stderr))
        except BackupError as error:
            raise CommandError(str(error), returncode=1) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was restored.", returncode=1) from None
        made = f"{manifest.made_at:%-d %B %Y %H:%M} UTC by Trellis {manifest.version}"
        self.stdout.write(f"Restored {manifest.rows:,} rows, as they were on {made}.")
        if manifest.version != trellis.__version__:
            self.stdout.write(f"They were brought forward to Trellis {trellis.__version__}.")
        self._erase_again(is_known=known > 0)
        if not options["no_places"]:
            call_command("postcodes", if_needed=True)

    def _erase_again(self, *, is_known: bool) -> None:
        gone = erased.erase_again(now=timezone.now())
        if gone:
            self.stdout.write(f"Erased again, because {'they were' if gone > 1 else 'it was'} erased since: {gone}.")
        elif is_known:
            self.stdout.write("Nothing is back that was erased since, as far as the list of that goes.")
        else:
            self.stderr.write(
                f"There is no list of what was erased since ({erased.NAME}, in the old data folder or beside the"
                " backups): whoever has erased an account since is here again. docs/backups.md says what to do."
            )
