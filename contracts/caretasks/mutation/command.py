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
from caretasks.conformance.config import WHOLE, Shard
from caretasks.conformance.engine import failure_database
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.target.model import stand_in
from caretasks.core import errors, interrupts
from caretasks.mutation import scheduler
from caretasks.mutation.checkpoint import Notebook, NotebookError, digest
from caretasks.mutation.mutant import Fault, Harm, Outcome, Proof
from caretasks.mutation.mutators.conforming_variants import variations
from caretasks.mutation.mutators.derive import derive
from caretasks.mutation.reports import files, terminal
from caretasks.mutation.results import JoinError, Proved, Run, elsewhere, exit_status, merge_reports, shown
from caretasks.mutation.runner import NotKeptError
from caretasks.openapi.catalog import Catalogue, NoSpecsError, UnknownApiError
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import DanglingPointerError
from caretasks.openapi.lint.structure import demand_sound
from caretasks.openapi.source import SourceError

_T = TypeVar("_T")
_USAGE = (
    NoSpecsError,
    UnknownApiError,
    SourceError,
    DanglingPointerError,
    NotebookError,
    JoinError,
    failure_database.DatabaseError,
    errors.ReportError,
)


class _UsageError(Exception):
    """The arguments do not say what to do, or what they say cannot be done."""


@dataclass
class _Plan:
    """What is to be tried of an API, and what was found of it."""

    api: Api
    faults: list[Fault]
    variations: list[str]
    notebook: Notebook
    digest: str
    shard: Shard
    baseline: bool

    @property
    def faults_left(self) -> list[str]:
        proofs = self.notebook.proofs
        return [fault.id for fault in self.faults if not self._known(proofs.get(fault.id))]

    def _known(self, proof: Proof | None) -> bool:
        if proof is None or proof.outcome is Outcome.TROUBLED:
            return False
        return not self.baseline or proof.stock is not None or proof.outcome is Outcome.EQUIVALENT

    @property
    def variations_left(self) -> list[str]:
        return [name for name in self.variations if name not in self.notebook.harms]

    def result(self, error: str | None) -> Proved:
        """What was found of it; `error` is what kept from the rest."""
        proofs, harms = self.notebook.proofs, self.notebook.harms
        left = len(self.faults_left) + len(self.variations_left)
        return Proved(
            self.api.name,
            [shown(fault, proofs[fault.id]) for fault in self.faults if fault.id in proofs],
            [harms[name] for name in self.variations if name in harms],
            elsewhere(self.api),
            self.digest,
            self.shard,
            left,
            [error] if error is not None and left else [],
        )


def run(args: argparse.Namespace) -> int:
    """Proves what was asked for (`settings.add_arguments`), prints what was found, and gives the exit status."""
    try:
        found, results, through = _joined(args) if args.join else _proved(args)
        if args.report is not None:
            files.write(found, results, args.report)
        if args.markdown is not None:
            files.write_markdown(found, results, args.markdown)
    except (*_USAGE, _UsageError) as problem:
        print(f"caretasks prove: {problem}", file=sys.stderr)
        return ExitStatus.USAGE
    for error in dict.fromkeys(error for result in results for error in result.errors):
        print(f"caretasks prove: {error}", file=sys.stderr)
    _print(args, found, results)
    sys.stdout.flush()
    for plan in through:  # what was found is where it was asked for now
        plan.notebook.close([*(fault.id for fault in plan.faults), *plan.variations])
    return exit_status(results)


def _joined(args: argparse.Namespace) -> tuple[Run, list[Proved], list[_Plan]]:
    if args.apis or args.all:
        raise _UsageError("--join takes reports alone, and no APIs")
    return *merge_reports(args.join), []


def _proved(args: argparse.Namespace) -> tuple[Run, list[Proved], list[_Plan]]:
    """Breaks what was asked for: how it was done, what was found, and the plans if there is nothing left to do."""
    began = time.monotonic()
    apis = _asked(args)
    demand_sound(apis)
    failure_database.demand(args.database)
    if args.report is not None:
        reports.prepare(args.report)
    plans = _plans(args, apis)
    error = _work(args, plans)
    results = [plan.result(error) for plan in plans]
    through = [] if any(result.left for result in results) else plans
    processes = args.jobs or scheduler.cores()
    seconds = round(time.monotonic() - began, 1)
    return Run(args.seed, args.sample, args.baseline, processes, seconds, version("schemathesis")), results, through


