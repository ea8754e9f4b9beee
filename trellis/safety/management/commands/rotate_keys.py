"""`trellis rotate-keys`: a new key for what is sealed in the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trellis.safety.rotation import bring_in_a_key, forget_old_keys, seal_again
from trellis.safety.sealed import SealedError
from trellis.safety.whole_files import BusyError


class Command(BaseCommand):
    help = "Brings in a new key for what is sealed in the database, and seals everything again, while the site serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--resume", action="store_true", help="no new key: seal with the newest there is")
        parser.add_argument(
            "--forget-old", action="store_true", help="at the end, take the old keys out of the key file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if not options["resume"]:
                bring_in_a_key()
            count = seal_again(self._tell if options["verbosity"] > 1 else lambda _what, _count: None)
            if options["forget_old"]:
                forget_old_keys()
        except SealedError as error:
            raise CommandError(str(error), returncode=1) from error
        except BusyError as error:
            raise CommandError("A backup or restore is running. Wait until it is done.", returncode=1) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped half-way; nothing is lost. Go on: trellis rotate-keys --resume") from None
        self.stdout.write(f"{count:,} values are sealed with the newest key. Make a backup: it holds the keys.")

    def _tell(self, what: str, count: int) -> None:
        self.stderr.write(f"{what}: {count:,}")
