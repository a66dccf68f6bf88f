"""The scheduler: run mutants and variants in parallel worker processes, and deliver each result as it arrives."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec import structs

from caretasks.conformance.config import Writes
from caretasks.core import interrupts, workers
from caretasks.mutation.mutant import MutantResult, MutantStatus, VariantResult
from caretasks.mutation.runner import MutantRunner
from caretasks.openapi.document import Api

OnResult = Callable[[str, MutantResult | VariantResult], None]
"""Callback for each result. Its arguments are the name of the API and the result."""

_MUTANTS_PER_TASK = 8  # neighboring mutants share setups

# Each run leaves reference cycles. They are frozen when the next run starts, so the collector does not find them.
_MUTANTS_PER_COLLECTION = 64


@dataclass(frozen=True)
class Task:
    """A part of the work for one API: mutants by ID, and groups of variants by name."""

    api: str
    mutant_ids: tuple[str, ...] = ()
    group_names: tuple[str, ...] = ()


def make_tasks(api: Api, mutant_ids: Sequence[str], group_names: Sequence[str]) -> Iterator[Task]:
    """Divide the work for an API into tasks."""
    for name in group_names:
        yield Task(api.name, group_names=(name,))
    for start in range(0, len(mutant_ids), _MUTANTS_PER_TASK):
        yield Task(api.name, tuple(mutant_ids[start : start + _MUTANTS_PER_TASK]))


def run_tasks(
    worker: Worker,
    tasks: Sequence[Task],
    on_result: OnResult,
    process_count: int | None = None,
    deadline: float | None = None,
) -> None:
    """Run all tasks, in one process per CPU core or `process_count`. Results arrive in no particular order.

    At the deadline, a time as in `time.time`, the processes are ended. What is left then has no result.

    Raises:
        WorkerCrashedError: A worker process crashed.
        UnmutatedFailureError: A mock server fails the suite without a mutation.
        KeyboardInterrupt: The user interrupted the run. Results delivered before that are valid.
    """

    def on_message(task: Task, result: MutantResult | VariantResult) -> None:
        on_result(task.api, result)

    # A worker process can be ended at any time.
    if deadline is not None or min(process_count or workers.worker_count(), len(tasks)) > 1:
        workers.run_tasks(worker.run, tasks, on_message, process_count=process_count, deadline=deadline)
    else:
        for task in tasks:
            worker.run(task, partial(on_message, task))


class Worker:
    """Runs tasks in one process. It creates the runner of an API when the first task needs it.

    Args:
        apis: The APIs by name.
        seed: Seed of the generated data.
        database: Where the suite stores failing requests (`Settings.database`).
        baseline: Whether to test what Schemathesis alone detects.
        url_writes: See `MutantRunner`.
        deadline: See `MutantRunner`.
    """

    def __init__(
        self,
        apis: Mapping[str, Api],
        seed: int,
        database: str | None,
        *,
        baseline: bool,
        url_writes: Writes | None = None,
        deadline: float | None = None,
    ) -> None:
        self._apis = apis
        self._seed = seed
        self._database = database
        self._baseline = baseline
        self._url_writes = url_writes
        self._deadline = deadline
        self._runners: dict[str, MutantRunner] = {}
        self._mutants_run = 0

    def run(self, task: Task, send: Callable[[MutantResult | VariantResult], None]) -> None:
        """Run a task, and send its results."""
        runner = self._runner(task.api)
        for name in task.group_names:
            result = runner.run_variants(name)
            interrupts.raise_if_interrupted()
            send(result)
        for mutant_id in task.mutant_ids:
            mutant = runner.mutants[mutant_id]
            mutant_result = runner.run_mutant(mutant)
            interrupts.raise_if_interrupted()
            if self._baseline and mutant_result.status is not MutantStatus.EQUIVALENT:
                is_detected = runner.is_detected_by_baseline(mutant)
                mutant_result = structs.replace(mutant_result, detected_by_baseline=is_detected)
            send(mutant_result)
            self._mutants_run += 1
            if self._mutants_run % _MUTANTS_PER_COLLECTION == 0:
                gc.collect()

    def _runner(self, name: str) -> MutantRunner:
        if name not in self._runners:
            self._runners[name] = MutantRunner(
                self._apis[name],
                self._seed,
                database=self._database,
                url_writes=self._url_writes,
                deadline=self._deadline,
            )
        return self._runners[name]
