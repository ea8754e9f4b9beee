"""`trellis prepare`: makes the data folder ready to serve from. It does what is missing, and only that."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from trellis.places.models import Source

NEVER_SERVED = ["leaflet-src*"]
"""What no page asks for: compressing it would take most of the time that all static files take."""


class Command(BaseCommand):
    help = "Makes the data folder ready to serve from: database, postcodes, static files, the imaginary town if empty."

    def handle(self, *, verbosity: int, **_: object) -> None:
        call_command("migrate", verbosity=0)
        call_command("postcodes", if_needed=True, stdout=self.stdout)
        collect_static_files()
        if not Source.objects.exists():
            call_command("demo", stdout=self.stdout)


def collect_static_files() -> None:
    """Compresses the static files of all rooms into the data folder, unless they are those of the last time."""
    made_from = Path(settings.STATIC_ROOT).with_name("static-made-from")
    fingerprint = static_fingerprint()
    if made_from.is_file() and made_from.read_text(encoding="utf-8") == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=NEVER_SERVED)
    made_from.write_text(fingerprint, encoding="utf-8")


def static_fingerprint() -> str:
    """Of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
