"""Addresses that are published with a listing, and that we ask nothing any more. Only a trace of each is kept.

A keeper who is asked stops by keeping the listing no more. Listings of a quiet address come to moderators, as do all
that nobody answers about.
"""

import datetime as dt

from trellis.keeping.models import QuietAddress


def is_quiet(mark: str) -> bool:
    return QuietAddress.objects.filter(mark=mark).exists()


def hush(mark: str, *, now: dt.datetime) -> None:
    QuietAddress.objects.get_or_create(mark=mark, defaults={"since": now})


def ask_again(mark: str) -> None:
    QuietAddress.objects.filter(mark=mark).delete()
