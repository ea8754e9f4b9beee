"""`trellis cascade`: run, compare, rank, validate, bench, parameters.

    trellis cascade run STUDY.toml [--html FILE] [--json] [--workers N] [--resume FOLDER]
    trellis cascade compare ONE.toml OTHER.toml …     the scenarios of several studies of one town
    trellis cascade rank STUDY.toml [the same]        which of a study's scenarios to take next
    trellis cascade validate                          the published findings it is held against
    trellis cascade bench [--huge]                    speed, beside peers where they are installed
    trellis cascade parameters [--json]               every number, with range, source and grade

A STUDY may also be a report (JSON or HTML) that `run`, `compare` or `rank` wrote: it is done again. Exit status: 0
done, 1 refused, 2 wrong usage, 130 interrupted.
"""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from trellis.cascade.choosing.questions import Answer
from trellis.cascade.choosing.ranking import ORDERS, Candidate, rank
from trellis.cascade.parameters import CascadeError, check_whole, table
from trellis.cascade.progress import step_teller, teller
from trellis.cascade.reports import page, report
from trellis.cascade.reports.rankings import ranking_html, ranking_json, ranking_text
from trellis.cascade.reports.studies import Study, read_study, study_from, with_ensemble, with_order

Forms = tuple[Callable[..., dict[str, Any]], Callable[..., str], Callable[..., str]]  # for a program, a screen, a page
MOST_WORKERS = 256
ALIKE: dict[str, Callable[[Study], object]] = {  # what studies must share for their scenarios to be compared
    "people": lambda study: study.model.network.digest,
    "parameters": lambda study: study.model.parameters,
    "routine": lambda study: study.model.routine,
    "months": lambda study: study.scenarios[0].months,
}


def main(words: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(words)
    try:
        answer: int = options.do(options)
    except CascadeError as error:
        print(f"This cannot be done. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\nStopped. {_going_on(options)}", file=sys.stderr)
        return 130
    except BrokenExecutor:
        print(f"\nA worker was ended from outside; was memory short? {_going_on(options)}", file=sys.stderr)
        return 1
    return answer


def _going_on(options: argparse.Namespace) -> str:
    if getattr(options, "resume", None):
        return f"What is finished is kept in {options.resume}: the same command goes on from there."
    return "With --resume FOLDER a run of a study keeps what is finished, and goes on from there."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="trellis cascade", description="Simulate how recovery spreads.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = _command(commands, "run", _run, "run a study and report it")
    run.add_argument("study", type=Path, metavar="STUDY", help="a TOML file, or a report to run again")
    compare = _command(commands, "compare", _compare, "compare the scenarios of several studies")
    compare.add_argument("studies", type=Path, nargs="+", metavar="STUDY")
    for command in (run, compare):
        _run_options(command, "sets of parameters")
        command.add_argument("--echoes", type=int, help="runs of each set")
    _rank_options(_command(commands, "rank", _rank, "which scenario of a study to take next"))
    validate = _command(commands, "validate", _validate, "hold the engine against published figures and exact results")
    validate.add_argument(
        "--people",
        type=int,
        default=40_000,
        help="size of the town that studies are rerun in; a smaller one is quicker, and chance may tip a verdict",
    )
    validate.add_argument("--json", action="store_true")
    bench = _command(commands, "bench", _bench, "speed, beside peers where they are installed")
    bench.add_argument("--people", type=int, default=100_000, help="size of the network of SIR and SIS")
    bench.add_argument("--huge", action="store_true", help="also one run of fifty million people (8 GB)")
    bench.add_argument("--json", action="store_true")
    parameters = _command(commands, "parameters", _parameters, "every number, with range, source and grade")
    form = parameters.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--markdown", action="store_true", help="as the table in docs/cascade/parameters.md")
    return parser


def _run_options(command: argparse.ArgumentParser, draws: str) -> None:
    """What all that runs a study may be told."""
    command.add_argument("--html", type=Path, metavar="FILE", help="write a report with charts")
    command.add_argument("--draws", type=int, help=draws)
    command.add_argument("--seed", type=int, help="the same seed gives the same numbers")
    command.add_argument("--workers", type=int, default=1, help="processes; the numbers are the same for any")
    command.add_argument("--resume", type=Path, metavar="FOLDER", help="keep finished runs here, and go on from them")
    command.add_argument("--json", action="store_true", help="print everything for a program")


def _rank_options(rank: argparse.ArgumentParser) -> None:
    rank.add_argument("study", type=Path, metavar="STUDY", help="a TOML file, or a report; its scenarios are ranked")
    _run_options(rank, "pairs of runs for finalists")
    rank.add_argument(
        "--by", choices=ORDERS, help="extra people, the same for each 1,000 spent, or those in the worst-off place"
    )
    rank.add_argument("--floor", type=float, help="least gain in the worst-off place; those below come last")
    rank.add_argument("--keep", type=int, help="finalists")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    do: Callable[[argparse.Namespace], int],
    what: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what)
    parser.set_defaults(do=do)
    return parser


def _run(options: argparse.Namespace) -> int:
    return _report(_read(options.study), options)


