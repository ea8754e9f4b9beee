"""`trellis serve`: the pages, on this machine or for a whole country."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import RequestFactory
from django.utils import timezone

from trellis.finder.refresh import follow, refresh_now
from trellis.finder.search import asked
from trellis.lib import env
from trellis.lib.garbage import leave_alone_what_is_there
from trellis.safety.tables import refuse_strange_tables
from trellis.web.serving import Server, Serving, cores_allowed, is_taken, workers_for
from trellis.web.working.companion import Companion, command

OPENED_FIRST = ("/", "/now", "/find?q=BB11+1JG")


class Command(BaseCommand):
    help = "Serves the pages. Set up the data folder first with `trellis prepare`; script/server does both."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 serves the network (set ALLOWED_HOSTS too)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=workers_for(cores_allowed()), help="processes; one a core")
        parser.add_argument("--threads", type=int, default=4, help="in each process")
        parser.add_argument("--no-worker", action="store_true", help="`trellis worker` runs elsewhere")
        parser.add_argument("--reload", action="store_true", help="for development: show errors, follow changes")

    def handle(self, *, host: str, port: int, workers: int, threads: int, **choices: object) -> None:
        serving = Serving(host, port, workers=workers, threads=threads)
        refuse_the_impossible(serving)
        if not env.text("SITE_ADDRESS"):
            tell_where_we_are(serving.link)
        if choices["reload"]:
            serve_for_development(serving)
        refuse_the_unprepared()
        self.stdout.write(f"Trellis answers on {serving.address}   (Ctrl+C stops it)")
        self.stdout.flush()
        companion = None if choices["no_worker"] else Companion(command())
        Server(serving, load_application, begin_process, companion).run()


def refuse_the_impossible(serving: Serving) -> None:
    if serving.workers < 1 or serving.threads < 1:
        raise CommandError("There must be at least one process and one thread: --workers 1 --threads 1.")
    if not 1 <= serving.port <= 65535:
        raise CommandError(f"{serving.port} is no port. Give one from 1024 to 65535, such as --port 8000.")
    try:
        taken = is_taken(serving.host, serving.port)
    except PermissionError:
        raise CommandError(f"Port {serving.port} belongs to the system. Give one above 1023: --port 8000.") from None
    if taken:
        raise CommandError(
            f"Something else answers on {serving.address} already. Stop it, or choose: --port {serving.port + 1}"
        )


def refuse_the_unprepared() -> None:
    """`script/server` prepares; who calls this command alone, or has just updated, reads what is missing."""
    refuse_strange_tables()
    if not (settings.DEBUG or Path(settings.STATIC_ROOT).is_dir()):
        raise CommandError(f"The files of pages are not in {settings.STATIC_ROOT} yet. Do: trellis prepare")


def tell_where_we_are(link: str) -> None:
    """Addresses that leave the site (in messages, calendars, the API) lead back here where no other was set."""
    os.environ["SITE_ADDRESS"] = link
    settings.SITE_ADDRESS = link


def serve_for_development(serving: Serving) -> None:
    """Django's own development server takes this process over. It restarts whenever a file of ours changes."""
    os.environ["TRELLIS_DEBUG"] = "true"
    words = [sys.executable, "-m", "trellis", "runserver", f"{serving.host}:{serving.port}"]
    os.execv(sys.executable, words)  # noqa: S606 (no shell is meant)


def load_application() -> WSGIHandler:
    """The application, with the read index and the tables of places in memory. No thread or connection outlives it."""
    import scipy.ndimage
    import scipy.spatial  # noqa: F401 - maps need both, and commands, which should start at once, neither

    application = get_wsgi_application()
    refresh_now()
    asked({"q": ["BB11 1JG"]}, now=timezone.now())
    connections.close_all()
    leave_alone_what_is_there()
    return application


def begin_process(application: WSGIHandler) -> None:
    """In each process: catch up with the listings, follow them, and have the pages people open first at hand."""
    refresh_now()
    follow()
    for path in OPENED_FIRST:
        response = application.get_response(RequestFactory().get(path, headers={"host": "localhost"}))
        response.close()
