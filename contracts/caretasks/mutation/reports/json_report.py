"""`prove.json`: the results of `caretasks prove` for programs, and for a later merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from caretasks.conformance.config import Shard
from caretasks.core.errors import UsageError
from caretasks.mutation.mutant import MutantCategory, MutantResult, MutantStatus, MutatorName, VariantResult
from caretasks.mutation.results import ProveResult, ProveRun, ReportedMutant, UntestableFact, exit_status, summary_line

VERSION = 2
"""Version of the format. It is raised when a field is removed or changes its meaning."""

FILE_NAME = "prove.json"
"""Name of the file in the directory of `--report`."""


def build_report(run: ProveRun, results: Sequence[ProveResult]) -> dict[str, Any]:
    """Return the results as JSON data."""
    return {
        "version": VERSION,
        "exit_status": int(exit_status(results)),
        "run": asdict(run),
        "apis": [_api_to_json(result, baseline=run.baseline) for result in results],
    }


def _api_to_json(result: ProveResult, *, baseline: bool) -> dict[str, Any]:
    return {
        "api": result.api,
        "digest": result.digest,
        "shard": str(result.shard),
        "summary": summary_line(result),
        "left": result.remaining,
        "errors": result.errors,
        "kinds": [
            {
                "side": category,
                "kind": mutator,
                "faults": counts.total,
                **{status.replace(" ", "_"): counts.by_status[status] for status in MutantStatus},
                "stock": counts.detected_by_baseline if baseline else None,
            }
            for (category, mutator), counts in result.counts_by_mutator().items()
        ],
        "faults": [_mutant_to_json(mutant) for mutant in result.mutants],
        "variations": [
            {
                "name": variant.name,
                "what": variant.description,
                "applied": variant.applied,
                "alarms": list(variant.alarms),
            }
            for variant in result.variants
        ],
        "elsewhere": [asdict(fact) for fact in result.untestable_facts],
    }


def _mutant_to_json(mutant: ReportedMutant) -> dict[str, Any]:
    return {
        "id": mutant.id,
        "operation": mutant.operation,
        "side": mutant.category,
        "kind": mutant.mutator,
        "pointer": mutant.pointer,
        "what": mutant.description,
        "matters": mutant.impact,
        "outcome": mutant.result.status,
        "check": mutant.result.check,
        "why": mutant.result.detail,
        "applied": mutant.result.applied,
        "requests": mutant.result.requests,
        "seconds": round(mutant.result.seconds, 3),
        "stock": mutant.result.detected_by_baseline,
    }


@dataclass(frozen=True)
class _MutantJson:
    """A mutant and its result in `prove.json`."""

    id: str
    operation: str
    side: MutantCategory
    kind: MutatorName
    pointer: str
    what: str
    matters: str
    outcome: MutantStatus
    check: str
    why: str
    applied: int
    requests: int
    seconds: float
    stock: bool | None


@dataclass(frozen=True)
class _VariantJson:
    """A conforming variant and its result in `prove.json`."""

    name: str
    what: str
    applied: int
    alarms: tuple[str, ...]


@dataclass(frozen=True)
class _ApiJson:
    """The results of an API in `prove.json`."""

    api: str
    digest: str
    shard: str
    left: int
    errors: list[str]
    faults: list[_MutantJson]
    variations: list[_VariantJson]
    elsewhere: list[UntestableFact]


@dataclass(frozen=True)
class _VersionHeader:
    """The part of `prove.json` that is the same in every version."""

    version: int


@dataclass(frozen=True)
class _ReportJson:
    """A `prove.json` of the current version."""

    run: ProveRun
    apis: list[_ApiJson]


def read_report(path: Path) -> tuple[ProveRun, list[ProveResult]]:
    """Read a report.

    Args:
        path: Directory with a `prove.json`, or a JSON file.

    Returns:
        How the results were obtained, and the results of each API.

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
        report = msgspec.json.decode(content, type=_ReportJson)
        return report.run, [_result_from_json(api) for api in report.apis]
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not a report of caretasks prove: {error}") from None


def _result_from_json(api: _ApiJson) -> ProveResult:
    return ProveResult(
        api.api,
        [_mutant_from_json(mutant) for mutant in api.faults],
        [VariantResult(variant.name, variant.what, variant.alarms, variant.applied) for variant in api.variations],
        api.elsewhere,
        api.digest,
        Shard.parse(api.shard),
        api.left,
        api.errors,
    )


def _mutant_from_json(mutant: _MutantJson) -> ReportedMutant:
    return ReportedMutant(
        mutant.id,
        mutant.operation,
        mutant.side,
        mutant.kind,
        mutant.pointer,
        mutant.what,
        mutant.matters,
        MutantResult(
            mutant.id,
            mutant.outcome,
            mutant.check,
            mutant.why,
            mutant.applied,
            mutant.requests,
            mutant.seconds,
            mutant.stock,
        ),
    )
