"""How often one visitor may do something, without a note of who that is.

    SIGN_IN = Limit("sign-in", most=10, within=timedelta(hours=1))
    if not allows(SIGN_IN, request, now=now): …

A count stands under a mark: an HMAC of the limit's name, the visitor's address and the stretch of time, with a key of
that day. Counts go when their stretch is over, within a day; then nothing tells that anybody was here.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest

from trellis.safety.models import Tally

LONGEST: Final = timedelta(days=1)
_BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many times within a stretch of time. Stretches follow each other: 10 an hour, from each full hour."""

    name: str
    most: int
    within: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) < self.within <= LONGEST:
            raise ValueError(f"The limit {self.name!r} must be within a day: longer would remember who was here.")

    def ends(self, now: datetime) -> datetime:
        """When the stretch of `now` is over."""
        return _BEGINNING + ((now - _BEGINNING) // self.within + 1) * self.within


def allows(limit: Limit, request: HttpRequest, *, now: datetime, also: str = "") -> bool:
    """Counts this time, and says whether it is still within the limit.

    `also` makes counts of their own for one address, such as the account that is tried. Call it outside the
    transaction of the deed: what is counted inside is forgotten when that fails.
    """
    until = limit.ends(now)
    mark = _mark(limit, visitor(request), also, until)
    count = Tally.objects.filter(mark=mark).values_list("count", flat=True).first()
    if count is not None and count >= limit.most:
        return False
    with transaction.atomic():
        return _counted(mark, until, is_new=count is None, now=now) <= limit.most


def visitor(request: HttpRequest) -> str:
    """The network address that asks. Of IPv6 the first half, since one household has as many as it likes of the rest.

    Behind a proxy it is the last that X-Forwarded-For names: what stands before it, anybody may have written.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        found = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or found
    try:
        address = ip_address(found)
    except ValueError:
        return str(found)
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)


def forget(now: datetime) -> int:
    """Takes away the counts of stretches that are over."""
    return Tally.objects.filter(until__lte=now).delete()[0]


def _counted(mark: str, until: datetime, *, is_new: bool, now: datetime) -> int:
    mine = Tally.objects.filter(mark=mark)
    if is_new:
        forget(now)  # also where no worker sweeps
        try:
            with transaction.atomic():
                Tally.objects.create(mark=mark, count=1, until=until)
        except IntegrityError:
            pass  # another process was first
        else:
            return 1
    mine.update(count=F("count") + 1)
    return mine.values_list("count", flat=True).first() or 1


def _mark(limit: Limit, address: str, also: str, until: datetime) -> str:
    key = hmac.digest(settings.SECRET_KEY.encode(), f"limits of {until:%Y-%m-%d}".encode(), "sha256")
    said = f"{limit.name}\0{address}\0{also}\0{until.isoformat()}"
    return hmac.new(key, said.encode(), sha256).hexdigest()
