"""`trellis backup FILE`: the whole installation in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from trellis.safety.asking import KEY_VARIABLE, add_key_option, progress_on, size_words, the_key
from trellis.safety.backup import make_backup, make_backup_into
from trellis.safety.manifest import BackupError


class Command(BaseCommand):
    help = "Writes the whole installation into one file, while it serves. `trellis restore` reads it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("file", metavar="FILE", nargs="?")
        days = "a file named after the moment; those in it that are older than BACKUP_DAYS go"
        where.add_argument("--into", metavar="FOLDER", help=days)
        parser.add_argument("--force", action="store_true", help="write over a file that is there")
        add_key_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now, progress, gone = timezone.now(), progress_on(self.stderr), 0
        try:
            key = the_key(options["key_file"])
            if options["into"]:
                folder, days = Path(options["into"]), settings.BACKUP_DAYS
                file, made, gone = make_backup_into(folder, key=key, days=days, now=now, progress=progress)
            else:
                file = Path(options["file"])
                made = make_backup(file, key=key, is_forced=options["force"], now=now, progress=progress)
        except BackupError as error:
            raise CommandError(str(error), returncode=1) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was written.", returncode=1) from None
        what = "encrypted" if key else "not encrypted"
        self.stdout.write(f"{file}: {made.manifest.rows:,} rows in {size_words(made.size)}, {what}.")
        if gone:
            self.stdout.write(f"{gone} older than {settings.BACKUP_DAYS} days {'are' if gone > 1 else 'is'} gone.")
        if not key:
            self.stderr.write(
                "It holds the secret key of this installation and all that is not public: keep it as you keep a"
                f" password, or encrypt it with --key-file or {KEY_VARIABLE}."
            )
