"""What the worker does for subscriptions."""

from datetime import datetime, timedelta

from trellis.keeping.subscribing.actions import due, forget_unconfirmed, tell_one
from trellis.safety.duties import duty
from trellis.safety.retention import rule


def _somebody_is_due(now: datetime) -> bool:
    return due(now).exists()


@duty("tell-what-is-new", every=timedelta(minutes=10), when=_somebody_is_due)
def tell(now: datetime) -> int:
    return tell_one(now)


@rule("subscriptions")
def unconfirmed(now: datetime) -> int:
    return forget_unconfirmed(now)
