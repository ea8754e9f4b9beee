"""What the worker does for keepers."""

import datetime as dt

from trellis.keeping.looking_after import actions
from trellis.keeping.models import Change
from trellis.safety.duties import duty


def _somebody_is_to_be_told(now: dt.datetime) -> bool:
    return Change.objects.filter(state=Change.State.FOR_KEEPER, told_at=None).exists()


@duty("tell-keepers", every=dt.timedelta(minutes=1), when=_somebody_is_to_be_told)
def tell_keepers(now: dt.datetime) -> int:
    return actions.tell_keepers(now)


@duty("without-keepers", every=dt.timedelta(hours=1))
def pass_on_to_moderators(now: dt.datetime) -> int:
    actions.pass_on_to_moderators(now)
    return 0
