"""The scheduler: run mutants and variants in parallel worker processes, and deliver each result as it arrives."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.synchronize import Event
from threading import Thread

from caretasks.core import interrupts
from caretasks.mutation.mutant import MutantResult, MutantStatus, VariantResult
from caretasks.mutation.runner import EXAMPLE_COUNTS, MutantRunner
from caretasks.openapi.document import Api

OnResult = Callable[[str, MutantResult | VariantResult], None]
"""Callback for each result. Its arguments are the name of the API and the result."""

_POLL_SECONDS = 0.2  # between checks for an interrupt
_SHUTDOWN_SECONDS = 20.0  # time for interrupted workers to return their results
_MUTANTS_PER_TASK = 8  # neighboring mutants share setups

# Each run leaves reference cycles. They are frozen when the next run starts, so the collector does not find them.
_MUTANTS_PER_COLLECTION = 16


class WorkerError(Exception):
    """A worker process crashed."""


@dataclass(frozen=True)
class Task:
    """A part of the work for one API: mutants by ID and variants by name."""

    api: str
    mutant_ids: tuple[str, ...] = ()
    variant_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkerConfig:
    """Settings for all workers.

    Attributes:
        seed: Seed of the generated data.
        baseline: Whether to test what Schemathesis alone detects.
        example_counts: See `EXAMPLE_COUNTS` in `runner`.
        database: Where the suite stores failing requests (`Settings.database`).
    """

    seed: int
    baseline: bool = False
    example_counts: tuple[int, ...] = EXAMPLE_COUNTS
    database: str | None = None


def worker_count() -> int:
    """Return the default number of worker processes."""
    return os.cpu_count() or 1


def make_tasks(api: Api, mutant_ids: Sequence[str], variant_names: Sequence[str]) -> Iterator[Task]:
    """Divide the work for an API into tasks."""
    for name in variant_names:
        yield Task(api.name, variant_names=(name,))
    for start in range(0, len(mutant_ids), _MUTANTS_PER_TASK):
        yield Task(api.name, tuple(mutant_ids[start : start + _MUTANTS_PER_TASK]))


def run_tasks(
    apis: Sequence[Api],
    tasks: Sequence[Task],
    config: WorkerConfig,
    on_result: OnResult,
    process_count: int | None = None,
) -> None:
    """Run all tasks. Results arrive in no particular order.

    Args:
        apis: The APIs that the tasks are for.
        tasks: The work to do.
        config: Settings of the workers.
        on_result: Callback for each result.
        process_count: Number of worker processes; None for one per CPU core. One runs in this process.

    Raises:
        WorkerError: A worker process crashed.
        UnmutatedFailureError: A mock server fails the suite without a mutation.
        KeyboardInterrupt: The user interrupted the run. Results delivered before that are valid.
    """
    if not tasks:
        return
    apis_by_name = {api.name: api for api in apis}
    process_count = min(process_count or worker_count(), len(tasks))
    if process_count == 1:
        worker = Worker(apis_by_name, config)
        for task in tasks:
            for result in worker.run(task):
                on_result(task.api, result)
        return
    # Spawn, not fork: Schemathesis has threads.
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    other_processes = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(process_count, context, initializer=_start_worker, initargs=(stop, apis_by_name, config))
    waiting, running = list(reversed(tasks)), dict[Future[list[MutantResult | VariantResult]], Task]()

    def deliver_results(futures: Iterable[Future[list[MutantResult | VariantResult]]]) -> None:
        for future in futures:
            task = running.pop(future)
            for result in future.result():
                on_result(task.api, result)

    try:
        while waiting or running:
            while waiting and len(running) < 2 * process_count:
                task = waiting.pop()
                with interrupts.worker_startup():  # the pool starts processes as tasks are submitted
                    running[pool.submit(_run_task, task)] = task
            interrupts.raise_if_interrupted()
            done, _ = wait(running, _POLL_SECONDS, return_when=FIRST_COMPLETED)
            deliver_results(done)
    except KeyboardInterrupt:
        stop.set()
        try:
            done, _ = wait(running, _SHUTDOWN_SECONDS)
            deliver_results([future for future in done if not future.cancelled() and future.exception() is None])
        finally:  # also after a second interrupt, which ends the wait
            for process in set(multiprocessing.active_children()) - other_processes:
                process.terminate()
        raise
    except BrokenProcessPool:
        raise WorkerError(
            "a worker process crashed; results so far are saved. Run the same command again to resume"
        ) from None
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


class Worker:
    """Runs tasks in one process. It creates the runner of an API when the first task needs it."""

    def __init__(self, apis: Mapping[str, Api], config: WorkerConfig) -> None:
        self._apis = apis
        self._config = config
        self._runners: dict[str, MutantRunner] = {}
        self._mutants_run = 0

    def run(self, task: Task) -> Iterator[MutantResult | VariantResult]:
        """Run a task, and yield its results."""
        runner = self._runner(task.api)
        for name in task.variant_names:
            yield runner.run_variant(name)
        for mutant_id in task.mutant_ids:
            mutant = runner.mutants[mutant_id]
            result = runner.run_mutant(mutant)
            interrupts.raise_if_interrupted()
            if self._config.baseline and result.status is not MutantStatus.EQUIVALENT:
                result = replace(result, detected_by_baseline=runner.is_detected_by_baseline(mutant))
            yield result
            self._mutants_run += 1
            if self._mutants_run % _MUTANTS_PER_COLLECTION == 0:
                gc.collect()

    def _runner(self, name: str) -> MutantRunner:
        if name not in self._runners:
            config = self._config
            self._runners[name] = MutantRunner(self._apis[name], config.seed, config.example_counts, config.database)
        return self._runners[name]


_worker_state: list[tuple[Event, Worker]] = []


def _start_worker(stop: Event, apis: Mapping[str, Api], config: WorkerConfig) -> None:
    # The terminal interrupts every process; the parent tells the workers to stop. Interrupts are blocked until here.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_exit_with_parent, daemon=True).start()
    _worker_state[:] = [(stop, Worker(apis, config))]


def _exit_with_parent() -> None:
    """Exit this process as soon as its parent is gone, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run_task(task: Task) -> list[MutantResult | VariantResult]:
    """Run a task until it is complete or the parent stops the run."""
    stop, worker = _worker_state[0]
    results: list[MutantResult | VariantResult] = []
    if not stop.is_set():
        for result in worker.run(task):
            results.append(result)
            if stop.is_set():
                break
    return results
