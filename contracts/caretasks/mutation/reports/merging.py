"""Merging of reports: shards of one run, and runs of several APIs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec

from caretasks.core.arguments import Shard
from caretasks.core.errors import UsageError
from caretasks.core.missing import MISSING
from caretasks.mutation.reports.json_report import read_report
from caretasks.mutation.results import ProveResult, ProveRun

_MAX_NAMED_SHARDS = 10  # in the error about missing reports


def merge_reports(paths: Sequence[Path]) -> tuple[ProveRun, list[ProveResult]]:
    """Merge reports of shards or of several APIs.

    If the report of a shard is missing, `errors` of the API says so.

    Raises:
        UsageError: A report cannot be read.
        UsageError: The reports are of different runs.
    """
    reports = [(path, *read_report(path)) for path in paths]
    runs = [run for _, run, _ in reports]
    first = runs[0]
    for path, run, _ in reports:
        if (run.seed, run.sample, run.baseline, run.engine) != (first.seed, first.sample, first.baseline, first.engine):
            raise UsageError(
                f"{path} and {paths[0]} differ in --seed, --sample, --baseline or the version of Schemathesis"
            )
    shards: dict[str, list[tuple[Path, ProveResult]]] = {}
    for path, _, results in reports:
        for result in results:
            shards.setdefault(result.name, []).append((path, result))
    run = msgspec.structs.replace(
        first, processes=max(run.processes for run in runs), seconds=sum(run.seconds for run in runs)
    )
    return run, [_merge_shards(api_shards) for api_shards in shards.values()]


def _merge_shards(shards: Sequence[tuple[Path, ProveResult]]) -> ProveResult:
    """Merge the reports of one API's shards."""
    (first_path, first), *_ = shards
    api, count = first.api, first.shard.count
    by_number: dict[int, tuple[Path, ProveResult]] = {}
    for path, result in shards:
        shard = result.shard
        if result.digest != first.digest:
            raise UsageError(
                f"{path} and {first_path} are of different specs of {api} or different versions of caretasks"
            )
        if shard.count != count:
            raise UsageError(f"{path} is shard {shard} of {api}, but {first_path} is shard {first.shard}")
        if shard.number in by_number:
            raise UsageError(f"{path} and {by_number[shard.number][0]} are both shard {shard} of {api}")
        by_number[shard.number] = path, result
    results = [by_number[number][1] for number in sorted(by_number)]
    errors = [error for result in results for error in result.errors]
    if missing := [Shard(number, count) for number in range(1, count + 1) if number not in by_number]:
        more = f" and {len(missing) - _MAX_NAMED_SHARDS:,} more" if len(missing) > _MAX_NAMED_SHARDS else ""
        errors.append(f"missing report of {api}: shard {', '.join(map(str, missing[:_MAX_NAMED_SHARDS]))}{more}")
    return ProveResult(
        api=api,
        digest=first.digest,
        remaining=sum(result.remaining for result in results),
        errors=errors,
        mutants=list(_interleave(result.mutants for result in results)),
        variants=list(_interleave(result.variants for result in results)),
        untestable_facts=first.untestable_facts,
        writes=first.writes,
    )


def _interleave(parts: Iterable[list[Any]]) -> Iterable[Any]:
    """Yield the items of all shards in their original order: shards take items in turn."""
    return (item for row in zip_longest(*parts, fillvalue=MISSING) for item in row if item is not MISSING)
