"""`caretasks check`: a verdict on the stand-ins of the APIs asked for, or on a server elsewhere."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console

from caretasks.conformance import document, fixtures, heartbeat, live, parallel, progress, replay, table, traffic
from caretasks.conformance.results import ApiResult, ExitStatus, collect, exit_status
from caretasks.conformance.runner import judge
from caretasks.conformance.settings import Settings, Writes
from caretasks.conformance.target import Target
from caretasks.openapi.api import Api
from caretasks.openapi.catalogue import Catalogue, NoSpecsError, UnknownApiError
from caretasks.openapi.pointers import DanglingPointerError
from caretasks.openapi.soundness import demand_sound
from caretasks.openapi.source import SourceError

_USAGE = (
    NoSpecsError,
    UnknownApiError,
    SourceError,
    DanglingPointerError,
    fixtures.FixturesError,
    live.LiveError,
    traffic.TrafficError,
)


def run(args: argparse.Namespace) -> int:
    """Checks what was asked for (`settings.add_arguments`), prints the verdicts, and gives the exit status."""
    try:
        catalogue = Catalogue(args.specs)
        apis = _asked(args, catalogue)
        demand_sound(apis)
        if args.har is not None:
            return _show_judged(args, apis)
        settings, target = _settings(args, apis), _target(args, apis, catalogue)
    except (*_USAGE, _UsageError) as error:
        print(f"caretasks check: {error}", file=sys.stderr)
        return ExitStatus.USAGE
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)  # in a file a row is a line
    if args.reveal and target is not None:
        print("caretasks check: --reveal: values of your own are shown as they are", file=sys.stderr)
    with heartbeat.interruptible(), progress.shown([api.name for api in apis], quiet=args.quiet) as watch:
        results = _results(apis, settings, target, watch)
    _print(args, results, target, console)
    return exit_status(results)


def _show_judged(args: argparse.Namespace, apis: Sequence[Api]) -> int:
    """Judges recorded traffic, and prints the verdicts."""
    for name in ("fixtures", "writes", "rate_limit", "timeout"):
        if getattr(args, name) is not None:
            raise _UsageError(f"--{name.replace('_', '-')} is for what is sent, and with --har nothing is")
    settings = Settings(operations=tuple(args.operation))
    recorded = traffic.read(args.har)
    with heartbeat.interruptible():
        results = [_judged(api, recorded, args.url, settings) for api in apis]
    _print(args, results, None, Console(highlight=False, width=None if sys.stdout.isatty() else 120))
    return exit_status(results)


def _judged(api: Api, recorded: Sequence[traffic.Recorded], url: str | None, settings: Settings) -> ApiResult:
    entries, skipped = replay.meant(api, recorded, url)
    asked = [entry for entry in entries if settings.asked(entry.operation)]
    result = collect(api, judge(replay.target(api, asked), asked), settings)
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
    if args.writes is Writes.DOCUMENTED or (elsewhere and args.writes is Writes.GENERATED):
        raise _UsageError(f"--writes {args.writes} is not there yet: a server elsewhere is only read from")
    for name in ("fixtures", "rate_limit", "timeout"):
        if not elsewhere and getattr(args, name) is not None:
            raise _UsageError(f"--{name.replace('_', '-')} is for a server elsewhere: give its --url too")
    return Settings(
        max_examples=args.max_examples,
        seed=args.seed,
        operations=tuple(args.operation),
        writes=args.writes or (Writes.NONE if elsewhere else Writes.GENERATED),
        rate_limit=args.rate_limit or (live.default_rate(args.url) if elsewhere else None),
        timeout=args.timeout,
    )


def _target(args: argparse.Namespace, apis: Sequence[Api], catalogue: Catalogue) -> Target | None:
    """The server elsewhere; None where stand-ins are meant."""
    if args.url is None:
        return None
    given = fixtures.Fixtures() if args.fixtures is None else fixtures.read(args.fixtures, catalogue.load_all())
    target = live.target(apis[0], args.url, given, os.environ)
    return replace(target, private=()) if args.reveal else target


def _results(apis: Sequence[Api], settings: Settings, target: Target | None, watch: parallel.Watch) -> list[ApiResult]:
    if target is None:
        return parallel.check_all(apis, settings, watch)
    return [parallel.check_target(target, settings, watch)]


def _print(args: argparse.Namespace, results: Sequence[ApiResult], target: Target | None, console: Console) -> None:
    if args.json:
        json.dump(document.build(results), sys.stdout, ensure_ascii=False, indent=2)
        print()
    elif args.quiet:
        for result in results:
            for error in [*result.errors, *(error for operation in result.operations for error in operation.errors)]:
                print(f"caretasks check: {result.api}: {error}", file=sys.stderr)
    else:
        table.show(results, console)
        if target is not None and target.private:
            table.note("values of your own are masked above; --reveal shows them", console)
