"""`caretasks check` beside `schemathesis run`: at the same server, of the same document, with as many examples.

Each check is a process of its own, the two in turns, and the best of several turns counts.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from caretasks.conformance.config import DEFAULT_MAX_EXAMPLES, DEFAULT_SEED, SEQUENCES
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from scripts.benchmarks import subprocess_timing
from scripts.benchmarks.remote_target import elsewhere, environment
from scripts.benchmarks.timing import Ratio

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
ROUNDS = 5
# As ours has it: no NUL, which the stand-ins refuse, and as many sequences of requests made up.
STOCK = f"""
[generation]
allow-x00 = false

[phases.stateful.generation]
max-examples = {-(-DEFAULT_MAX_EXAMPLES // SEQUENCES)}
"""


def measure() -> Iterator[Ratio]:
    """All that is promised of a check, measured one after the other."""
    for api in Catalogue().load_all():
        yield from _whole(api)
    yield _first()


def _whole(api: Api) -> Iterator[Ratio]:
    """A whole check: seconds, and memory at most."""
    key = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder, _serving(api, key) as origin:
        runs = {"ours": _ours(api, origin), "stock": _stock(api, key, origin, Path(folder))}
        done: dict[str, list[subprocess_timing.Child]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, command in runs.items():
                done[name].append(subprocess_timing.run(command, environment(api, key), folder))
    ours, stock = done["ours"], done["stock"]
    sent = f"{_sent_by_ours(ours[-1].printed):,} requests, stock {_sent_by_stock(stock[-1].printed):,}"
    seconds = [min(each.seconds for each in which) * 1000 for which in (ours, stock)]
    memory = [min(each.memory for each in which) / 2**20 for which in (ours, stock)]
    yield Ratio(f"check of {api.name}: {sent}", seconds[0], "stock", seconds[1], "ms", limit=1.25)
    yield Ratio("  memory at most", memory[0], "stock", memory[1], "MiB", limit=1.2)


def _ours(api: Api, origin: str) -> list[str]:
    url = f"{origin}/{api.name}{api.base_path}"
    depth = ["--max-examples", str(DEFAULT_MAX_EXAMPLES), "--seed", str(DEFAULT_SEED)]
    return [str(BIN / "caretasks"), "check", api.name, "--url", url, "--writes", "generated", "--yes", *depth, "--json"]


def _stock(api: Api, key: str, origin: str, folder: Path) -> list[str]:
    """Schemathesis with its own checks, phases and reports; a file of its own keeps it from reading any nearby."""
    target = elsewhere(api, key, origin)
    config, document = folder / "stock.toml", folder / "openapi.json"
    config.write_text(STOCK, "utf-8")
    document.write_text(json.dumps(target.document), "utf-8")
    headers = [part for name, value in target.key_headers.items() for part in ("--header", f"{name}: {value}")]
    return [
        *(str(BIN / "schemathesis"), "--config-file", str(config), "run", str(document), "--url", str(target.url)),
        *("--max-examples", str(DEFAULT_MAX_EXAMPLES), "--seed", str(DEFAULT_SEED), "--workers", "1", *headers),
    ]


def _sent_by_ours(printed: str) -> int:
    return sum(operation["cases"] for api in json.loads(printed)["apis"] for operation in api["operations"])


def _sent_by_stock(printed: str) -> int:
    found = re.search(r"(\d+) generated", printed)
    return int(found[1]) if found else 0


@contextmanager
def _serving(api: Api, key: str) -> Iterator[str]:
    """The origin of the stand-in of an API, in a process of its own."""
    command = [str(BIN / "caretasks"), "mock", api.name, "--port", "0", "--quiet", "--seed", "bench", "--key", key]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            url = next(line.split()[-1] for line in server.stdout if line.startswith(f"{api.name} "))
            yield url.removesuffix(f"/{api.name}{api.base_path}")
        finally:
            server.terminate()


def _first() -> Ratio:
    """How long it takes in all until a fault is told, over those that stock notices at all."""
    command = [sys.executable, "-m", "scripts.benchmarks.time_to_first_failure"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, check=True, stdout=subprocess.PIPE, text=True)
    return first_of([json.loads(line) for line in done.stdout.splitlines()])


def first_of(found: Sequence[Mapping[str, float | None]]) -> Ratio:
    """The ratio of what was measured of each fault (`first_failures`); ours has to notice all."""
    both = [(each["ours"], each["stock"]) for each in found if each["ours"] is not None and each["stock"] is not None]
    unnoticed = sum(each["ours"] is None for each in found)
    seconds = [sum(each[which] or 0 for each in both) * 1000 for which in (0, 1)]
    what = f"to the first broken promise, {len(both)} of {len(found)} faults; stock misses {len(found) - len(both)}"
    if unnoticed:
        what, seconds[0] = f"{what}; {unnoticed} not noticed", float("inf")
    return Ratio(what, seconds[0], "stock", seconds[1], "ms", limit=1)
