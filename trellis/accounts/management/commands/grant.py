"""`trellis grant`: gives a role from the command line. This is how a site gets its first steward."""

from argparse import ArgumentParser

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from trellis.accounts import actions
from trellis.accounts.granting import GrantRefusedError, wanted_grant
from trellis.accounts.models import Grant, Person
from trellis.safety.audit import SYSTEM


class Command(BaseCommand):
    help = "Gives somebody a role. Makes the account where there is none: they sign in with a code by e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=Grant.Role.values)
        parser.add_argument("--area", default="", metavar="CODE", help="of a moderator: E07000117, or all")
        parser.add_argument("--listing", default="", metavar="SLUG", help="of a keeper: the end of its page's address")

    def handle(self, *, email: str, role: str, area: str, listing: str, **_: object) -> None:
        try:
            validate_email(email)
            wanted = wanted_grant(role=role, area=area, listing=listing)
        except ValidationError:
            raise CommandError(f"{email} is no e-mail address.") from None
        except GrantRefusedError as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            person = Person.objects.with_email(email) or _begun(email)
            by_role = Grant.GrantedBy.CONSOLE
            actions.give(person=person, wanted=wanted, by=SYSTEM, by_role=by_role, now=timezone.now())
        self.stdout.write(f"{person.email} is {role} now. They sign in at /account/sign-in with a code by e-mail.")
        if role != Grant.Role.KEEPER:
            self.stdout.write("The role counts once they have set up a second step: /account/second-step.")


def _begun(email: str) -> Person:
    """An account whose address counts as confirmed: a code sent to it is still the only way in."""
    person = Person.objects.create_person(email=email)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person
