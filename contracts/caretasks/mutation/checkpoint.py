"""Checkpoints: results stored during a run, so that an interrupted run can be resumed.

The file has one line of JSON per result. Its name contains a digest of everything that the results depend on: the spec,
its facts file, the seed, and the code of the suite. The file is deleted when its run is complete.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

import caretasks.mutation
from caretasks.conformance.config import Writes
from caretasks.conformance.engine.config import cache_directory
from caretasks.core.arguments import WHOLE_RUN, Shard
from caretasks.core.errors import UsageError
from caretasks.mutation.mutant import MutantResult, VariantResult
from caretasks.openapi.document import Api


class Checkpoint:
    """The stored results of one API.

    Args:
        directory: Directory of the file; None for the user's cache directory.
        api: The API.
        seed: Seed of the generated data.
        shard: The part of the mutants that the run tests.
        url_writes: See `MutantRunner`.

    Attributes:
        mutant_results: Results by mutant ID.
        variant_results: Results by variant name.

    Raises:
        UsageError: The file cannot be read.
    """

    def __init__(
        self,
        directory: Path | None,
        api: Api,
        seed: int,
        shard: Shard = WHOLE_RUN,
        url_writes: Writes | None = None,
    ) -> None:
        # Shards may run at the same time, so each has its own file.
        suffix = f"-{shard.number}-of-{shard.count}" if shard.count > 1 else ""
        suffix += "" if url_writes is None else f"-url-{url_writes}"
        self._path = (directory or cache_directory() / "prove") / f"{api.name}-{digest(api, seed)}{suffix}.jsonl"
        self.mutant_results: dict[str, MutantResult] = {}
        self.variant_results: dict[str, VariantResult] = {}
        try:
            for result in _iter_results(self._path):
                self._record(result)
        except OSError as error:
            raise UsageError(_error_message(self._path, "read", error)) from None

    def add(self, result: MutantResult | VariantResult) -> None:
        """Store a result.

        Raises:
            UsageError: The file cannot be written.
        """
        self._record(result)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                # The line break comes first, because the last line of a killed run may be incomplete.
                file.write(b"\n" + msgspec.json.encode(result))
        except OSError as error:
            raise UsageError(_error_message(self._path, "written", error)) from None

    def _record(self, result: MutantResult | VariantResult) -> None:
        if isinstance(result, MutantResult):
            self.mutant_results[result.mutant_id] = result
        else:
            self.variant_results[result.name] = result

    def close(self, completed: Collection[str]) -> None:
        """Delete the file of a complete run, unless it also has results of a larger run.

        `completed` are the IDs and names of the mutants and variants that the run was for.
        """
        with suppress(OSError):  # a file that is not deleted is only reused by the next run
            # Read the file again: a larger run may have added results, or may be resumed later.
            stored = {
                result.mutant_id if isinstance(result, MutantResult) else result.name
                for result in _iter_results(self._path)
            }
            if stored <= set(completed):
                self._path.unlink(missing_ok=True)


def _error_message(path: Path, action: str, error: OSError) -> str:
    return f"{path} cannot be {action}: {error.strerror}; choose another directory with --state"


def _iter_results(path: Path) -> Iterator[MutantResult | VariantResult]:
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        # A line that is neither is an incomplete line of a killed run.
        with suppress(ValueError, RecursionError):
            yield msgspec.json.decode(line, type=MutantResult)
        with suppress(ValueError, RecursionError):
            yield msgspec.json.decode(line, type=VariantResult)


def digest(api: Api, seed: int) -> str:
    """Return a digest of everything that results depend on: the spec, its facts file, the seed and the suite."""
    text = json.dumps([api.document, api.facts, seed, version("schemathesis")], sort_keys=True, default=str)
    return hashlib.sha256(text.encode() + _suite_digest()).hexdigest()[:24]


@cache
def _suite_digest() -> bytes:
    """Return a digest of the code of the suite and the mock servers."""
    digest = hashlib.sha256()
    contracts = Path(caretasks.mutation.__path__[0]).parent
    for package in ("core", "openapi", "mock", "conformance", "mutation", "vendors"):
        for path in sorted((contracts / package).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.read_bytes())
    return digest.digest()
