"""`caretasks check`: a verdict on the stand-ins of the APIs asked for."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from caretasks.conformance import parallel, table
from caretasks.conformance.results import ExitStatus, exit_status
from caretasks.conformance.settings import Settings
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
            results = parallel.check_all(apis, Settings(args.max_examples, args.seed))
    except KeyboardInterrupt:
        print("caretasks check: interrupted", file=sys.stderr)
        return ExitStatus.INCONCLUSIVE
    table.show(results, console)
    return exit_status(results)


class _UsageError(Exception):
    """The arguments do not say what to do."""


def _asked(args: argparse.Namespace, catalogue: Catalogue) -> list[Api]:
    if bool(args.apis) == args.all:
        raise _UsageError(f"name one or more APIs, or give --all: known are {', '.join(catalogue.names)}")
    return catalogue.load_all(list(dict.fromkeys(args.apis)))
