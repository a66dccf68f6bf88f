"""`make bench`: measure speed and memory, and compare them with their limits. No test measures time.

`bench.py commands` measures only `make` commands, `bench.py clients` the clients, `bench.py mock` the mock servers,
`bench.py check` and `bench.py prove` these commands.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from caretasks.conformance import runner
from caretasks.conformance.config import Settings
from caretasks.openapi.catalog import Catalog
from scripts.benchmarks import checks, clients, mock, mutation
from scripts.benchmarks.timing import Ratio

ROOT = Path(__file__).parents[1]


def regenerate_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "scripts" / "regenerate.py"), "--output", f"{folder}/generated"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def check_all() -> None:
    runner.check_apis(Catalog().load_all(), Settings())


COMMANDS: list[tuple[str, Callable[[], None], float]] = [
    ("make regenerate, all APIs", regenerate_all, 10),
    ("contract suite, all APIs in process, default depth", check_all, 45),
]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables, and return 1 if something exceeds its limit. The limits are for two cores."""
    groups = {
        "commands": measure_commands,
        "clients": measure_clients,
        "mock": measure_mock_servers,
        "check": measure_checks,
        "prove": measure_prove,
    }
    parser = argparse.ArgumentParser(prog="bench.py", description="Measure speed and memory against their limits.")
    parser.add_argument("part", nargs="?", choices=list(groups), help="measure only this part (default: all)")
    part = parser.parse_args(argv).part
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)  # do not wrap rows in a file
    passed = [measure(console) for name, measure in groups.items() if part in (None, name)]
    return int(not all(passed))


def measure_commands(console: Console) -> bool:
    """Print how long the commands take, and return whether all are within their limits."""
    table = Table("command", "seconds", "limit", "")
    passed = True
    for description, run, limit in COMMANDS:
        with console.status(description):
            start = time.perf_counter()
            run()
            seconds = time.perf_counter() - start
        passed &= seconds <= limit
        table.add_row(description, f"{seconds:.1f}", f"{limit:.0f}", "passed" if seconds <= limit else "failed")
    console.print(table)
    return passed


def measure_mock_servers(console: Console) -> bool:
    """Print the measurements of the mock servers, and return whether all are within their limits."""
    table = Table("measurement", "measured", "limit", "")
    passed = True
    with console.status("Measuring the mock servers"):
        for measurement in mock.measure():
            passed &= measurement.passed is not False
            verdict = {True: "passed", False: "failed", None: "skipped"}[measurement.passed]
            table.add_row(measurement.description, measurement.measured, measurement.limit, verdict)
    console.print(table)
    return passed


def measure_clients(console: Console) -> bool:
    """Print the ratios of the clients, and return whether all are within their limits."""
    return _print_ratios(console, "Measuring the clients", clients.measure())


def measure_checks(console: Console) -> bool:
    """Print the ratios of `caretasks check`, and return whether all are within their limits."""
    return _print_ratios(console, "Measuring caretasks check", checks.measure())


def measure_prove(console: Console) -> bool:
    """Print the ratios of `caretasks prove`, and return whether all are within their limits."""
    return _print_ratios(console, "Measuring caretasks prove", mutation.measure())


def _print_ratios(console: Console, status: str, ratios: Iterable[Ratio]) -> bool:
    table = Table("measurement", "caretasks", "compared with", "ratio", "limit", "")
    for column in table.columns[1:4]:
        column.justify = "right"
    passed = True
    with console.status(status):
        for ratio in ratios:
            passed &= ratio.passed
            table.add_row(
                ratio.description,
                f"{ratio.ours:,.1f} {ratio.unit}",
                f"{ratio.reference_name} {ratio.reference:,.1f} {ratio.unit}",
                f"{ratio.value:.2f}",
                f"{'≥' if ratio.is_speed else '≤'} {ratio.limit:.2f}",
                _format_verdict(ratio),
            )
    console.print(table)
    return passed


def _format_verdict(ratio: Ratio) -> str:
    if not ratio.passed:
        return "failed"
    if ratio.goal is None:
        return "passed"
    return f"passed, goal {ratio.goal:g} {'reached' if ratio.goal_reached else 'missed'}"


if __name__ == "__main__":
    sys.exit(main())
