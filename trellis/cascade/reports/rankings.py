"""Candidates in their order, as JSON that can be ranked again, as text for a terminal and as a page with charts."""

from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from itertools import chain
from typing import Any

from trellis import __version__
from trellis.cascade.choosing.questions import Answer
from trellis.cascade.choosing.ranking import Order, Place, Ranking
from trellis.cascade.ensembles.estimates import Estimate
from trellis.cascade.parameters import table
from trellis.cascade.reports import charts
from trellis.cascade.reports.answers import answer_html, answer_json, answer_lines
from trellis.cascade.reports.page import Section, inputs_section, limits_section, page
from trellis.cascade.reports.report import LIMITS, in_worlds, inputs, plain
from trellis.cascade.reports.saying import HEAD, figures, html_table, said, span
from trellis.cascade.reports.studies import Study

EXTRA = "extra people in recovery for six months or more at the end"
COUNTED = {"gain": EXTRA, "value": f"{EXTRA}, for each 1,000 spent", "worst-off": f"{EXTRA}, in the worst-off place"}
MEASURES = ("gain", "per_thousand", "worst_off", "best", "first", "ranks")
ORDER = {  # how the page says each choice
    "by": "What counts",
    "floor": "Least gain in the worst-off place",
    "first": "Sets of parameters in the first round, twice as many in each after",
    "keep": "Finalists",
    "draws": "Pairs of runs for finalists",
    "seed": "Seed",
}
HOW_TO_READ = (
    "Candidates are ranked by their mean over pairs of runs that took no part in choosing them. The thin line holds"
    " nine worlds in ten, the thick one the middle half; the dot is the median. “Best” is the share of worlds in which"
    " a candidate brings most: what nobody knows is in it. “First” is how often its mean would come first, and “Ranks”"
    " are the places it would take nine times in ten, if the pairs were drawn again: where those ranges overlap, there"
    " were too few pairs to tell."
)


def ranking_json(study: Study, ranking: Ranking, answers: Sequence[Answer] = ()) -> dict[str, Any]:
    """Finalists first to last, with intervals and chances; then those dropped, with the score they were dropped on."""
    return {
        **inputs(study),
        **asdict(ranking.order),
        "worst_off": ranking.worst_off,
        "pairs": ranking.pairs,
        "places": [
            {
                "label": one.candidate.label,
                **plain({name: getattr(one, name) for name in MEASURES}),
                "loses": list(one.loses),
                "under_floor": one.under_floor,
            }
            for one in ranking.places
        ],
        "dropped": [{"label": one.label, "score": plain(score)} for one, score in ranking.dropped],
        "answers": [plain(answer_json(answer)) for answer in answers],
        "parameters": [asdict(row) for row in table()],
        "limits": list(LIMITS),
    }


def ranking_text(study: Study, ranking: Ranking, answers: Sequence[Answer] = ()) -> str:
    """For a terminal: never one winner, but ranks with their span."""
    lines = [study.title, _on(study, ranking)]
    lines.append(f"Ranked by {COUNTED[ranking.by]}. The worst-off place is {ranking.worst_off}.")
    for number, one in enumerate(ranking.places, 1):
        lines += ["", f"{number}. {one.candidate.label}{'   (below the floor)' if one.under_floor else ''}"]
        lines.append(f"   extra {in_worlds(one.gain)}; best of all in {one.best:.0%}")
        lines.append(f"   were the pairs drawn again: first in {one.first:.0%}, {_ranks(one)}")
        if one.per_thousand is not None:
            lines.append(f"   for each 1,000 spent {span(one.per_thousand, 2)}")
        lines.append(f"   in the worst-off place {span(one.worst_off)}")
        if one.loses:
            lines.append(f"   loses: {', '.join(one.loses)}")
    if ranking.dropped:
        lines += ["", "Dropped earlier: " + ", ".join(one.label for one, _ in ranking.dropped)]
    return "\n".join([*lines, *chain.from_iterable(map(answer_lines, answers)), "", *LIMITS])


def ranking_html(study: Study, ranking: Ranking, answers: Sequence[Answer] = ()) -> str:
    """The whole page."""
    sections: list[Section] = [
        ("Which step next", _order(ranking)),
        (f"The worst-off place: {ranking.worst_off}", _worst_off(ranking)),
        ("Who may lose", _losers(ranking)),
        *((answer.title, answer_html(answer)) for answer in answers),
        ("How they were ranked", _how(study, ranking)),
        inputs_section(study),
        limits_section(),
    ]
    return page(study.title, _on(study, ranking), sections, ranking_json(study, ranking, answers))


