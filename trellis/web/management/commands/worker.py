"""`trellis worker`: does what is to be done on time, until it is stopped. docs/worker.md tells of it."""

import signal
import sys
from argparse import ArgumentParser
from types import FrameType

from django.core.management.base import BaseCommand

from trellis.safety.duties import ALL
from trellis.safety.tables import refuse_strange_tables
from trellis.web.working.loop import Worker


class Command(BaseCommand):
    help = "Turns the clocks of listings, sends letters, reads sources and keeps retention, each on time."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")
        parser.add_argument("--beside", type=int, metavar="PID", help="end when this process has ended")

    def handle(self, *, once: bool, beside: int | None, **_: object) -> None:
        refuse_strange_tables()
        worker = Worker(say=self.tell, beside=beside)
        stop_gently(worker)
        if once:
            worker.run_once()
            return
        if beside is None:
            self.tell(f"The worker is there for: {', '.join(ALL)}   (Ctrl+C stops it)")
        worker.run()
        if beside is None:
            self.tell("The worker has stopped.")

    def tell(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def stop_gently(worker: Worker) -> None:
    """The first signal ends it after the step in hand, a second at once: nothing is lost by either."""

    def stop(number: int, _frame: FrameType | None) -> None:
        worker.stop()
        signal.signal(number, at_once)

    def at_once(_number: int, _frame: FrameType | None) -> None:
        sys.exit(1)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
