"""Saying that one looks after a listing, asking others to help, and stopping."""

from collections.abc import Sequence
from typing import Any, Final

from trellis.keeping.forms import MailAddress, OneOf, Paragraphs, PlainForm, Tick
from trellis.keeping.models import Claim

_MAIL: Final = "By a letter to the address on the page"
_KEEPER: Final = "By somebody who looks after it already"
_MODERATOR: Final = "By a moderator of the area"


class ClaimForm(PlainForm):
    """`proofs` are those that are there for this listing."""

    proof = OneOf("How can we know?", [], missing="Choose how we can know.")
    words = Paragraphs(
        "Who are you to it?",
        hint="For instance: I open the door on Tuesdays. Leave out your last name. Whoever agrees reads this.",
        limit=500,
        rows=3,
    )

    def __init__(self, *args: Any, proofs: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        proof: Any = self.fields["proof"]
        proof.choices = list(proofs)
        if len(proofs) == 1:
            self.initial["proof"] = proofs[0][0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("proof") == Claim.Proof.MODERATOR and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", "A moderator needs a few words to go by. Say what you do there.")
        return cleaned


def proofs(*, mail: str, has_keepers: bool) -> list[tuple[str, str]]:
    """The ways that are open. `mail` is the address as far as it may be shown."""
    found = [(str(Claim.Proof.MODERATOR), _MODERATOR)]
    if has_keepers:
        found.insert(0, (str(Claim.Proof.KEEPER), _KEEPER))
    if mail:
        found.insert(0, (str(Claim.Proof.MAIL), f"{_MAIL} ({mail})"))
    return found


class InviteForm(PlainForm):
    email = MailAddress(
        "Their e-mail",
        missing="Say where we can write to.",
        hint="We write once, and do not keep the address.",
    )
    hands_on = Tick("I stop once they have come")
