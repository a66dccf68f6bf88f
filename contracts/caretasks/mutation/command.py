"""`caretasks prove`: breaks every promise of the APIs asked for, one at a time, and shows that the suite notices."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from caretasks.conformance import reports
from caretasks.conformance.config import WHOLE_RUN, Shard
from caretasks.conformance.engine import failure_database
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.target.model import in_process_target
from caretasks.core import errors, interrupts
from caretasks.mutation import scheduler
from caretasks.mutation.checkpoint import Checkpoint, CheckpointError, digest
from caretasks.mutation.mutant import Mutant, MutantResult, MutantStatus, VariantResult
from caretasks.mutation.mutators.conforming_variants import conforming_variants
from caretasks.mutation.mutators.derive import all_mutants
from caretasks.mutation.reports import files, terminal
from caretasks.mutation.results import (
    MergeError,
    ProveResult,
    ProveRun,
    exit_status,
    merge_reports,
    report_mutant,
    untestable_facts,
)
from caretasks.mutation.runner import UnmutatedFailureError
from caretasks.openapi.catalog import Catalog, SpecsNotFoundError, UnknownApiError
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import PointerNotFoundError
from caretasks.openapi.lint.structure import validate_documents
from caretasks.openapi.source import SourceError

_T = TypeVar("_T")
_USAGE = (
    SpecsNotFoundError,
    UnknownApiError,
    SourceError,
    PointerNotFoundError,
    CheckpointError,
    MergeError,
    failure_database.DatabaseError,
    errors.ReportError,
)


@dataclass
class _Plan:
    """What is to be tried of an API, and what was found of it."""

    api: Api
    faults: list[Mutant]
    variations: list[str]
    notebook: Checkpoint
    digest: str
    shard: Shard
    baseline: bool

    @property
    def faults_left(self) -> list[str]:
        proofs = self.notebook.results
        return [fault.id for fault in self.faults if not self._known(proofs.get(fault.id))]

    def _known(self, proof: MutantResult | None) -> bool:
        if proof is None or proof.outcome is MutantStatus.ERROR:
            return False
        return not self.baseline or proof.stock is not None or proof.outcome is MutantStatus.EQUIVALENT

    @property
    def variations_left(self) -> list[str]:
        return [name for name in self.variations if name not in self.notebook.variant_results]

    def result(self, error: str | None) -> ProveResult:
        """What was found of it; `error` is what kept from the rest."""
        proofs, harms = self.notebook.results, self.notebook.variant_results
        left = len(self.faults_left) + len(self.variations_left)
        return ProveResult(
            self.api.name,
            [report_mutant(fault, proofs[fault.id]) for fault in self.faults if fault.id in proofs],
            [harms[name] for name in self.variations if name in harms],
            untestable_facts(self.api),
            self.digest,
            self.shard,
            left,
            [error] if error is not None and left else [],
        )


def run(args: argparse.Namespace) -> int:
    """Proves what was asked for (`settings.add_arguments`), prints what was found, and gives the exit status."""
    try:
        found, results, through = _merge(args) if args.join else _prove(args)
        if args.report is not None:
            files.write_reports(found, results, args.report)
        if args.markdown is not None:
            files.write_markdown(found, results, args.markdown)
    except (*_USAGE, errors.UsageError) as problem:
        print(f"caretasks prove: {problem}", file=sys.stderr)
        return ExitStatus.USAGE_ERROR
    for error in dict.fromkeys(error for result in results for error in result.errors):
        print(f"caretasks prove: {error}", file=sys.stderr)
    _print_results(args, found, results)
    sys.stdout.flush()
    for plan in through:  # what was found is where it was asked for now
        plan.notebook.close([*(fault.id for fault in plan.faults), *plan.variations])
    return exit_status(results)


def _merge(args: argparse.Namespace) -> tuple[ProveRun, list[ProveResult], list[_Plan]]:
    if args.apis or args.all:
        raise errors.UsageError("--join takes reports alone, and no APIs")
    return *merge_reports(args.join), []


def _prove(args: argparse.Namespace) -> tuple[ProveRun, list[ProveResult], list[_Plan]]:
    """Breaks what was asked for: how it was done, what was found, and the plans if there is nothing left to do."""
    began = time.monotonic()
    apis = _selected_apis(args)
    validate_documents(apis)
    failure_database.validate_database(args.database)
    if args.report is not None:
        reports.prepare_directory(args.report)
    plans = _plans(args, apis)
    error = _run(args, plans)
    results = [plan.result(error) for plan in plans]
    through = [] if any(result.left for result in results) else plans
    processes = args.jobs or scheduler.worker_count()
    seconds = round(time.monotonic() - began, 1)
    return ProveRun(args.seed, args.sample, args.baseline, processes, seconds, version("schemathesis")), results, through


def _selected_apis(args: argparse.Namespace) -> list[Api]:
    catalogue = Catalog(args.specs)
    if bool(args.apis) == args.all:
        raise errors.UsageError(f"name one or more APIs, or give --all: known are {', '.join(catalogue.names)}")
    return catalogue.load_all(list(dict.fromkeys(args.apis)))


def _plans(args: argparse.Namespace, apis: Sequence[Api]) -> list[_Plan]:
    shard = args.shard or WHOLE_RUN
    every = [(api, fault) for api in apis for fault in all_mutants(in_process_target(api))]
    chosen = shard_of(every, shard)
    if args.sample is not None:
        kept = {(api.name, fault.id) for api, fault in sample(chosen, args.sample, args.seed)}
        chosen = [(api, fault) for api, fault in chosen if (api.name, fault.id) in kept]
    plans = []
    for api in apis:
        harmless = [variation.name for variation in conforming_variants(api, args.seed)]
        harmless = list(shard_of(harmless, shard))
        if args.sample is not None:
            harmless = harmless[-2:]
        faults = [fault for owner, fault in chosen if owner is api]
        notebook = Checkpoint(args.state, api, args.seed, shard)
        plans.append(_Plan(api, faults, harmless, notebook, digest(api, args.seed), shard, args.baseline))
    return plans


def shard_of(every: Sequence[_T], shard: Shard) -> Sequence[_T]:
    """The part of some things that a shard is."""
    return every[shard.number - 1 :: shard.count]


def sample(every: Sequence[tuple[Api, Mutant]], count: int, seed: int) -> list[tuple[Api, Mutant]]:
    """So many faults, the same for a seed: of each API and kind one, then of each another one, and so on."""
    by_kind: dict[tuple[str, str, str], list[tuple[Api, Mutant]]] = {}
    for api, fault in every:
        by_kind.setdefault((api.name, fault.category, fault.mutator), []).append((api, fault))
    ranked = [
        (rank, _sample_key(seed, api, fault), (api, fault))
        for faults in by_kind.values()
        for rank, (api, fault) in enumerate(sorted(faults, key=lambda each: _sample_key(seed, *each)))
    ]
    ranked.sort(key=lambda each: each[:2])
    return [each for _, _, each in ranked[:count]]


def _sample_key(seed: int, api: Api, fault: Mutant) -> bytes:
    return hashlib.sha256(f"{seed}/{api.name}/{fault.id}".encode()).digest()


def _run(args: argparse.Namespace, plans: Sequence[_Plan]) -> str | None:
    """Does what is left to do; gives what kept it from all of it."""
    todo = [task for plan in plans for task in scheduler.make_tasks(plan.api, plan.faults_left, plan.variations_left)]
    how = scheduler.WorkerConfig(args.seed, args.baseline, database=args.database)
    notebooks = {plan.api.name: plan.notebook for plan in plans}
    try:
        with interrupts.deferred_interrupts(), _progress_bars(plans, quiet=args.quiet) as told:

            def tell(api: str, found: MutantResult | VariantResult) -> None:
                notebooks[api].add(found)
                told(api, found)

            scheduler.run_tasks([plan.api for plan in plans], todo, how, tell, args.jobs)
    except KeyboardInterrupt:
        return "interrupted: what was found is kept, and the same command goes on from there"
    except (UnmutatedFailureError, scheduler.WorkerError) as problem:
        return str(problem)
    return None


@contextmanager
def _progress_bars(plans: Sequence[_Plan], *, quiet: bool) -> Iterator[scheduler.OnResult]:
    """For the while, a bar for each API says how far it is; on stderr, so that stdout stays as it is."""
    console = Console(stderr=True, highlight=False)
    bars = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[missed]}", style="bold red", markup=False),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    tasks, missed = {}, dict[str, int]()
    for plan in plans:
        total, left = len(plan.faults) + len(plan.variations), len(plan.faults_left) + len(plan.variations_left)
        tasks[plan.api.name] = bars.add_task(plan.api.name, total=total, completed=total - left, missed="")

    def tell(api: str, found: MutantResult | VariantResult) -> None:
        bad = bool(found.alarms) if isinstance(found, VariantResult) else found.outcome in (MutantStatus.MISSED, MutantStatus.NOT_REACHED)
        missed[api] = missed.get(api, 0) + bad
        bars.update(tasks[api], advance=1, missed=f"{missed[api]} unnoticed" if missed[api] else "")

    with bars:
        yield tell


def _print_results(args: argparse.Namespace, found: ProveRun, results: Sequence[ProveResult]) -> None:
    if args.json:
        json.dump(files.build_report(found, results), sys.stdout, ensure_ascii=False, indent=2)
        print()
    elif not args.quiet:
        # In a file a row is a line.
        console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
        terminal.print_results(results, console, baseline=found.baseline)
