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
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from trellis import __version__
from trellis.cascade.choosing.questions import Answer
from trellis.cascade.choosing.ranking import ORDERS, Candidate, rank
from trellis.cascade.parameters import CascadeError, check_whole, table
from trellis.cascade.progress import step_teller, teller
from trellis.cascade.reports import page, report
from trellis.cascade.reports.comparing import side_by_side
from trellis.cascade.reports.rankings import ranking_html, ranking_json, ranking_text
from trellis.cascade.reports.reading import read_text
from trellis.cascade.reports.studies import Study, read_study, with_ensemble, with_order
from trellis.cascade.workers import Workers

Forms = tuple[Callable[..., dict[str, Any]], Callable[..., str], Callable[..., str]]  # for a program, a screen, a page
WORKERS_A_CORE = 4  # at most: more only take memory
FEWEST = 1000  # people, below which chance settles what is measured


def main(words: Sequence[str] | None = None) -> int:
    parser = _parser()
    words = sys.argv[1:] if words is None else words
    if not words:
        parser.print_help(sys.stderr)
        return 2
    options = parser.parse_args(words)
    try:
        answer: int = options.do(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        print(f"\nStopped. {_going_on(options)}", file=sys.stderr)
        return 130
    except (CascadeError, OSError, MemoryError, BrokenExecutor) as error:
        print(_said(error, options), file=sys.stderr)
        return 1
    return answer


def _said(error: Exception, options: argparse.Namespace) -> str:
    """What went wrong, for people."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"This cannot be done: {where}{error.strerror or error}. {_going_on(options)}"
    if isinstance(error, MemoryError):
        return f"There is not memory enough for so many people or runs. {_going_on(options)}"
    if isinstance(error, BrokenExecutor):
        return f"\nA worker was ended from outside; was memory short? {_going_on(options)}"
    return f"This cannot be done: {error}"


def _going_on(options: argparse.Namespace) -> str:
    if getattr(options, "resume", None):
        return f"What is finished is kept in {options.resume}: the same command goes on from there."
    if hasattr(options, "resume"):
        return "With --resume FOLDER a run of a study keeps what is finished, and goes on from there."
    return "Nothing was changed."


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
    command.add_argument("--html", type=_file, metavar="FILE", help="write a report with charts")
    command.add_argument("--draws", type=int, help=draws)
    command.add_argument("--seed", type=int, help="the same seed gives the same numbers")
    command.add_argument("--workers", type=int, default=1, help="processes; the numbers are the same for any")
    command.add_argument("--resume", type=_file, metavar="FOLDER", help="keep finished runs here, and go on from them")
    command.add_argument("--json", action="store_true", help="print everything for a program")


def _file(word: str) -> Path:
    if not word.strip():
        raise argparse.ArgumentTypeError("it is empty; give a path")
    return Path(word)


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
    return _report(side_by_side([_read(path) for path in options.studies]), options)


def _read(path: Path) -> Study:
    if path.suffix.lower() in {".json", ".html", ".htm"}:
        return _study_in(path)
    return read_study(path)


def _study_in(path: Path) -> Study:
    """The study of a report, which may be of another version."""
    text = read_text(path)
    try:
        study, version = report.study_in(text), report.version_in(text)
    except CascadeError as error:
        raise CascadeError(f"{path}: {error}") from error
    if version != __version__:
        print(
            f"{path} was made by Trellis {version}, and this is {__version__}: the numbers may differ.", file=sys.stderr
        )
    return study


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
        if options.html is not None:
            _write(options.html, as_html(*found))
    finally:
        print(json.dumps(as_json(*found), ensure_ascii=False, indent=1) if options.json else as_text(*found))
    if options.html is not None:
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
    if options.html is not None:
        _check_place(options.html)
    check_whole("workers", options.workers, 1, WORKERS_A_CORE * (os.cpu_count() or 1))
    return nullcontext() if options.workers == 1 else Workers(options.workers)


def _check_place(path: Path) -> None:
    """Refuse a place that cannot be written, and leave it as it was."""
    new = not path.exists()
    try:
        path.open("a").close()
    except OSError as error:
        raise CascadeError(
            f"html is {path}; it must be a file that can be written, in a folder that is there ({error.strerror})"
        ) from error
    if new:
        path.unlink()


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a report from before stays until the new one stands."""
    whole = path.is_file() or not path.exists()  # and no device
    into = path.with_name(f".{path.name}.part") if whole else path
    try:
        into.write_text(text, encoding="utf-8")
        if whole:
            into.replace(path)
    except OSError as error:
        if whole:
            into.unlink(missing_ok=True)
        raise CascadeError(f"html is {path}; it cannot be written ({error.strerror})") from error


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

    check_whole("people", options.people, FEWEST, 10_000_000)
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

    check_whole("people", options.people, FEWEST, 10_000_000)
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
