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
from caretasks.conformance.config import WHOLE, Shard
from caretasks.conformance.engine.config import caches
from caretasks.mutation.mutant import Harm, Proof
from caretasks.openapi.document import Api


class NotebookError(Exception):
    """What was found cannot be kept. The message names the file."""


class Notebook:
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

    def __init__(self, folder: Path | None, api: Api, seed: int, shard: Shard = WHOLE) -> None:
        part = f"-{shard.number}-of-{shard.of}" if shard.of > 1 else ""  # of several at once each has its own
        self._path = (folder or caches() / "prove") / f"{api.name}-{digest(api, seed)}{part}.jsonl"
        self.proofs: dict[str, Proof] = {}
        self.harms: dict[str, Harm] = {}
        try:
            for found in _read(self._path):
                self._take(found)
        except OSError as error:
            told = f"{self._path} cannot be read: {error.strerror}; --state names another folder"
            raise NotebookError(told) from None

    def add(self, found: Proof | Harm) -> None:
        """Keeps what was found.

        Raises:
            NotebookError: it cannot be written.
        """
        self._take(found)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" + json.dumps(asdict(found)))  # what was cut off before it stays on its own line
        except OSError as error:
            told = f"{self._path} cannot be written: {error.strerror}; --state names another folder"
            raise NotebookError(told) from None

    def _take(self, found: Proof | Harm) -> None:
        if isinstance(found, Proof):
            self.proofs[found.fault] = found
        else:
            self.harms[found.variation] = found

    def close(self, through: Collection[str]) -> None:
        """Forgets what was found, for the run is through, unless there is more than that run was for.

        Args:
            through: the faults and variations that it was for.
        """
        with suppress(OSError):  # what is left does no harm
            # Read once more: another run, of a larger part, may write here too, or go on later with what is here.
            found = {each.fault if isinstance(each, Proof) else each.variation for each in _read(self._path)}
            if found <= set(through):
                self._path.unlink(missing_ok=True)


def _read(path: Path) -> Iterator[Proof | Harm]:
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        # What is neither is the last line of a run that was killed.
        with suppress(ValueError, RecursionError):
            yield msgspec.json.decode(line, type=Proof)
        with suppress(ValueError, RecursionError):
            yield msgspec.json.decode(line, type=Harm)


def digest(api: Api, seed: int) -> str:
    """Stands for all that the findings depend on: the document, its ledger, the seed, and the suite itself."""
    text = json.dumps([api.document, api.facts, seed, version("schemathesis")], sort_keys=True, default=str)
    return hashlib.sha256(text.encode() + _suite()).hexdigest()[:24]


@cache
def _suite() -> bytes:
    """What stands for the suite and the stand-ins: other ones find other things."""
    digest = hashlib.sha256()
    contracts = Path(caretasks.mutation.__path__[0]).parent
    for package in ("core", "openapi", "mock", "conformance", "mutation", "vendors"):
        for path in sorted((contracts / package).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.read_bytes())
    return digest.digest()