def _asked(args: argparse.Namespace) -> list[Api]:
    catalogue = Catalogue(args.specs)
    if bool(args.apis) == args.all:
        raise _UsageError(f"name one or more APIs, or give --all: known are {', '.join(catalogue.names)}")
    return catalogue.load_all(list(dict.fromkeys(args.apis)))


def _plans(args: argparse.Namespace, apis: Sequence[Api]) -> list[_Plan]:
    shard = args.shard or WHOLE
    every = [(api, fault) for api in apis for fault in derive(stand_in(api))]
    chosen = part(every, shard)
    if args.sample is not None:
        kept = {(api.name, fault.id) for api, fault in sampled(chosen, args.sample, args.seed)}
        chosen = [(api, fault) for api, fault in chosen if (api.name, fault.id) in kept]
    plans = []
    for api in apis:
        harmless = [variation.name for variation in variations(api, args.seed)]
        harmless = list(part(harmless, shard))
        if args.sample is not None:
            harmless = harmless[-2:]
        faults = [fault for owner, fault in chosen if owner is api]
        notebook = Notebook(args.state, api, args.seed, shard)
        plans.append(_Plan(api, faults, harmless, notebook, digest(api, args.seed), shard, args.baseline))
    return plans


def part(every: Sequence[_T], shard: Shard) -> Sequence[_T]:
    """The part of some things that a shard is."""
    return every[shard.number - 1 :: shard.of]


def sampled(every: Sequence[tuple[Api, Fault]], count: int, seed: int) -> list[tuple[Api, Fault]]:
    """So many faults, the same for a seed: of each API and kind one, then of each another one, and so on."""
    by_kind: dict[tuple[str, str, str], list[tuple[Api, Fault]]] = {}
    for api, fault in every:
        by_kind.setdefault((api.name, fault.side, fault.kind), []).append((api, fault))
    ranked = [
        (rank, _chance(seed, api, fault), (api, fault))
        for faults in by_kind.values()
        for rank, (api, fault) in enumerate(sorted(faults, key=lambda each: _chance(seed, *each)))
    ]
    ranked.sort(key=lambda each: each[:2])
    return [each for _, _, each in ranked[:count]]


def _chance(seed: int, api: Api, fault: Fault) -> bytes:
    return hashlib.sha256(f"{seed}/{api.name}/{fault.id}".encode()).digest()


def _work(args: argparse.Namespace, plans: Sequence[_Plan]) -> str | None:
    """Does what is left to do; gives what kept it from all of it."""
    todo = [task for plan in plans for task in scheduler.tasks(plan.api, plan.faults_left, plan.variations_left)]
    how = scheduler.How(args.seed, args.baseline, database=args.database)
    notebooks = {plan.api.name: plan.notebook for plan in plans}
    try:
        with interrupts.interruptible(), _shown(plans, quiet=args.quiet) as told:

            def tell(api: str, found: Proof | Harm) -> None:
                notebooks[api].add(found)
                told(api, found)

            scheduler.work([plan.api for plan in plans], todo, how, tell, args.jobs)
    except KeyboardInterrupt:
        return "interrupted: what was found is kept, and the same command goes on from there"
    except (NotKeptError, scheduler.WorkError) as problem:
        return str(problem)
    return None


@contextmanager
def _shown(plans: Sequence[_Plan], *, quiet: bool) -> Iterator[scheduler.Tell]:
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

    def tell(api: str, found: Proof | Harm) -> None:
        bad = bool(found.alarms) if isinstance(found, Harm) else found.outcome in (Outcome.MISSED, Outcome.NOT_REACHED)
        missed[api] = missed.get(api, 0) + bad
        bars.update(tasks[api], advance=1, missed=f"{missed[api]} unnoticed" if missed[api] else "")

    with bars:
        yield tell


def _print(args: argparse.Namespace, found: Run, results: Sequence[Proved]) -> None:
    if args.json:
        json.dump(files.document(found, results), sys.stdout, ensure_ascii=False, indent=2)
        print()
    elif not args.quiet:
        # In a file a row is a line.
        console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
        terminal.show(results, console, baseline=found.baseline)
