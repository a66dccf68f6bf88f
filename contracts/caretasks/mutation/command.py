"""`caretasks prove`: test the contract suite with mutants of the mock servers."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from caretasks.conformance import reports
from caretasks.conformance.config import DEFAULT_MAX_SECONDS, Writes
from caretasks.conformance.engine import failure_database
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.target.model import in_process_target
from caretasks.core import interrupts, workers
from caretasks.core.arguments import WHOLE_RUN, Shard, validate_api_selection
from caretasks.core.console import printable_json, stdout_console, write_line
from caretasks.core.errors import CommandError, UsageError
from caretasks.mutation import scheduler
from caretasks.mutation.checkpoint import Checkpoint, digest
from caretasks.mutation.mutant import Mutant, MutantResult, MutantStatus, VariantResult
from caretasks.mutation.mutators.conforming_variants import variant_groups
from caretasks.mutation.mutators.derive import all_mutants, candidate_mutants
from caretasks.mutation.reports import files, terminal
from caretasks.mutation.reports.json_report import build_report
from caretasks.mutation.reports.merging import merge_reports
from caretasks.mutation.results import ProveResult, ProveRun, exit_status, report_mutant, untestable_facts
from caretasks.mutation.runner import UnmutatedFailureError
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.importing.names import is_path
from caretasks.openapi.json_pointer import PointerNotFoundError
from caretasks.openapi.lint.document import validate_documents

_T = TypeVar("_T")


@dataclass
class _ApiPlan:
    """The mutants and variants of an API to run, and the results so far."""

    api: Api
    mutants: list[Mutant]
    group_names: list[str]
    checkpoint: Checkpoint
    digest: str
    shard: Shard
    baseline: bool
    url_writes: Writes | None

    @property
    def name(self) -> str:
        """The name of the API, with the level of `--writes` if there is one."""
        return self.api.name if self.url_writes is None else f"{self.api.name} --writes {self.url_writes}"

    @property
    def total(self) -> int:
        return len(self.mutants) + len(self.group_names)

    @property
    def remaining(self) -> int:
        return len(self.remaining_mutant_ids) + len(self.remaining_group_names)

    @property
    def remaining_mutant_ids(self) -> list[str]:
        results = self.checkpoint.mutant_results
        return [mutant.id for mutant in self.mutants if not self._is_complete(results.get(mutant.id))]

    def _is_complete(self, result: MutantResult | None) -> bool:
        if result is None or result.status is MutantStatus.ERROR:
            return False
        return not self.baseline or result.detected_by_baseline is not None or result.status is MutantStatus.EQUIVALENT

    @property
    def remaining_group_names(self) -> list[str]:
        return [name for name in self.group_names if name not in self.checkpoint.variant_results]

    def result(self, error: str | None) -> ProveResult:
        """Return the results so far. `error` says why the run is incomplete, if it is."""
        mutant_results, variant_results = self.checkpoint.mutant_results, self.checkpoint.variant_results
        return ProveResult(
            api=self.api.name,
            digest=self.digest,
            shard_name=str(self.shard),
            remaining=self.remaining,
            errors=[error] if error is not None and self.remaining else [],
            mutants=[
                report_mutant(mutant, mutant_results[mutant.id])
                for mutant in self.mutants
                if mutant.id in mutant_results
            ],
            variants=[variant_results[name] for name in self.group_names if name in variant_results],
            untestable_facts=untestable_facts(self.api),
            writes=self.url_writes or "",
        )


def run(args: argparse.Namespace) -> int:
    """Run `caretasks prove`, print the results and write the reports, and return the exit status of the process."""
    try:
        prove_run, results, completed_plans = _merge(args) if args.join else _prove(args)
        if args.report is not None:
            files.write_reports(prove_run, results, args.report)
        if args.markdown is not None:
            files.write_markdown(prove_run, results, args.markdown)
    except (CommandError, PointerNotFoundError) as error:
        write_line(f"caretasks prove: {error}", sys.stderr)
        return ExitStatus.USAGE_ERROR
    for message in dict.fromkeys(message for result in results for message in result.errors):
        write_line(f"caretasks prove: {message}", sys.stderr)
    _print_results(args, prove_run, results)
    sys.stdout.flush()
    for plan in completed_plans:  # only now, when the results are printed and the reports written
        plan.checkpoint.close([*(mutant.id for mutant in plan.mutants), *plan.group_names])
    if completed_plans and not any(plan.api.operations for plan in completed_plans):
        write_line("caretasks prove: no operation is documented, so that no fault can be injected", sys.stderr)
        return ExitStatus.PASSED
    return exit_status(results)


def _merge(args: argparse.Namespace) -> tuple[ProveRun, list[ProveResult], list[_ApiPlan]]:
    if args.apis or args.all:
        raise UsageError("--join cannot be combined with API names or --all: it merges existing reports")
    return *merge_reports(args.join), []


def _prove(args: argparse.Namespace) -> tuple[ProveRun, list[ProveResult], list[_ApiPlan]]:
    """Run the mutants and variants of the selected APIs.

    Returns:
        How the run was done, the results, and the plans if all of them are complete.
    """
    started, deadline = time.monotonic(), _deadline(args)
    failure_database.validate_database(args.database)
    if args.as_url and args.baseline:
        raise UsageError("--as-url cannot be combined with --baseline")
    plans, results = list[_ApiPlan](), list[ProveResult]()
    try:
        with interrupts.time_limit(deadline):
            apis = _selected_apis(args)
            validate_documents(apis)
        if args.report is not None:
            reports.prepare_directory(args.report)
        for url_writes in Writes if args.as_url else [None]:
            with interrupts.time_limit(deadline):
                level_plans = _make_plans(args, apis, url_writes)
            error = _run_plans(args, level_plans, url_writes, deadline)
            results += [plan.result(error) for plan in level_plans]
            plans += level_plans
    except interrupts.DeadlineError:
        results += [_result_without_plan(name) for name in args.apis]
    completed_plans = [] if any(result.remaining or result.errors for result in results) else plans
    processes = args.jobs or workers.worker_count()
    seconds = round(time.monotonic() - started, 1)
    prove_run = ProveRun(args.seed, args.sample, args.baseline, processes, seconds, version("schemathesis"))
    return prove_run, results, completed_plans


def _result_without_plan(api: str) -> ProveResult:
    """Return the result of an API whose mutants were not derived before the deadline."""
    error = "stopped at --max-time, before the mutants were known. Run the command again with a longer --max-time"
    return ProveResult(api=api, digest="", errors=[error], mutants=[], variants=[], untestable_facts=[])


def _deadline(args: argparse.Namespace) -> float | None:
    """Return when the run ends, as in `time.time`: processes share that clock. None for no limit."""
    is_sampled_document = args.sample is not None and any(map(is_path, args.apis))
    seconds = args.max_time or (DEFAULT_MAX_SECONDS if is_sampled_document else None)
    return None if seconds is None else time.time() + seconds


def _selected_apis(args: argparse.Namespace) -> list[Api]:
    catalog, args.apis = Catalog.for_arguments(args.apis, args.specs)
    validate_api_selection(args.apis, all_apis=args.all, known=catalog.names)
    return catalog.load_all(list(dict.fromkeys(args.apis)))


def _make_plans(args: argparse.Namespace, apis: Sequence[Api], url_writes: Writes | None) -> list[_ApiPlan]:
    shard = args.shard or WHOLE_RUN
    derive_mutants = all_mutants if args.sample is None else candidate_mutants
    mutants = select_shard([(api, mutant) for api in apis for mutant in derive_mutants(in_process_target(api))], shard)
    if args.sample is not None:
        sampled = {(api.name, mutant.id) for api, mutant in sample_mutants(mutants, args.sample, args.seed)}
        mutants = [(api, mutant) for api, mutant in mutants if (api.name, mutant.id) in sampled]
    plans = []
    for api in apis:
        group_names = list(select_shard([group.name for group in variant_groups(api, args.seed)], shard))
        if args.sample is not None:
            group_names = group_names[-2:]
        api_mutants = [mutant for owner, mutant in mutants if owner is api]
        checkpoint = Checkpoint(args.state, api, args.seed, shard, url_writes)
        suite_digest = digest(api, args.seed)
        plan = _ApiPlan(api, api_mutants, group_names, checkpoint, suite_digest, shard, args.baseline, url_writes)
        plans.append(plan)
    return plans


def select_shard(items: Sequence[_T], shard: Shard) -> Sequence[_T]:
    """Return every `shard.count`-th item, starting with number `shard.number`."""
    return items[shard.number - 1 :: shard.count]


def sample_mutants(mutants: Sequence[tuple[Api, Mutant]], count: int, seed: int) -> list[tuple[Api, Mutant]]:
    """Return a sample of mutants that covers all kinds evenly: one of each API and kind, then a second, and so on.

    It has no equivalent ones. The same seed gives the same sample.
    """
    by_kind: dict[tuple[str, str, str], list[tuple[Api, Mutant]]] = {}
    for api, mutant in mutants:
        by_kind.setdefault((api.name, mutant.category, mutant.mutator), []).append((api, mutant))
    remaining = [
        (pair for pair in sorted(same_kind, key=lambda pair: _sample_key(seed, *pair)) if not pair[1].is_equivalent())
        for same_kind in by_kind.values()
    ]
    sample: list[tuple[Api, Mutant]] = []
    while len(sample) < count:
        found = [pair for pairs in remaining for pair in islice(pairs, 1)]
        if not found:
            break
        sample += sorted(found, key=lambda pair: _sample_key(seed, *pair))
    return sample[:count]


def _sample_key(seed: int, api: Api, mutant: Mutant) -> bytes:
    return hashlib.sha256(f"{seed}/{api.name}/{mutant.id}".encode()).digest()


def _run_plans(
    args: argparse.Namespace, plans: Sequence[_ApiPlan], url_writes: Writes | None, deadline: float | None
) -> str | None:
    """Run what remains, and return the error that ended the run early; None if it is complete."""
    tasks = [
        task
        for plan in plans
        for task in scheduler.make_tasks(plan.api, plan.remaining_mutant_ids, plan.remaining_group_names)
    ]
    apis = {plan.api.name: plan.api for plan in plans}
    worker = scheduler.Worker(
        apis, args.seed, args.database, baseline=args.baseline, url_writes=url_writes, deadline=deadline
    )
    checkpoints = {plan.api.name: plan.checkpoint for plan in plans}
    try:
        with interrupts.deferred_interrupts(), _progress_bars(plans, quiet=args.quiet) as show_result:

            def on_result(api: str, result: MutantResult | VariantResult) -> None:
                checkpoints[api].add(result)
                show_result(api, result)

            scheduler.run_tasks(worker, tasks, on_result, args.jobs, deadline)
    except KeyboardInterrupt:
        return "interrupted; results so far are saved. Run the same command again to resume"
    except UnmutatedFailureError as error:
        return f"the mock server fails the suite without a mutation: {error}"
    except workers.WorkerCrashedError:
        return "a worker process crashed; results so far are saved. Run the same command again to resume"
    if deadline is not None and time.time() > deadline:
        return "stopped at --max-time; results so far are saved. Run the same command again to resume"
    return None


@contextmanager
def _progress_bars(plans: Sequence[_ApiPlan], *, quiet: bool) -> Iterator[scheduler.OnResult]:
    """Show one progress bar per API on stderr while the block runs."""
    console = Console(stderr=True, highlight=False)
    bars = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unexpected]}", style="bold red", markup=False),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    bar_ids = {
        plan.api.name: bars.add_task(plan.name, total=plan.total, completed=plan.total - plan.remaining, unexpected="")
        for plan in plans
    }
    unexpected_counts = dict.fromkeys(bar_ids, 0)

    def show_result(api: str, result: MutantResult | VariantResult) -> None:
        if isinstance(result, VariantResult):
            unexpected_counts[api] += bool(result.alarms)
        else:
            unexpected_counts[api] += result.status in (MutantStatus.MISSED, MutantStatus.NOT_REACHED)
        count = unexpected_counts[api]
        bars.update(bar_ids[api], advance=1, unexpected=f"{count} unexpected" if count else "")

    with bars:
        yield show_result


def _print_results(args: argparse.Namespace, prove_run: ProveRun, results: Sequence[ProveResult]) -> None:
    if args.json:
        print(printable_json(build_report(prove_run, results)))
    elif not args.quiet:
        # A file or pipe gets wide rows, so that each stays on one line.
        console = stdout_console(160)
        terminal.print_results(results, console, baseline=prove_run.baseline)
