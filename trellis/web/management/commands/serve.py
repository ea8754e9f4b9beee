"""`trellis serve`: the pages, on this machine or for a whole country."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import RequestFactory

from trellis.web.serving import Server, Serving, cores_allowed, is_taken, workers_for

WARMED_PATHS = ("/", "/now", "/find?near=BB11+1JG")


class Command(BaseCommand):
    help = "Serves the pages. Set up the data folder first with `trellis prepare`; script/server does both."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 serves the network (set ALLOWED_HOSTS too)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=workers_for(cores_allowed()), help="processes; one a core")
        parser.add_argument("--threads", type=int, default=4, help="in each process")
        parser.add_argument("--reload", action="store_true", help="for development: show errors, follow changes")

    def handle(self, *, host: str, port: int, workers: int, threads: int, reload: bool, **_: object) -> None:
        serving = Serving(host, port, workers=workers, threads=threads)
        refuse_the_impossible(serving)
        if reload:
            serve_for_development(serving)
        self.stdout.write(f"Trellis answers on {serving.address}   (Ctrl+C stops it)")
        self.stdout.flush()
        Server(serving, warm_application).run()


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


def serve_for_development(serving: Serving) -> None:
    """Django's own development server takes this process over. It restarts whenever a file of ours changes."""
    os.environ["TRELLIS_DEBUG"] = "true"
    words = [sys.executable, "-m", "trellis", "runserver", f"{serving.host}:{serving.port}"]
    os.execv(sys.executable, words)  # noqa: S606 (no shell is meant)


def warm_application() -> Callable[..., Any]:
    """The application, after it has answered a few pages: what they load is then shared by all processes."""
    application = get_wsgi_application()
    for path in WARMED_PATHS:
        response = application.get_response(RequestFactory().get(path, headers={"host": "localhost"}))
        response.close()
    connections.close_all()
    return application
