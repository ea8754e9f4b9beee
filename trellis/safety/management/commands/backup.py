"""`trellis backup FILE`: the whole installation in one file."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from trellis.safety.asking import KEY_VARIABLE, add_key_option, options_of, progress_on, size_words
from trellis.safety.backup import make_backup
from trellis.safety.manifest import BackupError


class Command(BaseCommand):
    help = "Writes the whole installation into one file, while it serves. `trellis restore` reads it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")
        add_key_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file, key = options_of(options)
            progress = progress_on(self.stderr)
            made = make_backup(file, key=key, is_forced=options["force"], now=timezone.now(), progress=progress)
        except BackupError as error:
            raise CommandError(str(error), returncode=1) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was written.", returncode=1) from None
        what = "encrypted" if key else "not encrypted"
        self.stdout.write(f"{file}: {made.manifest.rows:,} rows in {size_words(made.size)}, {what}.")
        if not key:
            self.stderr.write(
                "It holds the secret key of this installation and all that is not public: keep it as you keep a"
                f" password, or encrypt it with --key-file or {KEY_VARIABLE}."
            )
