"""`make bench`: how long things take on this machine, beside what they may take. No test does this.

`bench.py commands` measures the commands alone, `bench.py clients` the clients, `bench.py mock` the stand-ins,
`bench.py check` the checks, `bench.py prove` the proof.
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
from caretasks.openapi.catalog import Catalogue
from scripts.benchmarks import checks, clients, mock, mutation
from scripts.benchmarks.timing import Ratio

ROOT = Path(__file__).parents[1]


def regenerate_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "scripts" / "regenerate.py"), "--output", f"{folder}/generated"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def check_all() -> None:
    runner.check_all(Catalogue().load_all(), Settings())


MEASURED: list[tuple[str, Callable[[], None], float]] = [
    ("make regenerate, all APIs", regenerate_all, 10),
    ("contract suite, all APIs in process, default depth", check_all, 45),
]


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the tables. Returns 1 where something took longer than it may on two cores, or a ratio is not kept."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parts = ["commands", "clients", "mock", "check", "prove"]
    parser.add_argument("part", nargs="?", choices=parts, help="what to measure (default: all)")
    part = parser.parse_args(argv).part
    # In a file or a pipe a row is a line.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    measured = {
        "commands": measure_commands,
        "clients": measure_clients,
        "mock": measure_stand_ins,
        "check": measure_checks,
        "prove": measure_proofs,
    }
    kept = [measure(console) for name, measure in measured.items() if part in (None, name)]  # all, whatever one says
    return int(not all(kept))


def measure_commands(console: Console) -> bool:
    """Prints how long the commands take, and says whether all took as long as they may at most."""
    table = Table("what", "seconds", "may take", "")
    kept = True
    for what, run, limit in MEASURED:
        with console.status(what):
            start = time.perf_counter()
            run()
            taken = time.perf_counter() - start
        kept &= taken <= limit
        table.add_row(what, f"{taken:.1f}", f"{limit:.0f}", "within" if taken <= limit else "too slow")
    console.print(table)
    return kept


def measure_stand_ins(console: Console) -> bool:
    """Prints what was measured of the stand-ins, and says whether all is as promised."""
    table = Table("what", "measured", "promised", "")
    kept = True
    with console.status("the stand-ins"):
        for row in mock.measure():
            kept &= row.kept is not False
            verdict = {True: "kept", False: "missed", None: ""}[row.kept]
            table.add_row(row.what, row.measured, row.promised, verdict)
    console.print(table)
    return kept


def measure_clients(console: Console) -> bool:
    """Prints the ratios of the clients, and says whether all are kept."""
    return _show(console, "the clients", clients.measure())


def measure_checks(console: Console) -> bool:
    """Prints the ratios of the checks, and says whether all are kept."""
    return _show(console, "the checks", checks.measure())


def measure_proofs(console: Console) -> bool:
    """Prints the ratios of the proof, and says whether all are kept."""
    return _show(console, "the proof", mutation.measure())


def _show(console: Console, what: str, ratios: Iterable[Ratio]) -> bool:
    table = Table("what", "ours", "compared with", "ratio", "promised", "")
    for column in table.columns[1:4]:
        column.justify = "right"
    kept = True
    with console.status(what):
        for ratio in ratios:
            kept &= ratio.kept
            table.add_row(
                ratio.what,
                f"{ratio.ours:,.1f} {ratio.unit}",
                f"{ratio.against} {ratio.other:,.1f} {ratio.unit}",
                f"{ratio.measured:.2f}",
                f"{'≥' if ratio.speed else '≤'} {ratio.limit:.2f}",
                _verdict(ratio),
            )
    console.print(table)
    return kept


def _verdict(ratio: Ratio) -> str:
    if not ratio.kept:
        return "missed"
    if ratio.goal is None:
        return "kept"
    return f"kept, goal {ratio.goal:g} {'reached' if ratio.reached else 'missed'}"


if __name__ == "__main__":
    sys.exit(main())
