"""`caretasks check`: a verdict on the stand-ins of the APIs asked for, several at a time where there are cores."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from rich.console import Console

from caretasks.conformance import table
from caretasks.conformance.results import ApiResult, ExitStatus, Trouble, collect, empty, exit_status
from caretasks.conformance.runner import run as run_target
from caretasks.conformance.settings import Settings
from caretasks.conformance.target import stand_in
from caretasks.openapi.api import Api
from caretasks.openapi.catalogue import Catalogue, NoSpecsError, UnknownApiError
from caretasks.openapi.pointers import DanglingPointerError
from caretasks.openapi.soundness import demand_sound
from caretasks.openapi.source import SourceError


def run(args: argparse.Namespace) -> int:
    """Checks what was asked for (`settings.add_arguments`), prints the verdicts, and gives the exit status."""
    try:
        apis = _asked(args, Catalogue(args.specs))
        demand_sound(apis)
    except (NoSpecsError, UnknownApiError, SourceError, DanglingPointerError, _UsageError) as error:
        print(f"caretasks check: {error}", file=sys.stderr)
        return ExitStatus.USAGE
    console = Console(highlight=False)
    names = ", ".join(api.name for api in apis)
    try:
        with console.status(f"Checking {names}"):
            results = check(apis, Settings(args.max_examples, args.seed))
    except KeyboardInterrupt:
        print("caretasks check: interrupted", file=sys.stderr)
        return ExitStatus.INCONCLUSIVE
    table.show(results, console)
    return exit_status(results)


def check(apis: Sequence[Api], settings: Settings) -> list[ApiResult]:
    """Checks the stand-ins of some APIs, several at a time, and gives the results in the order of the APIs."""
    if len(apis) == 1:
        return [check_one(apis[0], settings)]
    # Spawned, not forked: the engine keeps threads. Those with most operations first: they take longest.
    longest_first = sorted(apis, key=lambda api: -len(api.operations))
    with ProcessPoolExecutor(min(len(apis), os.cpu_count() or 1), multiprocessing.get_context("spawn")) as pool:
        futures = {api.name: pool.submit(check_one, api, settings) for api in longest_first}
        return [_result(api, futures[api.name]) for api in apis]


def check_one(api: Api, settings: Settings) -> ApiResult:
    """Checks the stand-in of one API in this process."""
    return collect(api, run_target(stand_in(api), settings))


def _result(api: Api, future: Future[ApiResult]) -> ApiResult:
    error = future.exception()
    if error is None:
        return future.result()
    result = empty(api)
    result.add(Trouble(f"the check failed: {type(error).__name__}"))
    return result


class _UsageError(Exception):
    """The arguments do not say what to do."""


def _asked(args: argparse.Namespace, catalogue: Catalogue) -> list[Api]:
    if bool(args.apis) == args.all:
        raise _UsageError(f"name one or more APIs, or give --all: known are {', '.join(catalogue.names)}")
    return catalogue.load_all(list(dict.fromkeys(args.apis)))
