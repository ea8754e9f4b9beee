"""`trellis check`: mistakes in settings and code, and what is wrong with this installation."""

from typing import Any

from django.core.management.commands.check import Command as Check

from trellis.safety.examinations import ALL, as_checks


class Command(Check):
    help = (
        "Looks for mistakes in settings and code, and examines this installation: "
        "the database, the audit trail, the search index, the outbox and the clocks. Each finding says how to mend it."
    )

    def handle(self, *app_labels: Any, **options: Any) -> None:
        with as_checks():
            super().handle(*app_labels, **options)
        if options["verbosity"] > 1 and not (app_labels or options["tags"] or options["list_tags"]):
            self.stdout.write(f"Examined: {', '.join(sorted(ALL))}.")
