"""The worker's loop: look what is due, do a step of each, wait a moment. It outlives whatever it meets but a signal."""

import logging
import os
import secrets
from collections.abc import Callable
from threading import Event
from typing import Final

from django.db import DatabaseError, connection
from django.utils import timezone

from trellis.safety import duties
from trellis.safety.duties import Clock

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 60.0


class Worker:
    """`beside` is the process that it is to end with, `say` where it tells of what was done."""

    def __init__(self, *, say: Callable[[str], object], clock: Clock = timezone.now, beside: int | None = None) -> None:
        self.say, self.clock, self.beside = say, clock, beside
        self.holder = secrets.token_hex(16)
        self._stop = Event()
        self._is_enrolled = False

    def stop(self) -> None:
        """After the step in hand."""
        self._stop.set()

    def run(self) -> None:
        wait = LOOK_SECONDS
        while not self._is_over():
            try:
                did = self.round()
                wait = LOOK_SECONDS
            except DatabaseError as error:
                # Locked, full or gone. What is due stays due.
                did, wait = False, min(wait * 2, LONGEST_SECONDS)
                log.warning("The database does not let the worker work: %s. It tries again.", str(error).strip())
                _disconnect()
            if not did:
                self._stop.wait(wait)
        self._let_go()

    def run_once(self) -> None:
        """Everything that is due, until nothing is."""
        while not self._is_over() and self.round():
            pass
        self._let_go()

    def round(self) -> bool:
        """One step of each duty that is due. Whether there was any."""
        if not self._is_enrolled:
            duties.enrol(now=self.clock())
            self._is_enrolled = True
        did = False
        for one in duties.due(now=self.clock()):
            if self._is_over():
                break
            if not duties.claim(one, holder=self.holder, now=self.clock()):
                continue
            did = True
            if count := duties.do(one, holder=self.holder, clock=self.clock):
                self.say(f"{timezone.localtime(self.clock()):%H:%M:%S}  {one.name}: {count}")
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()  # as Django does after each request
        return did

    def _is_over(self) -> bool:
        return self._stop.is_set() or (self.beside is not None and os.getppid() != self.beside)

    def _let_go(self) -> None:
        try:
            duties.let_go(holder=self.holder)
        except DatabaseError:
            _disconnect()  # its leases run out by themselves


def _disconnect() -> None:
    """So that the next try begins with a new connection."""
    if not connection.in_atomic_block:
        connection.close()
