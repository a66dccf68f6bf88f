"""`caretasks check`: a verdict on the stand-ins of the APIs asked for, or on a server elsewhere."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from urllib.parse import urlsplit

from rich.console import Console
from rich.prompt import Confirm

from caretasks.conformance import model, reports, runner
from caretasks.conformance.config import WHOLE, Settings, Writes
from caretasks.conformance.engine import failure_database
from caretasks.conformance.reports import json_report, progress, terminal
from caretasks.conformance.reports.github import annotate
from caretasks.conformance.reports.json_report import About
from caretasks.conformance.results import ApiResult, ExitStatus, collect, exit_status
from caretasks.conformance.runner import judge
from caretasks.conformance.target import fixtures, remote
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic import har, replay
from caretasks.core import errors, interrupts
from caretasks.openapi.catalog import Catalogue, NoSpecsError, UnknownApiError
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import DanglingPointerError
from caretasks.openapi.lint.structure import demand_sound
from caretasks.openapi.source import SourceError

_USAGE = (
    NoSpecsError,
    UnknownApiError,
    SourceError,
    DanglingPointerError,
    failure_database.DatabaseError,
    fixtures.FixturesError,
    remote.LiveError,
    errors.ReportError,
    har.TrafficError,
)


def run(args: argparse.Namespace) -> int:
    """Checks what was asked for (`settings.add_arguments`), prints the verdicts, and gives the exit status."""
    try:
        catalogue = Catalogue(args.specs)
        apis = _asked(args, catalogue)
        demand_sound(apis)
        if args.report is not None:
            reports.prepare(args.report)
        if args.reveal:
            print("caretasks check: --reveal: all but keys is shown as it is, patient data too", file=sys.stderr)
        started = datetime.now(UTC)
        settings, server, results = _judged_traffic(args, apis) if args.har else _checked(args, apis, catalogue)
    except (*_USAGE, _UsageError) as error:
        print(f"caretasks check: {error}", file=sys.stderr)
        return ExitStatus.USAGE
    _print(args, results, settings)
    annotate(results, os.environ, sys.stderr)
    status = exit_status(results)
    if args.report is not None:
        try:
            reports.write(args.report, results, About(version("caretasks"), started, server, settings))
        except errors.ReportError as error:
            print(f"caretasks check: {error}", file=sys.stderr)
            return status or ExitStatus.USAGE
    return status


_Checked = tuple[Settings, str, list[ApiResult]]
"""How deep a run looked, at which server in words, and what it found."""


def _checked(args: argparse.Namespace, apis: Sequence[Api], catalogue: Catalogue) -> _Checked:
    """Checks servers."""
    settings = _settings(args, apis)
    failure_database.demand(settings.database)
    given = fixtures.Fixtures() if args.fixtures is None else fixtures.read(args.fixtures, catalogue.load_all())
    target = _target(args, apis, given)
    _demand_meant(args, settings)
    with interrupts.interruptible(), progress.shown([api.name for api in apis], quiet=args.quiet) as watch:
        results = _results(apis, settings, target, given, watch)
    server = "stand-ins in the process of the check" if target is None else f"{target.api.name} at {target.url}"
    return settings, server, results


def _judged_traffic(args: argparse.Namespace, apis: Sequence[Api]) -> _Checked:
    """Judges recorded traffic."""
    for name in ("fixtures", "writes", "rate_limit", "timeout", "shard", "database"):
        if getattr(args, name) is not None:
            raise _UsageError(f"--{name.replace('_', '-')} is for what is sent, and with --har nothing is")
    settings = Settings(operations=tuple(args.operation), record=args.report is not None, reveal=args.reveal)
    if args.url is not None:
        remote.split(args.url)  # one that is none would have every entry skipped
    recorded = har.read_har(args.har)
    with interrupts.interruptible():
        results = [_judged(api, recorded, args.url, settings) for api in apis]
    return settings, f"traffic recorded in {args.har.name}", results


def _judged(api: Api, recorded: Sequence[model.Recorded], url: str | None, settings: Settings) -> ApiResult:
    entries, skipped = replay.meant(api, recorded, url)
    asked = [entry for entry in entries if settings.asked(entry.operation)]
    result = collect(api, judge(replay.target(api, asked), asked, settings), settings)
    result.skipped = dict(skipped)
    return result


class _UsageError(Exception):
    """The arguments do not say what to do."""


def _asked(args: argparse.Namespace, catalogue: Catalogue) -> list[Api]:
    if bool(args.apis) == args.all:
        raise _UsageError(f"name one or more APIs, or give --all: known are {', '.join(catalogue.names)}")
    apis = catalogue.load_all(list(dict.fromkeys(args.apis)))
    known = [operation.id for api in apis for operation in api.operations]
    if unknown := [id_ for id_ in args.operation if id_ not in known]:
        raise _UsageError(f"there is no operation {', '.join(unknown)}; there are {', '.join(dict.fromkeys(known))}")
    if args.url is not None and len(apis) != 1:
        raise _UsageError("--url is the server of one API: name that one alone")
    return apis


def _settings(args: argparse.Namespace, apis: Sequence[Api]) -> Settings:
    elsewhere = args.url is not None
    shard = args.shard or WHOLE
    rate = remote.default_rate(apis[0], args.url) if elsewhere else None
    return Settings(
        max_examples=args.max_examples,
        seed=args.seed,
        shard=shard,
        database=args.database,
        operations=tuple(args.operation),
        writes=args.writes or (Writes.NONE if elsewhere else Writes.GENERATED),
        rate_limit=args.rate_limit or (None if rate is None else rate / shard.of),  # what is fair is for all together
        timeout=args.timeout,
        record=args.report is not None,
        reveal=args.reveal,
    )


def _target(args: argparse.Namespace, apis: Sequence[Api], given: fixtures.Fixtures) -> Target | None:
    """The server elsewhere; None where stand-ins are meant."""
    if args.url is None:
        for api in apis if given.values else ():
            remote.at_stand_in(api, given)  # what cannot be known there is said before anything is checked
        return None
    return remote.target(apis[0], args.url, given, os.environ)


def _demand_meant(args: argparse.Namespace, settings: Settings) -> None:
    """Goes on if made-up writes may go to a server elsewhere: by an argument, or by a word on the terminal.

    Raises:
        _UsageError: they may not.
    """
    if args.url is None or settings.writes is not Writes.GENERATED or args.yes:
        return
    host = urlsplit(args.url).netloc
    if not sys.stdin.isatty():
        raise _UsageError(f"--writes generated writes to {host} as often as it likes: give --yes if that is a sandbox")
    question = f"caretasks check: --writes generated writes to {host} as often as it likes. Is that a sandbox?"
    try:
        meant = Confirm.ask(question, console=Console(stderr=True, highlight=False, markup=False), default=False)
    except EOFError:
        meant = False
    if not meant:
        raise _UsageError("nothing was sent")


def _results(
    apis: Sequence[Api],
    settings: Settings,
    target: Target | None,
    given: fixtures.Fixtures,
    watch: runner.Watch,
) -> list[ApiResult]:
    if target is None:
        return runner.check_all(apis, settings, watch, given if given.values else None)
    return [runner.check_target(target, settings, watch)]


def _print(args: argparse.Namespace, results: Sequence[ApiResult], settings: Settings) -> None:
    if args.json:
        json.dump(json_report.build(results), sys.stdout, ensure_ascii=False, indent=2)
        print()
    elif args.quiet:
        for result in results:
            for error in [*result.errors, *(error for operation in result.operations for error in operation.errors)]:
                print(f"caretasks check: {result.api}: {error}", file=sys.stderr)
    else:
        console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)  # in a file a row is a line
        terminal.show(results, console)
        if args.url is not None or args.har is not None or args.fixtures is not None:
            terminal.note(
                "keys are masked" if settings.reveal else "what may be private is masked; --reveal shows all but keys",
                console,
            )
        if args.report is not None:
            terminal.note(f"the reports are in {args.report}", console)
