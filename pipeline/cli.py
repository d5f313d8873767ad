"""The command line: a thin layer over the library, and the only module that prints.

Exit status: 0 all went through; 1 some input was rejected, under --strict, or a run that was checked is not whole;
2 an error of use, told in one line; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ParallaxError
from pipeline.settings import Settings, load_settings
from pipeline.sources.asking import add_options

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.store import StoredRun

OK, REJECTED, USER_ERROR, INTERRUPTED = 0, 1, 2, 130
DEFAULT_RESULTS = Path("data") / "results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line on `arguments` (default: those of the process) and return the exit status."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except ParallaxError as error:
        from pipeline.inert import inert

        print(inert(f"error: {error}"), file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        print("\ninterrupted: earlier results are whole; what was published or noted before stays", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, such as `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pipeline", description="Compare how outlets cover the same event: claims, conflicts, omissions."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands.add_parser("run", help="read articles, group and compare them, and store the run"))
    fetch = commands.add_parser("fetch", help="fetch articles from feeds and links into a folder that run reads")
    add_options(fetch)
    fetch.set_defaults(command=_fetch)
    _add_check(
        commands.add_parser("check", help="say what of the input would be rejected and why, or whether a run is whole")
    )
    _add_show(commands.add_parser("show", help="list the events of a run, or compare one event, in the terminal"))
    _add_export(commands.add_parser("export", help="write the tables of a run as files"))
    _add_correct(
        commands.add_parser("correct", help="correct which articles are one event; kept and replayed on every run")
    )
    _add_evaluate(commands.add_parser("evaluate", help="score a run against gold files"))
    return parser


def _add_input(
    parser: argparse.ArgumentParser, paths: str = "a file or folder of articles, or its address, as s3://bucket/folder"
) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help=paths)
    parser.add_argument("--settings", metavar="FILE", help="a TOML file of settings over the defaults")
    parser.add_argument("--outlets", metavar="FILE", help="a CSV of outlets: column name, and any others you like")
    parser.add_argument("--strict", action="store_true", help="exit with status 1 when some input is rejected")


def _add_run(parser: argparse.ArgumentParser) -> None:
    _add_input(parser)
    parser.add_argument("--out", default=str(DEFAULT_RESULTS), metavar="DIR", help="results folder (%(default)s)")
    parser.add_argument("--model", metavar="NAME", help="a sentence-transformers model: a hub name or a folder")
    parser.add_argument(
        "--engine", metavar="NAME", help="local: processes on this machine; ray: a Ray cluster (docs/cluster.md)"
    )
    parser.add_argument(
        "--append", action="store_true", help="add the articles to the newest run in the results folder"
    )
    parser.add_argument("--if-stale", action="store_true", help="do nothing when the newest run is of the same input")
    parser.set_defaults(command=_run)


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_input(parser, "a file or folder of articles; or a run or results folder, whose newest run is verified")
    parser.set_defaults(command=_check)


def _add_stored(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run", nargs="?", default=str(DEFAULT_RESULTS), metavar="RUN",
        help="a run, or a results folder, of which the newest run is taken (%(default)s)",
    )  # fmt: skip


def _add_show(parser: argparse.ArgumentParser) -> None:
    _add_stored(parser)
    parser.add_argument("--event", metavar="ID", help="the event to compare; without it the events are listed")
    parser.add_argument("--search", default="", metavar="WORDS", help="only events whose articles hold these words")
    parser.set_defaults(command=_show)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="a run, or a results folder, of which the newest is taken")
    formats = "csv, datapackage, gold, html, jsonl, markdown, scoring, worksheet or xlsx"
    parser.add_argument("--format", required=True, metavar="NAME", help=formats)
    parser.add_argument("--event", action="append", default=[], metavar="ID", help="only this event; may be repeated")
    parser.add_argument("folder", metavar="DIR", help="the local folder where the files go")
    parser.set_defaults(command=_export)


def _add_correct(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="a results folder, whose newest run is corrected, or a run in it")
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    told = argparse.ArgumentParser(add_help=False)
    told.add_argument("--why", required=True, metavar="TEXT", help="the reason")
    told.add_argument("--who", metavar="NAME", help="who says so (your login name)")
    told.add_argument("--no-apply", action="store_true", help="only note it; the next run or correction applies it")
    for action, (named, words) in _ACTIONS.items():
        made = actions.add_parser(action, help=words, description=words, parents=[told])
        for name, count in named.items():
            made.add_argument("named", action="extend", nargs=count, metavar=name)
        made.set_defaults(command=_correct)
    actions.add_parser("apply", help="apply what was noted with --no-apply").set_defaults(command=_correct)
    actions.add_parser("list", help="list the corrections").set_defaults(command=_corrections)


_EVENT, _ARTICLE = "EVENT", "ARTICLE"
_ACTIONS: dict[str, tuple[dict[str, str | int], str]] = {
    "merge": ({_EVENT: "+"}, "these events are one"),
    "split": ({_ARTICLE: "+"}, "these articles are an event of their own"),
    "move": ({_ARTICLE: "+", _EVENT: 1}, "these articles belong to that event"),
    "not-same": ({_EVENT: 2}, "these two events stay apart, also when a later run would join them"),
    "undo": ({"CORRECTION": 1}, "take a correction back"),
}


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    _add_stored(parser)
    parser.add_argument("--gold-events", type=Path, metavar="FILE", help="CSV with the columns id, event")
    parser.add_argument("--gold-links", type=Path, metavar="FILE", help="CSV of gold claim links")
    parser.set_defaults(command=_evaluate)


def _settings(options: argparse.Namespace) -> Settings:
    settings = load_settings(options.settings)
    if getattr(options, "engine", None):
        settings = replace(settings, run=replace(settings.run, engine=options.engine))
    if getattr(options, "model", None):
        settings = replace(settings, embed=replace(settings.embed, model=options.model))
    if getattr(options, "outlets", None):
        settings = replace(settings, corpus=replace(settings.corpus, outlets_file=options.outlets))
    return settings


def _run(options: argparse.Namespace) -> int:
    from pipeline import runner
    from pipeline.console import ConsoleProgress
    from pipeline.queries import work_out
    from pipeline.store import runs

    settings = _settings(options)
    progress = ConsoleProgress()
    now_rejected: list[int] = []
    if options.append and runs(options.out):
        given = settings if options.settings or options.model or options.outlets else None
        stored = runner.append(
            options.paths, options.out, given, progress=progress, where=settings.run, on_rejected=now_rejected.append
        )
    else:
        stored = runner.run(options.paths, options.out, settings, progress=progress, only_if_stale=options.if_stale)
    counts = stored.manifest["counts"]
    if not progress.started:
        print(f"up to date: {options.out}: {stored.run_id} was made from this input by these settings")
    totals = ", ".join(f"{counts[name]:,} {name.replace('_', ' ')}" for name in ("articles", "events", "claim_groups"))
    print(f"\nrun {stored.run_id}: {totals}")
    work_out(stored)
    n_rejected = now_rejected[-1] if now_rejected else counts["rejected"]  # by --append: of this input alone
    if n_rejected:
        files = [f"--{name}={value}" for name in ("settings", "outlets") if (value := getattr(options, name))]
        asked = shlex.join([*files, *options.paths])
        print(f"rejected:      {n_rejected:,} rows; see why: python -m pipeline check {asked}")
    _tell_gaps(stored.table("articles", ["published_at", "outlet_id"]))
    place = "" if Path(options.out) == DEFAULT_RESULTS else f" {shlex.quote(options.out)}"
    print(f"compare here:  python -m pipeline show{place}")
    print(f"open the app:  streamlit run dashboard.py{f' -- --results{place}' if place else ''}")
    return REJECTED if options.strict and n_rejected else OK


def _fetch(options: argparse.Namespace) -> int:
    from pipeline.console import ConsoleProgress
    from pipeline.sources.asking import answer

    try:
        told, complete = answer(options, _settings(options).fetch, ConsoleProgress())
    except KeyboardInterrupt:
        print("\ninterrupted: the same command goes on where it was", file=sys.stderr)
        return INTERRUPTED
    print(told)
    return OK if complete else REJECTED


def _tell_gaps(articles: pd.DataFrame) -> None:
    """Say what the articles lack that the comparison needs, and how to give it."""
    undated, anonymous = int(articles["published_at"].isna().sum()), int((articles["outlet_id"] == "unknown").sum())
    columns = "name its column under [ingest.columns] in a settings file"
    if undated:
        print(f"no date:       {undated:,} articles have none that can be used; {columns}")
    if anonymous:
        advice = f"{columns}, or put each known outlet's files in a folder of its name"
        print(f"no outlet:     {anonymous:,} articles name none and count as one; {advice}")


def _check(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    import pandas as pd

    from pipeline import runner
    from pipeline.console import ConsoleProgress
    from pipeline.inert import inert
    from pipeline.schema import rows
    from pipeline.store import stored_at

    if len(options.paths) == 1 and (stored := stored_at(options.paths[0])):
        return _verify(stored)
    tables = runner.read(options.paths, _settings(options), ConsoleProgress(), datetime.now(UTC).date())
    rejected, articles = tables["rejected"], tables["articles"]
    for row in rows(rejected):
        line = "" if pd.isna(row.line) else f":{row.line}"
        print(inert(f"{row.source_file}{line}: {row.reason}: {row.detail}"))
    print(f"\n{len(articles):,} articles would go through, {len(rejected):,} rows would be rejected")
    _tell_gaps(articles)
    return REJECTED if options.strict and len(rejected) else OK


def _verify(stored: StoredRun) -> int:
    from pipeline.inert import inert
    from pipeline.verify import verify

    problems = verify(stored)
    for problem in problems:
        print(inert(problem))
    print(f"run {stored.run_id}: " + (f"{len(problems):,} problems" if problems else "whole"))
    return REJECTED if problems else OK


def _show(options: argparse.Namespace) -> int:
    from pipeline import terminal
    from pipeline.store import open_run

    run = open_run(options.run)
    print(terminal.event(run, options.event) if options.event else terminal.events(run, options.search))
    return OK


def _export(options: argparse.Namespace) -> int:
    from pipeline.addresses import Address, place
    from pipeline.errors import ExportError
    from pipeline.export import EXPORTERS
    from pipeline.queries import Selection, present_event
    from pipeline.registry import resolve
    from pipeline.store import open_run

    folder = place(options.folder)
    if isinstance(folder, Address):
        raise ExportError(f"{folder}: exports are written into local folders", "Export, then copy the files there")
    export = resolve("export format", EXPORTERS, options.format)
    run = open_run(options.run)
    events = tuple(present_event(run, event) for event in options.event)
    for path in export(run, folder, Selection(events=events)):
        print(path)
    return OK


def _correct(options: argparse.Namespace) -> int:
    from pipeline import runner
    from pipeline.console import ConsoleProgress
    from pipeline.correcting import correct
    from pipeline.queries import events_of
    from pipeline.store import open_run

    given = open_run(options.run)
    results, shown = given.path.parent, shlex.quote(str(given.results))
    articles: tuple[str, ...] = ()
    if options.action != "apply":
        action, who = options.action.replace("-", "_"), options.who or _login_name()
        made = correct(results, action, options.named, who, options.why)
        articles = (*made.articles, *made.joined_to)
        print(f"{made.id}: {made.sentence()}")
        print(f"take it back:  python -m pipeline correct {shown} undo {made.id} --why TEXT")
        if options.no_apply:
            print(f"apply it:      python -m pipeline correct {shown} apply")
            return OK
    stored = runner.recompare(results, progress=ConsoleProgress())
    print(f"run {stored.run_id}: {stored.manifest['counts']['events']:,} events")
    for event in events_of(stored, articles):
        print(f"see it:        python -m pipeline show {shown} --event {event}")
    return OK


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a process without a user, as in some containers
        return "unknown"


def _corrections(options: argparse.Namespace) -> int:
    from pipeline import terminal
    from pipeline.store import open_run

    print(terminal.corrections(open_run(open_run(options.run).path.parent)))
    return OK


def _evaluate(options: argparse.Namespace) -> int:
    from pipeline import evaluate
    from pipeline.errors import SettingsError
    from pipeline.store import open_run

    if not options.gold_events and not options.gold_links:
        raise SettingsError("nothing to score against", "Give --gold-events FILE, --gold-links FILE, or both")
    run = open_run(options.run)
    scores: evaluate.Scores = {}
    if options.gold_events:
        scores |= evaluate.score_events(run, options.gold_events)
    if options.gold_links:
        scores |= evaluate.score_claim_links(run, options.gold_links)
        scores |= evaluate.score_claim_groups(run, options.gold_links)
    for name, value in scores.items():
        print(f"{name:20} {value:.4f}" if isinstance(value, float) else f"{name:20} {value}")
    return OK
