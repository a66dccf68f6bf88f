"""`make bench`: measure speed and memory, and compare them with their limits. No test measures time.

`bench.py commands` measures only `make` commands, `bench.py clients` the clients, `bench.py mock` the mock servers,
`bench.py specs` large specs, `bench.py check` and `bench.py prove` these commands.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.table import Table

from caretasks.conformance import runner
from caretasks.conformance.config import Settings
from caretasks.core.console import stdout_console
from caretasks.openapi.catalog import Catalog
from scripts.benchmarks import checks, clients, large_specs, mock, mutation
from scripts.benchmarks.timing import Measurement, Ratio

ROOT = Path(__file__).parents[1]


def measure_commands() -> Iterator[Ratio]:
    """Yield how long the commands take. The limits are for two cores."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "scripts" / "regenerate.py"), "--output", f"{folder}/generated"]
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        yield Ratio("make regenerate, all APIs", time.perf_counter() - start, "limit", 10, "s", limit=1)
    start = time.perf_counter()
    runner.check_apis(Catalog().load_all(), Settings())
    description = "contract suite, all APIs in process, default depth"
    yield Ratio(description, time.perf_counter() - start, "limit", 45, "s", limit=1)


PARTS: Mapping[str, Callable[[], Iterator[Measurement | Ratio]]] = {
    "commands": measure_commands,
    "clients": clients.measure,
    "mock": mock.measure,
    "specs": large_specs.measure,
    "check": checks.measure,
    "prove": mutation.measure,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Print a table of measurements for each part, and return 1 if one exceeds its limit."""
    parser = argparse.ArgumentParser(prog="bench.py", description="Measure speed and memory against their limits.")
    parser.add_argument("part", nargs="?", choices=list(PARTS), help="measure only this part (default: all)")
    selected = parser.parse_args(argv).part
    console = stdout_console(120)  # do not wrap rows in a file
    passed = True
    for part in [selected] if selected else PARTS:
        table = Table(part, "measured", "limit", "")
        with console.status(f"Measuring {part}"):
            for each in PARTS[part]():
                passed &= each.passed is not False
                table.add_row(each.description, each.measured, each.limit_text, each.verdict)
        console.print(table)
    return int(not passed)


if __name__ == "__main__":
    sys.exit(main())
