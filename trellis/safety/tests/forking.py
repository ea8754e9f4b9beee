"""Commands in processes of their own that cost no start: one process starts Django, and forks for each command.

So a command can be killed at any moment, meet a limit of the system, or be pointed at another data folder.
"""

import json
import os
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from signal import SIGKILL

PATIENCE_S = 30.0


@dataclass(frozen=True)
class Ended:
    code: int
    said: str


class Forker:
    """The test's side."""

    def __init__(self, folder: Path, address: str = "") -> None:
        (folder / "first").mkdir(parents=True)
        environment = os.environ | {"TRELLIS_DATA": str(folder / "first"), "DATABASE_URL": address}
        environment["DJANGO_SETTINGS_MODULE"] = "trellis.config.settings"
        self._words = folder / "said.txt"
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self._words)],
            env=environment,
            cwd=Path(__file__).parents[3],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        home: Path,
        *words: str,
        kill_after: float | None = None,
        under_way: Callable[[], bool] = lambda: True,
        limit: int = 0,
        **env: str,
    ) -> Ended:
        """`code` as a first word runs the second as Python. It is killed so many seconds after it is `under_way`."""
        request = {"home": str(home), "words": words, "limit": limit, "env": env}
        print(json.dumps(request), file=self._process.stdin, flush=True)
        child = int(self._process.stdout.readline())
        if kill_after is not None:
            latest = time.monotonic() + PATIENCE_S
            while not under_way() and time.monotonic() < latest:
                time.sleep(0.005)
            time.sleep(kill_after)
            os.kill(child, SIGKILL)  # not yet waited for, so the number is still its own
        print(file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        return Ended(code, self._words.read_text())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def serve(said: str) -> None:
    import django

    django.setup()
    for module in os.environ.get("LOADED_BEFORE_FORKING", "").split():
        import_module(module)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _be_the_child(json.loads(line), said)
        print(child, flush=True)
        sys.stdin.readline()
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _be_the_child(request: dict, said: str) -> None:
    code = 70
    try:
        for number in (1, 2):
            os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if number == 1 else os.O_APPEND)), number)
        _point_at(Path(request["home"]))
        os.environ.update(request["env"])
        if request["limit"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (request["limit"], request["limit"]))
        code = _run(request["words"])
    except BaseException:  # noqa: BLE001 - a forked child must not run on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _point_at(home: Path) -> None:
    from django.conf import settings

    settings.DATA_FOLDER = home
    entry = settings.DATABASES["default"]
    if "sqlite" in entry["ENGINE"]:
        entry["NAME"] = home / "trellis.sqlite3"


def _run(words: list[str]) -> int:
    from trellis.config.cli import main

    try:
        if words[0] == "code":
            exec(words[1], {})
        else:
            main(["trellis", *words])
    except SystemExit as error:
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    return 0


if __name__ == "__main__":
    serve(sys.argv[1])
