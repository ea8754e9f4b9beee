"""Commands in processes of their own that cost no start: one process starts Django, and forks for each command.

So a command can be killed at any moment, meet a limit of the system, or be pointed at another data folder.
"""

import gc
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
from typing import Any

PATIENCE_S = 30.0
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Ended:
    code: int
    said: str


class Forker:
    """The test's side. Of most use as the fixtures `forker` and `home`: every test of a run then shares one start."""

    def __init__(self, folder: Path, address: str = "") -> None:
        (folder / "first").mkdir(parents=True)
        environment = os.environ | {"TRELLIS_DATA": str(folder / "first"), "DATABASE_URL": address}
        environment |= {"DJANGO_SETTINGS_MODULE": "trellis.config.settings", "PYTHONPATH": str(ROOT)}
        self._words = folder / "said"
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self._words)],
            env=environment,
            cwd=ROOT,
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
        (child,) = self._begin([{"home": str(home), "words": words, "limit": limit, "env": env}])
        if kill_after is not None:
            latest = time.monotonic() + PATIENCE_S
            while not under_way() and time.monotonic() < latest:
                time.sleep(0.005)
            time.sleep(kill_after)
            os.kill(child, SIGKILL)  # not yet waited for, so the number is still its own
        return self._end([child])[0]

    def run_together(self, home: Path, *words: str, times: int) -> list[Ended]:
        """The same command in several processes at once."""
        return self._end(self._begin([{"home": str(home), "words": words, "limit": 0, "env": {}}] * times))

    def _begin(self, requests: list[dict[str, Any]]) -> list[int]:
        print(json.dumps(requests), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    def _end(self, children: list[int]) -> list[Ended]:
        print(file=self._process.stdin, flush=True)
        codes = json.loads(self._process.stdout.readline())
        said = [Path(f"{self._words}-{number}").read_text() for number in range(len(children))]
        return [Ended(code, words) for code, words in zip(codes, said, strict=True)]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def serve(said: str) -> None:
    import django

    django.setup()
    import_module("trellis.config.urls")  # all pages, and what stands behind them
    gc.collect()
    gc.freeze()  # hunting for garbage would have each child copy all of that
    for line in sys.stdin:
        children = []
        for number, request in enumerate(json.loads(line)):
            child = os.fork()
            if child == 0:
                _be_the_child(request, f"{said}-{number}")
            children.append(child)
        print(json.dumps(children), flush=True)
        sys.stdin.readline()
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]), flush=True)


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
