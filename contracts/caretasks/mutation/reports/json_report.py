"""`prove.json`: the results of `caretasks prove` for programs, and for a later merge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from caretasks.core.errors import UsageError
from caretasks.mutation.mutant import MutantStatus
from caretasks.mutation.results import ProveResult, ProveRun, exit_status, summary_line

VERSION = 3
"""Version of the format. It is raised when a field is removed, or its values change."""

FILE_NAME = "prove.json"
"""Name of the file in the directory of `--report`."""


def build_report(run: ProveRun, results: Sequence[ProveResult]) -> dict[str, Any]:
    """Return the results as JSON data."""
    return {
        "version": VERSION,
        "exit_status": int(exit_status(results)),
        "run": msgspec.to_builtins(run),
        "apis": [_api_to_json(result, baseline=run.baseline) for result in results],
    }


def _api_to_json(result: ProveResult, *, baseline: bool) -> dict[str, Any]:
    kinds = [
        {
            "side": category,
            "kind": mutator,
            "faults": counts.total,
            **{status.replace(" ", "_"): counts.by_status[status] for status in MutantStatus},
            "stock": counts.detected_by_baseline if baseline else None,
        }
        for (category, mutator), counts in result.counts_by_mutator().items()
    ]
    return {"summary": summary_line(result), "kinds": kinds, **msgspec.to_builtins(result)}


class _VersionHeader(msgspec.Struct):
    """The part of `prove.json` that is the same in every version."""

    version: int


class _Report(msgspec.Struct):
    """A `prove.json` of the current version, without the fields that follow from others."""

    run: ProveRun
    apis: list[ProveResult]


def read_report(path: Path) -> tuple[ProveRun, list[ProveResult]]:
    """Read a report: a JSON file, or the directory with a `prove.json`.

    Raises:
        UsageError: The file cannot be read, or is not a report of the current version.
    """
    file = path / FILE_NAME if path.is_dir() else path
    try:
        content = file.read_bytes()
        version = msgspec.json.decode(content, type=_VersionHeader).version
        if version != VERSION:
            raise UsageError(
                f"{file} has format version {version}, expected {VERSION}: write it with this version of caretasks"
            )
        report = msgspec.json.decode(content, type=_Report)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not a report of caretasks prove: {error}") from None
    return report.run, report.apis
