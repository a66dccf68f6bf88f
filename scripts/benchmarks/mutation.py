"""Time and memory of `caretasks prove` with all mutants and with samples of them.

Each run is one command for all APIs with a process per core, as a user runs it. A smaller sample is part of a larger
one, so the difference between two runs is the cost of the additional mutants.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from caretasks.conformance.target.model import in_process_target
from caretasks.mutation.mutators.derive import all_mutants
from caretasks.openapi.catalog import Catalog
from scripts.benchmarks import subprocess_timing
from scripts.benchmarks.timing import Ratio

SAMPLES = (400, 800)
MAX_SECONDS = 600.0
MAX_MEMORY_MIB = 1024.0
_MAX_GROWTH = 1.5  # some mutators take longer than others, and a larger sample has more of those


def measure() -> Iterator[Ratio]:
    """Yield all measurements of `caretasks prove`."""
    total = sum(len(all_mutants(in_process_target(api))) for api in Catalog().load_all())
    results = {size: _run_prove("--sample", str(size)) for size in SAMPLES}
    yield from make_ratios({**results, total: _run_prove()}, os.cpu_count() or 1)


def _run_prove(*arguments: str) -> subprocess_timing.ProcessResult:
    command = [str(Path(sys.executable).parent / "caretasks"), "prove", "--all", *arguments, "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        return subprocess_timing.run_measured([*command, "--state", f"{folder}/state"], {}, folder)


def make_ratios(results: Mapping[int, subprocess_timing.ProcessResult], cores: int) -> Iterator[Ratio]:
    """Yield the ratios for three runs.

    Args:
        results: The result of each run by its number of mutants. Its memory is that of its largest process.
        cores: The number of worker processes, in addition to the main process.
    """
    small, middle, large = sorted(results)
    growth = _milliseconds_per_mutant(results, middle, large), _milliseconds_per_mutant(results, small, middle)
    description = f"prove: each further mutant, {middle} to {large}"
    yield Ratio(description, growth[0], f"from {small}", growth[1], "ms", limit=_MAX_GROWTH)
    yield Ratio(f"  all {large} mutants", results[large].seconds, "limit", MAX_SECONDS, "s", limit=1)
    memory = {size: each.memory_bytes / 2**20 for size, each in results.items()}
    yield Ratio(
        f"  memory per process, {large} mutants", memory[large], f"with {small}", memory[small], "MiB", limit=1.25
    )
    yield Ratio("  memory of all processes", memory[large] * (cores + 1), "limit", MAX_MEMORY_MIB, "MiB", limit=1)


def _milliseconds_per_mutant(
    results: Mapping[int, subprocess_timing.ProcessResult], smaller: int, larger: int
) -> float:
    """Return the milliseconds of each mutant that the larger run has in addition to the smaller one."""
    return (results[larger].seconds - results[smaller].seconds) / (larger - smaller) * 1000
