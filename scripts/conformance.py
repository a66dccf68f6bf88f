"""`make conformance`: call every operation with the generated clients, then run the contract suite.

The clients call a mock server over HTTP, as an application does: those of hand-written specs, whose examples say what a
response contains. The suite runs against mock servers of all specs, in the same process. One table shows both. The exit
status is that of `caretasks check`, or 1 if a client gets a wrong response.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from caretasks.conformance.config import CASES_PER_EXAMPLE, Settings
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, exit_status
from caretasks.conformance.runner import check_apis
from caretasks.core.console import stdout_console
from caretasks.openapi.catalog import Catalog
from scripts.client_calls import ClientResult, call_operations
from scripts.mock_process import run_mock


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="conformance.py", description="Check all generated clients and mock servers against their specs."
    )
    parser.add_argument(
        "--max-examples",
        type=int,
        metavar="N",
        default=Settings().max_examples,
        help="generate at most N requests per operation and phase (default: %(default)s)",
    )
    options = parser.parse_args(argv)
    apis = Catalog().load_all()
    console = stdout_console(120)  # do not wrap rows in a file
    hand_written = [api for api in apis if api.facts is not None]
    with run_mock() as (_, urls), console.status("Calling every operation with its client"):
        client_results = [result for api in hand_written for result in call_operations(api, urls[api.name], key="mock")]
    with console.status("Running the contract suite"):
        max_phase_cases = CASES_PER_EXAMPLE * options.max_examples
        results = check_apis(apis, Settings(options.max_examples, max_phase_cases=max_phase_cases))
    client_calls = {(each.operation.api.name, each.operation.id): format_result(each) for each in client_results}
    terminal.print_table(results, console, client_calls=client_calls)
    for result in client_results:
        for problem in result.problems:
            print(f"{result.operation.api.name} {result.operation.id}: client: {problem}")
    if any(result.problems for result in client_results):
        return ExitStatus.FAILED
    return exit_status(results)


def format_result(result: ClientResult) -> str:
    if not result.calls:
        return "no example"
    return f"{'failed' if result.problems else 'passed'} ({result.calls})"


if __name__ == "__main__":
    sys.exit(main())
