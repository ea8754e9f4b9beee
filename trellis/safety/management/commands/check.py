"""`trellis check`: mistakes in settings and code, and what is wrong with this installation."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as Check

from trellis.safety.audit import missing_from
from trellis.safety.examinations import ALL, as_checks, is_there
from trellis.safety.models import AuditHead
from trellis.safety.tables import tables_behind


class Command(Check):
    help = (
        "Looks for mistakes in settings and code, and examines this installation: "
        "the database, the audit trail, the search index, the outbox and the clocks. Each finding says how to mend it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        what = "see that the audit trail goes on from what it ended with then, as an earlier check told it"
        parser.add_argument("--audit-head", metavar="NUMBER:HASH", default="", help=what)

    def handle(self, *app_labels: Any, audit_head: str = "", **options: Any) -> None:
        with as_checks():
            super().handle(*app_labels, **options)
        is_whole = not (app_labels or options["tags"] or options["list_tags"])
        if not is_there() or tables_behind():
            if audit_head:
                raise CommandError("There is no audit trail to compare it with.", returncode=1)
            return
        if audit_head and (what_is_wrong := missing_from(audit_head)):
            hint = "docs/audit.md says what to do next."
            raise CommandError(f"(trellis.E155) {audit_head} {what_is_wrong}\n\tHINT: {hint}", returncode=1)
        if options["verbosity"] > 1 and is_whole:
            self.stdout.write(f"Examined: {', '.join(sorted(ALL))}.")
        head = AuditHead.now()
        if is_whole and head.number:
            self.stdout.write(f"The audit trail ends with {head}")
