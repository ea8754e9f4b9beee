"""The web server behind `trellis serve`: gunicorn, told how many processes and threads suit this machine.

The application is loaded once and warmed before the processes part, so that they share the memory of the read index and
the reference tables. No access log is kept: a log of addresses would be a log of searches.
"""

import os
import re
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gunicorn.glogging
from django.core.handlers.wsgi import WSGIHandler
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from trellis.web.working.companion import Companion

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (gunicorn's heartbeat files: no disk to wait for)
MOST_WORKERS_UNASKED = 8
_UNREADABLE = re.compile(r"Invalid request from ip=.*?: ([A-Za-z -]+)")


@dataclass(frozen=True, slots=True)
class Serving:
    """Where to serve, and with how much of the machine."""

    host: str
    port: int
    workers: int
    threads: int

    @property
    def address(self) -> str:
        return f"http://{self._host}:{self.port}"

    @property
    def link(self) -> str:
        """An address that leads here. One that stands for all of this machine's addresses leads nowhere itself."""
        hosts = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 (nothing is bound)
        return f"http://{hosts.get(self.host, self._host)}:{self.port}"

    @property
    def _host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def options(self) -> dict[str, Any]:
        """The settings of gunicorn. A thread waits for the database or a slow phone while another answers."""
        return {
            "bind": f"{self._host}:{self.port}",
            "workers": self.workers,
            "threads": self.threads,
            "worker_class": "gthread",
            "worker_tmp_dir": str(SHARED_MEMORY if SHARED_MEMORY.is_dir() else tempfile.gettempdir()),
            "preload_app": True,
            "keepalive": 15,
            "timeout": 60,
            "graceful_timeout": 10,
            "accesslog": None,
            "loglevel": "warning",
            "logger_class": Log,
            "proc_name": "trellis",
        }


class Log(gunicorn.glogging.Logger):  # type: ignore[misc]  # gunicorn carries no types
    """What gunicorn says goes through the site's own log, which keeps searches out of it.

    By itself it would write down the network address of whoever sends what it cannot read, with a piece of that.
    """

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def warning(self, msg: object, *args: object, **options: Any) -> None:
        if unreadable := _UNREADABLE.match(str(msg)):
            msg, args = "A request could not be read: %s.", (unreadable[1].strip(),)
        super().warning(msg, *args, **options)


def workers_for(cores: int | None) -> int:
    """One process a core: the work is Python's, and the index is shared."""
    return max(1, min(cores or 1, MOST_WORKERS_UNASKED))


def cores_allowed() -> int | None:
    """How many cores this process may use, which in a container can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def is_taken(host: str, port: int) -> bool:
    """Whether another program listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise
        except OSError:
            return True
    return False


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """`load` runs once, before the processes part: what it reads they share. `begin` runs in each of them."""

    def __init__(
        self,
        serving: Serving,
        load: Callable[[], WSGIHandler],
        begin: Callable[[WSGIHandler], None],
        companion: Companion | None = None,
    ) -> None:
        self.serving = serving
        self.companion = companion
        self.load_shared = load
        self.begin = begin
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.serving.options().items():
            self.cfg.set(name, value)
        self.cfg.set("post_worker_init", lambda worker: self.begin(worker.wsgi))

    def load(self) -> WSGIHandler:
        return self.load_shared()

    def run(self) -> None:
        Master(self).run()


class Master(Arbiter):  # type: ignore[misc]  # gunicorn carries no types
    """Gunicorn's first process, which also looks after the worker beside the pages."""

    app: Server

    def manage_workers(self) -> None:
        """Gunicorn calls it every second."""
        super().manage_workers()
        if self.app.companion:
            self.app.companion.look_after()

    def stop(self, *how: bool) -> None:
        if self.app.companion:
            self.app.companion.ask_to_stop()
        super().stop(*how)
        if self.app.companion:
            self.app.companion.stop()
