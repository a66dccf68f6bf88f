"""`caretasks check` compared with `schemathesis run`: the same server, spec and number of examples.

Each run is a new process. The two commands alternate, and the best of several runs counts.
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
from dataclasses import replace
from pathlib import Path

from caretasks.conformance.config import DEFAULT_MAX_EXAMPLES, DEFAULT_SEED, EXAMPLES_PER_SEQUENCE
from caretasks.conformance.target import remote
from caretasks.conformance.target.model import Target
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.operation.credentials import key_variables
from scripts.benchmarks import subprocess_timing
from scripts.benchmarks.timing import Ratio
from scripts.mock_process import run_mock

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
ROUNDS = 5
ACCOUNT = "acme"
# The same settings as ours: no NUL, which the mock servers reject, and as many generated sequences of requests.
STOCK_CONFIG = f"""
[generation]
allow-x00 = false

[phases.stateful.generation]
max-examples = {-(-DEFAULT_MAX_EXAMPLES // EXAMPLES_PER_SEQUENCE)}
"""


def measure() -> Iterator[Ratio]:
    """Yield all measurements of `caretasks check`."""
    for api in Catalog().load_all():
        yield from _compare_runs(api)
    yield _compare_first_failures()


def _compare_runs(api: Api) -> Iterator[Ratio]:
    """Yield the time and the peak memory of whole runs."""
    key = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder, run_mock(api.name, "--seed", "bench", "--key", key) as (_, urls):
        origin = urls[api.name].removesuffix(f"/{api.name}{api.base_path}")
        runs = {"ours": _caretasks_command(api, origin), "stock": _schemathesis_command(api, key, origin, Path(folder))}
        results: dict[str, list[subprocess_timing.ProcessResult]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, command in runs.items():
                results[name].append(subprocess_timing.run_measured(command, target_environment(api, key), folder))
    ours, stock = results["ours"], results["stock"]
    by_ours = _count_caretasks_requests(ours[-1].stdout)
    by_stock = _count_schemathesis_requests(stock[-1].stdout)
    seconds = [min(each.seconds for each in which) * 1000 for which in (ours, stock)]
    memory = [min(each.memory_bytes for each in which) / 2**20 for which in (ours, stock)]
    description = f"check of {api.name}: {by_ours:,} requests, stock {by_stock:,}"
    yield Ratio(description, seconds[0], "stock", seconds[1], "ms", limit=1.25)
    yield Ratio("  peak memory", memory[0], "stock", memory[1], "MiB", limit=1.2)


def target_environment(api: Api, key: str) -> dict[str, str]:
    """Return the environment variables that `caretasks check` requires."""
    return {**dict.fromkeys(key_variables(api), key), **dict.fromkeys(api.account_variables, ACCOUNT)}


def remote_mock_target(api: Api, key: str, origin: str) -> Target:
    """Return the target for the mock server of an API at an origin."""
    target = remote.remote_target(api, f"{origin}/{api.name}{api.base_path}", {}, target_environment(api, key))
    return replace(target, incomplete_operations=frozenset())


def _caretasks_command(api: Api, origin: str) -> list[str]:
    url = f"{origin}/{api.name}{api.base_path}"
    options = ["--max-examples", str(DEFAULT_MAX_EXAMPLES), "--seed", str(DEFAULT_SEED)]
    return [
        str(BIN / "caretasks"),
        "check",
        api.name,
        "--url",
        url,
        "--writes",
        "generated",
        "--yes",
        *options,
        "--json",
    ]


def _schemathesis_command(api: Api, key: str, origin: str, directory: Path) -> list[str]:
    """Return the command for Schemathesis with its default checks, phases and reports.

    With `--config-file`, it does not read a `schemathesis.toml` of a parent directory.
    """
    target = remote_mock_target(api, key, origin)
    config, document = directory / "stock.toml", directory / "openapi.json"
    config.write_text(STOCK_CONFIG, "utf-8")
    document.write_text(json.dumps(target.document), "utf-8")
    headers = [part for name, value in target.key_headers.items() for part in ("--header", f"{name}: {value}")]
    return [
        *(str(BIN / "schemathesis"), "--config-file", str(config), "run", str(document), "--url", str(target.url)),
        *("--max-examples", str(DEFAULT_MAX_EXAMPLES), "--seed", str(DEFAULT_SEED), "--workers", "1", *headers),
    ]


def _count_caretasks_requests(output: str) -> int:
    return sum(operation["cases"] for api in json.loads(output)["apis"] for operation in api["operations"])


def _count_schemathesis_requests(output: str) -> int:
    found = re.search(r"(\d+) generated", output)
    return int(found[1]) if found else 0


def _compare_first_failures() -> Ratio:
    """Return the total time to the first failure on all faulty servers that Schemathesis detects."""
    command = [sys.executable, "-m", "scripts.benchmarks.time_to_first_failure"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, check=True, stdout=subprocess.PIPE, text=True)
    return first_failure_ratio([json.loads(line) for line in done.stdout.splitlines()])


def first_failure_ratio(measured: Sequence[Mapping[str, float | None]]) -> Ratio:
    """Return the ratio of the total times to the first failure.

    Args:
        measured: The seconds for each faulty server (see `time_to_first_failure`). `caretasks check` must detect all.
    """
    both = [
        (each["ours"], each["stock"]) for each in measured if each["ours"] is not None and each["stock"] is not None
    ]
    missed = sum(each["ours"] is None for each in measured)
    seconds = [sum(each[which] or 0 for each in both) * 1000 for which in (0, 1)]
    description = (
        f"to the first failure, {len(both)} of {len(measured)} servers; stock misses {len(measured) - len(both)}"
    )
    if missed:
        description, seconds[0] = f"{description}; caretasks misses {missed}", float("inf")
    return Ratio(description, seconds[0], "stock", seconds[1], "ms", limit=1)
