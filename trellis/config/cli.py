"""The `trellis` command.

Words that are Trellis's own are listed by `trellis` alone. Everything Django offers (`trellis migrate`,
`trellis shell`, …) works too.
"""

import os
import sys

OWN_COMMANDS = {
    "serve": "serve the pages on http://127.0.0.1:8000",
    "worker": "turn the clocks, send letters, read sources: `serve` runs one beside the pages",
    "prepare": "make the data folder ready to serve from: script/server does this first",
    "demo": "load the imaginary town, clearly labelled, to try things out",
    "import": "read listings from a file or a web address",
    "export": "write the listings for other programs",
    "find": "what is on near a place, in the terminal",
    "postcodes": "build the tables of postcodes and towns",
    "bench": "measure speed on generated data",
    "cascade": "simulate how recovery spreads",
    "backup": "write the whole installation into one file, while it serves",
    "restore": "bring a backup into an empty installation",
    "grant": "give somebody a role: steward, moderator or keeper",
    "check": "look for mistakes in the installation",
    "rotate-keys": "bring in a new key for what is sealed in the database",
    "migrate": "bring the database up to date",
}


_MODULES = {name: name.replace("-", "_") for name in OWN_COMMANDS}


def main(argv: list[str] | None = None) -> None:
    words = list(sys.argv if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    if len(words) < 2 or (words[1] in {"-h", "--help", "help"} and len(words) == 2):
        print_help()
        return
    if words[1] == "cascade":
        _cascade(words[2:])
    else:
        _django(words)


def print_help() -> None:
    width = max(map(len, OWN_COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {what}" for name, what in OWN_COMMANDS.items())
    print(f"usage: trellis COMMAND [options]      trellis COMMAND --help tells more\n\n{rows}")


def _django(words: list[str]) -> None:
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    from trellis.lib.env import WrongSettingError
    from trellis.safety.trouble import trouble_of

    try:
        execute_from_command_line(["trellis", _MODULES.get(words[1], words[1]), *words[2:]])
    except WrongSettingError as error:
        sys.exit(f"A setting is wrong. {error}")
    except (DatabaseError, OSError) as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        sys.exit(f"{trouble.cure} Nothing was changed. ({str(error).strip()})")


def _cascade(words: list[str]) -> None:
    """The simulation needs nothing of the web, so it does not wait for Django to start."""
    try:
        from trellis.cascade.cli import main as cascade_main
    except KeyboardInterrupt:  # while the numbers' library loads
        sys.exit(130)
    sys.exit(cascade_main(words))


if __name__ == "__main__":
    main()
