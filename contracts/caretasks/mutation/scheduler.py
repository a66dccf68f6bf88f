"""Proves many faults at once, a process per core. What each finds is told as it is found."""

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
"""Is told what came of a fault or variation, by the API's name."""

_POLL_SECONDS = 0.2  # seconds until an interrupt is noticed
_SHUTDOWN_SECONDS = 20.0  # seconds that interrupted processes have to hand over what they found
_MUTANTS_PER_TASK = 8  # faults that are handed to a process at once: neighbours share preparations

# What a run leaves behind goes round in circles, and each run keeps the collector from what was there before it.
_MUTANTS_PER_COLLECTION = 16  # faults


class WorkerError(Exception):
    """A process ended before its time."""


@dataclass(frozen=True)
class Task:
    """Some work of one API: faults and variations by their names."""

    api: str
    mutants: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkerConfig:
    """How all work is done: the seed, how deep to look, whether the engine by itself is tried as well, and where the
    suite keeps its examples (`Settings.database`)."""

    seed: int
    baseline: bool = False
    example_counts: tuple[int, ...] = EXAMPLE_COUNTS
    database: str | None = None


def worker_count() -> int:
    """How many processes work at once unless something else is said."""
    return os.cpu_count() or 1


def make_tasks(api: Api, faults: Sequence[str], variations: Sequence[str]) -> Iterator[Task]:
    """The work of an API in portions."""
    for name in variations:
        yield Task(api.name, variants=(name,))
    for begin in range(0, len(faults), _MUTANTS_PER_TASK):
        yield Task(api.name, tuple(faults[begin : begin + _MUTANTS_PER_TASK]))


def run_tasks(
    apis: Sequence[Api],
    todo: Sequence[Task],
    how: WorkerConfig,
    tell: OnResult,
    processes: int | None = None,
) -> None:
    """Does all tasks, and tells what came of each fault and variation, by the API's name, in no order.

    Raises:
        WorkError: a process was killed.
        NotKeptError: a stand-in breaks promises without any fault.
        KeyboardInterrupt: the user has interrupted; what was told until then holds.
    """
    if not todo:
        return
    by_name = {api.name: api for api in apis}
    count = min(processes or worker_count(), len(todo))
    if count == 1:
        desk = Worker(by_name, how)
        for task in todo:
            for found in desk.run(task):
                tell(task.api, found)
        return
    # Spawned, not forked: the engine keeps threads.
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(count, context, initializer=_start_worker, initargs=(stop, by_name, how))
    waiting, running = list(reversed(todo)), dict[Future[list[MutantResult | VariantResult]], Task]()

    def take(done: Iterable[Future[list[MutantResult | VariantResult]]]) -> None:
        for future in done:
            task = running.pop(future)
            for found in future.result():
                tell(task.api, found)

    try:
        while waiting or running:
            while waiting and len(running) < 2 * count:
                task = waiting.pop()
                with interrupts.worker_startup():  # the pool begins processes as work comes
                    running[pool.submit(_run_task, task)] = task
            interrupts.raise_if_interrupted()
            done, _ = wait(running, _POLL_SECONDS, return_when=FIRST_COMPLETED)
            take(done)
    except KeyboardInterrupt:
        stop.set()
        try:
            done, _ = wait(running, _SHUTDOWN_SECONDS)
            take([future for future in done if not future.cancelled() and future.exception() is None])
        finally:  # of a second interrupt as well, which waits for nothing
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
        raise
    except BrokenProcessPool:
        raise WorkerError("a process ended before its time; what was found until then is kept") from None
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


class Worker:
    """Where one process works: the benches of the APIs, each made when it is first wanted."""

    def __init__(self, apis: Mapping[str, Api], how: WorkerConfig) -> None:
        self._apis = apis
        self._how = how
        self._benches: dict[str, MutantRunner] = {}
        self._tried = 0

    def run(self, task: Task) -> Iterator[MutantResult | VariantResult]:
        """Does a task."""
        bench = self._runner(task.api)
        for name in task.variants:
            yield bench.run_variant(name)
        for id_ in task.mutants:
            fault = bench.mutants[id_]
            proof = bench.run_mutant(fault)
            interrupts.raise_if_interrupted()
            if self._how.baseline and proof.outcome is not MutantStatus.EQUIVALENT:
                proof = replace(proof, stock=bench.is_detected_by_baseline(fault))
            yield proof
            self._tried += 1
            if self._tried % _MUTANTS_PER_COLLECTION == 0:
                gc.collect()

    def _runner(self, name: str) -> MutantRunner:
        if name not in self._benches:
            self._benches[name] = MutantRunner(self._apis[name], self._how.seed, self._how.example_counts, self._how.database)
        return self._benches[name]


_worker_state: list[tuple[Event, Worker]] = []


def _start_worker(stop: Event, apis: Mapping[str, Api], how: WorkerConfig) -> None:
    # The terminal interrupts all processes; the first one tells the others. Until here none was let through.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_exit_with_parent, daemon=True).start()
    _worker_state[:] = [(stop, Worker(apis, how))]


def _exit_with_parent() -> None:
    """Ends this process once the one that began it is gone, however that went."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _run_task(task: Task) -> list[MutantResult | VariantResult]:
    """Does a task, or of it what can be done until all is to stop."""
    stop, desk = _worker_state[0]
    found: list[MutantResult | VariantResult] = []
    if not stop.is_set():
        for each in desk.run(task):
            found.append(each)
            if stop.is_set():
                break
    return found
