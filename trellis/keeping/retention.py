"""What goes from proposals, claims and invitations by itself, as their declarations promise.

What somebody wrote to moderators, and where they wished to hear, goes 30 days after the decision; what waits apart as
spam, 30 days after it came.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from trellis.keeping.claims.actions import PROVES_FOR
from trellis.keeping.models import Change, Claim, Invitation
from trellis.safety.retention import rule

KEPT: Final = timedelta(days=30)


@rule("words to moderators")
def old_words(now: datetime) -> int:
    """A change stays, since it is history; what was said along with it does not."""
    decided = Change.objects.filter(decided_at__lt=now - KEPT).exclude(words="", reply_to="")
    return decided.update(words="", reply_to="")


@rule("spam")
def old_spam(now: datetime) -> int:
    return Change.objects.filter(state=Change.State.HELD, made_at__lt=now - KEPT).delete()[0]


@rule("claims")
def old_claims(now: datetime) -> int:
    """Those that nobody proved in time, and what was written in those that are decided."""
    never = Q(state=Claim.State.WAITING, proof=Claim.Proof.MAIL, made_at__lt=now - PROVES_FOR - KEPT)
    gone = Claim.objects.filter(never).delete()[0]
    return gone + Claim.objects.filter(decided_at__lt=now - KEPT).exclude(words="").update(words="")


@rule("invitations")
def old_invitations(now: datetime) -> int:
    return Invitation.objects.filter(made_at__lt=now - KEPT).delete()[0]