def _compare(options: argparse.Namespace) -> int:
    studies = [_read(path) for path in options.studies]
    first = studies[0]
    for other in studies[1:]:
        for what, of in ALIKE.items():
            if of(other) != of(first):
                raise CascadeError(f"{other.title}: has other {what} than {first.title}; compare studies of one world")
    scenarios = [table for study in studies for table in study.document.get("scenario", [])]
    questions = [table for study in studies for table in study.document.get("question", [])]
    asked = [table for index, table in enumerate(questions) if table not in questions[:index]]
    title = " and ".join(study.title for study in studies)
    return _report(study_from({**first.document, "scenario": scenarios, "question": asked, "title": title}), options)


def _read(path: Path) -> Study:
    if path.suffix.lower() in {".json", ".html", ".htm"}:
        try:
            return report.study_in(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CascadeError(f"{path}: cannot be read ({error.strerror})") from error
    return read_study(path)


def _report(study: Study, options: argparse.Namespace) -> int:
    study = with_ensemble(study, draws=options.draws, echoes=options.echoes, seed=options.seed)
    with _executor(options) as executor:
        result = study.ensemble.run(executor, progress=teller(), folder=options.resume)
        answers = _answers(study, executor, options.resume)
    return _say(options, (report.as_json, report.as_text, page.as_html), study, result, answers)


def _say(options: argparse.Namespace, forms: Forms, *found: object) -> int:
    """On the screen in any case, also where the page cannot be written."""
    as_json, as_text, as_html = forms
    try:
        if options.html:
            _write(options.html, as_html(*found))
    finally:
        print(json.dumps(as_json(*found), ensure_ascii=False, indent=1) if options.json else as_text(*found))
    if options.html:
        print(f"The report is in {options.html}.", file=sys.stderr)
    return 0


def _answers(study: Study, executor: Executor | None, folder: Path | None) -> list[Answer]:
    """What the study asks beside its scenarios, with a bar for each."""
    answers, tell = [], step_teller()
    for question, ensemble in study.questions:
        result = ensemble.run(executor, progress=partial(tell, question.title), folder=folder)
        answers.append(question.answer(result))
    return answers


def _executor(options: argparse.Namespace) -> AbstractContextManager[Executor | None]:
    """What runs the pairs. Whatever would only be refused at the end of a long run is refused here."""
    if options.html and (options.html.is_dir() or not options.html.absolute().parent.is_dir()):
        raise CascadeError(f"html is {options.html}; it must be a file in a folder that is there")
    check_whole("workers", options.workers, 1, MOST_WORKERS)
    if options.workers == 1:
        return nullcontext()
    return ProcessPoolExecutor(options.workers, mp_context=get_context("spawn"), initializer=_end_at_interrupt)


def _end_at_interrupt() -> None:
    """Ctrl-C reaches workers too. They end at once and say nothing: the one that began them tells what is kept."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CascadeError(f"{path}: cannot be written ({error.strerror})") from error


def _rank(options: argparse.Namespace) -> int:
    study = with_order(
        _read(options.study),
        by=options.by,
        floor=options.floor,
        keep=options.keep,
        draws=options.draws,
        seed=options.seed,
    )
    candidates = tuple(Candidate(one.title, one.interventions) for one in study.scenarios)
    with _executor(options) as executor:
        ranking = rank(
            study.scenarios[0].without_interventions(),
            candidates,
            **asdict(study.order),
            method=study.ensemble.method,
            vary=study.ensemble.vary,
            executor=executor,
            tell=step_teller(),
            folder=options.resume,
        )
        answers = _answers(study, executor, options.resume)
    return _say(options, (ranking_json, ranking_text, ranking_html), study, ranking, answers)


def _validate(options: argparse.Namespace) -> int:
    """Prints each check as it is done. A published figure that is not met is a finding; wrong arithmetic is a fault."""
    from trellis.cascade.evidence import validation

    found = []
    for check in validation.validate(options.people):
        found.append(check)
        if not options.json:
            print(check, flush=True)
            if check.note:
                print(f"     {check.note}", flush=True)
    if options.json:
        print(json.dumps([asdict(check) for check in found], ensure_ascii=False, indent=1))
    else:
        print(f"{sum(check.passed for check in found)} of {len(found)} met")
    return int(any(not check.passed for check in found if check.code.startswith("A")))


def _bench(options: argparse.Namespace) -> int:
    """Prints each figure as it is measured. A target that is not met is a finding, not a fault."""
    from trellis.cascade.speed import bench

    found = []
    for figure in bench.figures(options.people, huge=options.huge):
        found.append(figure)
        if not options.json:
            print(figure, f"({figure.note})" if figure.note else "", flush=True)
    if options.json:
        print(bench.as_json(found))
    return 0


def _parameters(options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps([asdict(row) for row in table()], ensure_ascii=False, indent=1))
        return 0
    if options.markdown:
        print(report.parameters_markdown(), end="")
        return 0
    for row in table():
        print(f"{row.name} = {row.default:g} {row.unit}   range {row.low:g} to {row.high:g}   grade {row.grade}")
        print(f"    {row.meaning}\n    {row.source}")
    return 0
