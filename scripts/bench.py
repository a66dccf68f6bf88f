"""`make bench`: how long things take on this machine, beside what they may take. No test does this."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from caretasks.conformance import parallel
from caretasks.conformance.settings import Settings
from caretasks.openapi.catalogue import Catalogue

ROOT = Path(__file__).parents[1]


def regenerate_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "scripts" / "regenerate.py"), "--output", f"{folder}/generated"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def check_all() -> None:
    parallel.check_all(Catalogue().load_all(), Settings())


MEASURED: list[tuple[str, Callable[[], None], float]] = [
    ("make regenerate, all APIs", regenerate_all, 10),
    ("contract suite, all APIs in process, default depth", check_all, 90),
]


def main() -> int:
    """Prints the table. Returns 1 where something took longer than it may on two cores."""
    table = Table("what", "seconds", "may take", "")
    slow = False
    for what, run, limit in MEASURED:
        start = time.perf_counter()
        run()
        taken = time.perf_counter() - start
        slow |= taken > limit
        table.add_row(what, f"{taken:.1f}", f"{limit:.0f}", "too slow" if taken > limit else "within")
    Console().print(table)
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
