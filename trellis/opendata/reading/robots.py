"""What the owner of a server asks of programs, in robots.txt (RFC 9309)."""

import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from trellis.opendata.fetching import Bounds, BusyError, FetchError, fetch

NAME: Final = "Trellis"
LONGEST_BYTES: Final = 500_000


class Robots:
    """Asked before each address; reads the robots.txt of each server once."""

    def __init__(self, *, own_machine: bool) -> None:
        self.bounds = Bounds(LONGEST_BYTES, seconds=30, own_machine=own_machine)
        self.known: dict[str, RobotFileParser] = {}

    def ask(self, url: str) -> None:
        """Raises FetchError where programs are asked not to read the address, BusyError where nobody can tell now."""
        parts = urlsplit(url)
        server = f"{parts.scheme}://{parts.netloc}"
        if server not in self.known:
            self.known[server] = self._read(server)
        if not self.known[server].can_fetch(NAME, url):
            raise FetchError(
                f"{server}/robots.txt asks programs not to read {parts.path or '/'}. Ask its people to let “{NAME}” in."
            )

    def _read(self, server: str) -> RobotFileParser:
        rules = RobotFileParser()
        with tempfile.TemporaryDirectory(prefix="trellis-robots-", ignore_cleanup_errors=True) as folder:
            target = Path(folder) / "robots.txt"
            try:
                fetch(f"{server}/robots.txt", target, bounds=self.bounds)
            except BusyError:
                raise
            except FetchError:
                rules.parse([])  # none that can be read forbids nothing
                return rules
            rules.parse(target.read_text(encoding="utf-8", errors="replace").splitlines())
        return rules
