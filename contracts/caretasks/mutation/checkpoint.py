"""Keeps what was found while it is found, so that a run that was ended goes on where it stopped.

A line of JSON for each fault and variation, in a file whose name stands for all that the findings depend on: the
document, its ledger, the seed, and the suite itself. A file is removed once its run is through.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

import caretasks.mutation
from caretasks.conformance.config import WHOLE_RUN, Shard
from caretasks.conformance.engine.config import cache_directory
from caretasks.mutation.mutant import MutantResult, VariantResult
from caretasks.openapi.document import Api


class CheckpointError(Exception):
    """What was found cannot be kept. The message names the file."""


class Checkpoint:
    """What was found of one API.

    Args:
        folder: where the file is; None: among the user's caches.
        api: the API.
        seed: where made-up data began.
        shard: which part of the faults is tried.

    Attributes:
        proofs: the proofs by fault.
        harms: what came of variations, by name.

    Raises:
        NotebookError: the file cannot be read.
    """

    def __init__(self, folder: Path | None, api: Api, seed: int, shard: Shard = WHOLE_RUN) -> None:
        part = f"-{shard.number}-of-{shard.count}" if shard.count > 1 else ""  # of several at once each has its own
        self._path = (folder or cache_directory() / "prove") / f"{api.name}-{digest(api, seed)}{part}.jsonl"
        self.results: dict[str, MutantResult] = {}
        self.variant_results: dict[str, VariantResult] = {}
        try:
            for found in _read(self._path):
                self._record(found)
        except OSError as error:
            told = f"{self._path} cannot be read: {error.strerror}; --state names another folder"
            raise CheckpointError(told) from None

    def add(self, found: MutantResult | VariantResult) -> None:
        """Keeps what was found.

        Raises:
            NotebookError: it cannot be written.
        """
        self._record(found)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" + json.dumps(asdict(found)))  # what was cut off before it stays on its own line
        except OSError as error:
            told = f"{self._path} cannot be written: {error.strerror}; --state names another folder"
            raise CheckpointError(told) from None

    def _record(self, found: MutantResult | VariantResult) -> None:
        if isinstance(found, MutantResult):
            self.results[found.fault] = found
        else:
            self.variant_results[found.variation] = found

    def close(self, through: Collection[str]) -> None:
        """Forgets what was found, for the run is through, unless there is more than that run was for.

        Args:
            through: the faults and variations that it was for.
        """
        with suppress(OSError):  # what is left does no harm
            # Read once more: another run, of a larger part, may write here too, or go on later with what is here.
            found = {each.fault if isinstance(each, MutantResult) else each.variation for each in _read(self._path)}
            if found <= set(through):
                self._path.unlink(missing_ok=True)


def _read(path: Path) -> Iterator[MutantResult | VariantResult]:
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        # What is neither is the last line of a run that was killed.
        with suppress(ValueError, RecursionError):
            yield msgspec.json.decode(line, type=MutantResult)
        with suppress(ValueError, RecursionError):
            yield msgspec.json.decode(line, type=VariantResult)


def digest(api: Api, seed: int) -> str:
    """Stands for all that the findings depend on: the document, its ledger, the seed, and the suite itself."""
    text = json.dumps([api.document, api.facts, seed, version("schemathesis")], sort_keys=True, default=str)
    return hashlib.sha256(text.encode() + _suite_digest()).hexdigest()[:24]


@cache
def _suite_digest() -> bytes:
    """What stands for the suite and the stand-ins: other ones find other things."""
    digest = hashlib.sha256()
    contracts = Path(caretasks.mutation.__path__[0]).parent
    for package in ("core", "openapi", "mock", "conformance", "mutation", "vendors"):
        for path in sorted((contracts / package).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.read_bytes())
    return digest.digest()