def _on(study: Study, ranking: Ranking) -> str:
    several = "s" if len(ranking.places) > 1 else ""
    return (
        f"{len(ranking.places)} candidate{several} on {ranking.pairs:,} pairs of runs that took no part in choosing,"
        f" over {study.scenarios[0].months} months, seed {ranking.order.seed}, Trellis {__version__},"
        f" {study.model.network.name}"
    )


def _ranks(one: Place) -> str:
    low, high = one.ranks
    return f"rank {low}" if low == high else f"rank {low} to {high}"


def _counted(one: Place, order: Order) -> Estimate:
    """What the candidates are ranked by."""
    found = {"gain": one.gain, "value": one.per_thousand, "worst-off": one.worst_off}[order.by]
    return found or one.gain


def _titles(ranking: Ranking) -> list[str]:
    """With their place in the order."""
    return [f"{number}. {one.candidate.label}" for number, one in enumerate(ranking.places, 1)]


def _order(ranking: Ranking) -> str:
    order, titles = ranking.order, _titles(ranking)
    digits = 2 if order.by == "value" else 0
    rows = [(title, _counted(one, order)) for title, one in zip(titles, ranking.places, strict=True)]
    shares = [(title, 100 * one.best) for title, one in zip(titles, ranking.places, strict=True)]
    first = [
        (title, *figures(found, digits), f"{one.best:.0%}", f"{one.first:.0%}", _ranks(one).removeprefix("rank "))
        for (title, found), one in zip(rows, ranking.places, strict=True)
    ]
    others = [
        (title, span(one.gain), span(one.per_thousand, 2) if one.per_thousand else "–", span(one.worst_off))
        for title, one in zip(titles, ranking.places, strict=True)
    ]
    return (
        f"<p>{HOW_TO_READ}</p>"
        + charts.intervals(rows, title="Candidates in their order", across=COUNTED[order.by])
        + charts.bars(shares, title="How often each is best", across="of 100 worlds, in how many it brings most")
        + html_table(
            ("Candidate", *HEAD, "No benefit", "Best", "First", "Ranks"), first, COUNTED[order.by].capitalize()
        )
        + html_table(
            ("Candidate", "Extra people", "Per 1,000 spent", "In the worst-off place"),
            others,
            "By each measure: nine worlds in ten, and the median",
        )
        + ("" if ranking.places[0].per_thousand else "<p>Not every candidate has a cost, so none is told by it.</p>")
    )


def _worst_off(ranking: Ranking) -> str:
    """Whether the place that has least gets its part."""
    floor, titles = ranking.order.floor, _titles(ranking)
    rows = [(title, one.worst_off) for title, one in zip(titles, ranking.places, strict=True)]
    verdicts = ["–" if floor is None else "below" if one.under_floor else "kept" for one in ranking.places]
    told = "No floor was asked for (--floor)." if floor is None else (
        f"The floor is {said(floor)}: a candidate whose mean there is less comes after all others."
    )  # fmt: skip
    cells = [(title, *figures(one), verdict) for (title, one), verdict in zip(rows, verdicts, strict=True)]
    return (
        f"<p>In {escape(ranking.worst_off)} are the fewest people in lasting recovery for those in need. {told}</p>"
        + charts.intervals(rows, title="What each brings to the worst-off place", across=COUNTED["worst-off"])
        + html_table(("Candidate", *HEAD, "No benefit", "Floor"), cells, COUNTED["worst-off"].capitalize())
    )


def _losers(ranking: Ranking) -> str:
    rows = [
        (title, ", ".join(one.loses) or "nobody that could be told from chance")
        for title, one in zip(_titles(ranking), ranking.places, strict=True)
    ]
    return html_table(("Candidate", "Worse off"), rows, "Places and kinds of people that end worse off in the mean")


def _how(study: Study, ranking: Ranking) -> str:
    order = {**asdict(ranking.order), "by": COUNTED[ranking.by]}
    rows = [(ORDER[name], "none" if value is None else str(value)) for name, value in order.items()]
    chosen = html_table(("Choice", "Is"), rows, "With these and the study, the same numbers come again")
    if not ranking.dropped:
        return f"{chosen}<p>No candidate was dropped on the way: all were run on every pair.</p>"
    dropped = [(one.label, *figures(score, 2)) for one, score in ranking.dropped]
    head = ("Candidate", *HEAD, "No benefit")
    return chosen + html_table(head, dropped, f"Dropped on the way, on fewer pairs: {COUNTED[ranking.by]}")
