"""Answers as JSON objects, the same for the API and for `trellis find --json`."""

from typing import Any

from django.conf import settings

from trellis.finder.api.rows import results_json
from trellis.finder.helplines import helplines_for
from trellis.finder.refresh import current_revision
from trellis.finder.search import Answer, Choice


def told(answer: Answer) -> dict[str, Any]:
    """One query, or none where the meetings of the page are kept."""
    return {
        "help": _help() if answer.query.is_of_danger else None,
        "total": answer.total,
        "page": answer.query.page,
        "pages": answer.pages,
        "results": results_json(answer.hits, current_revision()),
        "facets": {name: [told_choice(choice) for choice in choices] for name, choices in answer.facets.items()},
        "understood": [
            {"kind": one.kind, "label": one.label, "words": one.words, "is_corrected": one.is_corrected}
            for one in answer.query.understood
        ],
        "alternatives": [
            {
                "kind": one.kind,
                "sentence": one.sentence,
                "total": one.total,
                "url": f"{settings.SITE_ADDRESS}/api/v1/search{one.link}",
            }
            for one in answer.alternatives
        ],
    }


def _help() -> dict[str, Any]:
    country = helplines_for(settings.COUNTRY)
    line = country.first
    listens = {"name": line.name, "number": line.number, "when": line.when} if line else None
    return {"listens": listens, "emergency": country.emergency}


def told_choice(choice: Choice) -> dict[str, Any]:
    return {"code": choice.code, "name": choice.label, "count": choice.count, "is_chosen": choice.is_chosen}
