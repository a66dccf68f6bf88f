"""`caretasks prove` of all faults and of samples: what one more costs, how long all take, and the memory for it.

Each is a command of its own, over all APIs and with a process per core, as a user runs it. A smaller sample is part of
a larger one, so that what they differ by is the faults that the larger one has more.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from caretasks.conformance.target.model import stand_in
from caretasks.mutation.mutators.derive import derive
from caretasks.openapi.catalog import Catalogue
from scripts.benchmarks import subprocess_timing
from scripts.benchmarks.timing import Ratio

SAMPLES = (400, 800)
SECONDS = 600.0
MEMORY = 1024.0  # MiB
_CAREFULLY = 1.5  # some kinds of faults take longer than others, and a larger sample has more of those


def measure() -> Iterator[Ratio]:
    """All that is promised of a proof."""
    every = sum(len(derive(stand_in(api))) for api in Catalogue().load_all())
    done = {size: _proved("--sample", str(size)) for size in SAMPLES}
    yield from ratios({**done, every: _proved()}, os.cpu_count() or 1)


def _proved(*arguments: str) -> subprocess_timing.Child:
    command = [str(Path(sys.executable).parent / "caretasks"), "prove", "--all", *arguments, "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        return subprocess_timing.run([*command, "--state", f"{folder}/state"], {}, folder)


def ratios(done: Mapping[int, subprocess_timing.Child], cores: int) -> Iterator[Ratio]:
    """What follows from proofs of three sizes.

    Args:
        done: what came of each, by the number of faults; its memory is that of the process that had most.
        cores: how many processes worked at each, beside the one that told them what to do.
    """
    small, middle, large = sorted(done)
    more = _each(done, middle, large), _each(done, small, middle)
    what = f"proof: a fault more, from {middle} to {large}"
    yield Ratio(what, more[0], f"from {small}", more[1], "ms", limit=_CAREFULLY)
    yield Ratio(f"  all {large} of them", done[large].seconds, "of", SECONDS, "s", limit=1)
    most = {size: each.memory / 2**20 for size, each in done.items()}
    yield Ratio(f"  memory of a process at {large} faults", most[large], f"at {small}", most[small], "MiB", limit=1.25)
    yield Ratio("  memory of all processes at most", most[large] * (cores + 1), "of", MEMORY, "MiB", limit=1)


def _each(done: Mapping[int, subprocess_timing.Child], less: int, more: int) -> float:
    """The milliseconds of a fault that one proof has more than another."""
    return (done[more].seconds - done[less].seconds) / (more - less) * 1000
