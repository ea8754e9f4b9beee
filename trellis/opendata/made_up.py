"""Where real listings come in, made-up ones go."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef

from trellis.meetings.models import Group, Meeting
from trellis.places.listed import State
from trellis.places.models import Place, Revision


def take_down_imaginary_town(*, now: dt.datetime) -> int:
    """Who looks for help must not be sent to a door that is not there.

    How many meetings were taken down. Their pages stay, and say so; `trellis demo` puts them back. A made-up place or
    group stays where somebody has listed a meeting of their own at it.
    """
    with transaction.atomic():
        imaginary = Meeting.objects.listed().filter(source__is_imaginary=True)
        gone = 0
        if imaginary.exists():
            gone = imaginary.update(state=State.CLOSED, closed_at=now, revision=Revision.advance())
        for model in (Place, Group):
            model._default_manager.filter(
                ~Exists(Meeting.objects.listed().filter(**{str(model._meta.model_name): OuterRef("pk")})),
                source__is_imaginary=True,
                state=State.LISTED,
            ).update(state=State.CLOSED, closed_at=now)
        return gone
