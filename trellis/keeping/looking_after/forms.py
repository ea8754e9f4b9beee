"""What keepers fill in: the listing, one date that moves, a time away."""

import datetime as dt
from typing import Any

from django import forms

from trellis.keeping.forms import Clock, Day, Line, PlainForm
from trellis.keeping.suggesting.listing_form import ListingForm

EVERYBODY_READS_IT = "Everybody can read this in the page’s history. You need not say why."


def _reason() -> Line:
    return Line("Why?", hint=EVERYBODY_READS_IT, limit=200)


class KeeperForm(ListingForm):
    """The whole listing, and why it changes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, is_whole=True, **options)
        self.fields["reason"] = _reason()


class MoveForm(PlainForm):
    """One date of a meeting, held at another time."""

    day = Day("On which day instead?", missing="Say on which day it is instead.")
    start = Clock("Starts", missing="Say when it starts.")
    ends = Clock("Ends", missing="Say when it ends.")

    @property
    def to(self) -> dt.datetime:
        return dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["start"])

    @property
    def minutes(self) -> int:
        start, ends = self.cleaned_data["start"], self.cleaned_data["ends"]
        return ((ends.hour - start.hour) * 60 + ends.minute - start.minute) % (24 * 60) or 24 * 60


class AwayForm(PlainForm):
    """A time in which nothing is held."""

    first = Day("From", missing="Say from which day.")
    last = Day("To", hint="The last day without it. Leave it empty if you do not know yet.")
    reason = _reason()


class WhyForm(PlainForm):
    reason = _reason()


class SureForm(forms.Form):
    """A page that asks once more, and has nothing to fill in."""
