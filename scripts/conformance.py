"""`make conformance`: every operation through the generated clients against a stand-in, then the contract suite.

The clients call over HTTP, as an application does; the suite runs in process. Prints one table. Exit status as that of
`caretasks check`, and 1 where a client's answer is not the documented one.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from caretasks.conformance.config import Settings
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, exit_status
from caretasks.conformance.runner import check_all
from caretasks.openapi.catalog import Catalogue
from scripts.client_calls import ClientResult, call_operations


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("--max-examples", type=int, default=Settings().max_examples, help="how many per operation")
    options = parser.parse_args(argv)
    apis = Catalogue().load_all()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)  # in a file a row is a line
    with stand_ins() as urls, console.status("Calling every operation through its client"):
        called = [result for api in apis for result in call_operations(api, urls[api.name], key="stand-in")]
    with console.status("Running the contract suite"):
        results = check_all(apis, Settings(max_examples=options.max_examples))
    terminal.show(results, console, clients={(c.operation.api.name, c.operation.id): _told(c) for c in called})
    for result in called:
        for problem in result.problems:
            print(f"{result.operation.api.name} {result.operation.id}: client: {problem}")
    if any(result.problems for result in called):
        return ExitStatus.BROKEN
    return exit_status(results)


@contextlib.contextmanager
def stand_ins() -> Iterator[dict[str, str]]:
    """Runs `caretasks mock` on a free port for as long as the context lasts, and gives the URL of each API."""
    command = [str(Path(sys.executable).with_name("caretasks")), "mock", "--port", "0", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            urls: dict[str, str] = {}
            while len(urls) < len(Catalogue().names):
                line = server.stdout.readline()
                if not line:
                    raise RuntimeError(f"the stand-in ended with {server.wait()} before it was ready")
                name, url = line.split()
                urls[name] = url
            yield urls
        finally:
            server.terminate()


def _told(result: ClientResult) -> str:
    if not result.calls:
        return "no example"
    return f"{'broken' if result.problems else 'kept'} ({result.calls})"


if __name__ == "__main__":
    sys.exit(main())
