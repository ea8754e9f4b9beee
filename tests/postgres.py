"""Prints the address of a PostgreSQL server on which tests may make databases, or why there is none and exits with 1.

TEST_POSTGRES_URL names it; otherwise the usual names are tried on 127.0.0.1. The database in the address printed does
not exist: Django makes one named after it for the tests, and drops it at the end. Its name holds the number of this
process, so that two runs at once do not meet.
"""

import getpass
import os
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg

USUAL_NAMES = ("postgres", getpass.getuser(), "root", "test")
WAIT_SECONDS = 3
CURE = (
    "Cure: TEST_POSTGRES_URL=postgres://user:password@host:5432/name names one whose user may make databases.",
    "To have one for as long as it runs:",
    "  docker run --rm -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres",
)


def candidates() -> list[str]:
    named = os.environ.get("TEST_POSTGRES_URL", "").strip()
    if named:
        return [named]
    return [f"postgres://{user}@127.0.0.1:5432/{user}" for user in dict.fromkeys(USUAL_NAMES)]


def refusal(address: str) -> str:
    """Why this one will not do, or nothing."""
    try:
        with psycopg.connect(address, connect_timeout=WAIT_SECONDS) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except (psycopg.Error, ValueError) as error:
        return str(error).strip().splitlines()[0]
    return "" if row and row[0] else "this user may not make databases (mend: ALTER ROLE … CREATEDB)"


def main() -> int:
    reasons = []
    for address in candidates():
        reason = refusal(address)
        if not reason:
            print(urlunsplit(urlsplit(address)._replace(path=f"/trellis_{os.getpid()}")))
            return 0
        reasons.append(f"{urlsplit(address).hostname} as {urlsplit(address).username or 'nobody'}: {reason}")
    print("no PostgreSQL server for tests.", *dict.fromkeys(reasons), *CURE, sep="\n  ")
    return 1


if __name__ == "__main__":
    sys.exit(main())
