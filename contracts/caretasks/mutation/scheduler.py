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
from caretasks.mutation.mutant import Harm, Outcome, Proof
from caretasks.mutation.runner import DEPTHS, Bench
from caretasks.openapi.document import Api

Tell = Callable[[str, Proof | Harm], None]
"""Is told what came of a fault or variation, by the API's name."""

_LISTENING = 0.2  # seconds until an interrupt is noticed
_GRACE = 20.0  # seconds that interrupted processes have to hand over what they found
_TOGETHER = 8  # faults that are handed to a process at once: neighbours share preparations

# What a run leaves behind goes round in circles, and each run keeps the collector from what was there before it.
_COLLECT_AFTER = 16  # faults


class WorkError(Exception):
    """A process ended before its time."""


@dataclass(frozen=True)
class Task:
    """Some work of one API: faults and variations by their names."""

    api: str
    faults: tuple[str, ...] = ()
    variations: tuple[str, ...] = ()


@dataclass(frozen=True)
class How:
    """How all work is done: the seed, how deep to look, whether the engine by itself is tried as well, and where the
    suite keeps its examples (`Settings.database`)."""

    seed: int
    baseline: bool = False
    depths: tuple[int, ...] = DEPTHS
    database: str | None = None


def cores() -> int:
    """How many processes work at once unless something else is said."""
    return os.cpu_count() or 1


def tasks(api: Api, faults: Sequence[str], variations: Sequence[str]) -> Iterator[Task]:
    """The work of an API in portions."""
    for name in variations:
        yield Task(api.name, variations=(name,))
    for begin in range(0, len(faults), _TOGETHER):
        yield Task(api.name, tuple(faults[begin : begin + _TOGETHER]))


def work(
    apis: Sequence[Api],
    todo: Sequence[Task],
    how: How,
    tell: Tell,
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
    count = min(processes or cores(), len(todo))
    if count == 1:
        desk = _Desk(by_name, how)
        for task in todo:
            for found in desk.do(task):
                tell(task.api, found)
        return
    # Spawned, not forked: the engine keeps threads.
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(count, context, initializer=_sit_down, initargs=(stop, by_name, how))
    waiting, running = list(reversed(todo)), dict[Future[list[Proof | Harm]], Task]()

    def take(done: Iterable[Future[list[Proof | Harm]]]) -> None:
        for future in done:
            task = running.pop(future)
            for found in future.result():
                tell(task.api, found)

    try:
        while waiting or running:
            while waiting and len(running) < 2 * count:
                task = waiting.pop()
                with interrupts.beginning():  # the pool begins processes as work comes
                    running[pool.submit(_do, task)] = task
            interrupts.demand_uninterrupted()
            done, _ = wait(running, _LISTENING, return_when=FIRST_COMPLETED)
            take(done)
    except KeyboardInterrupt:
        stop.set()
        try:
            done, _ = wait(running, _GRACE)
            take([future for future in done if not future.cancelled() and future.exception() is None])
        finally:  # of a second interrupt as well, which waits for nothing
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
        raise
    except BrokenProcessPool:
        raise WorkError("a process ended before its time; what was found until then is kept") from None
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


class _Desk:
    """Where one process works: the benches of the APIs, each made when it is first wanted."""

    def __init__(self, apis: Mapping[str, Api], how: How) -> None:
        self._apis = apis
        self._how = how
        self._benches: dict[str, Bench] = {}
        self._tried = 0

    def do(self, task: Task) -> Iterator[Proof | Harm]:
        """Does a task."""
        bench = self._bench(task.api)
        for name in task.variations:
            yield bench.vary(name)
        for id_ in task.faults:
            fault = bench.faults[id_]
            proof = bench.prove(fault)
            interrupts.demand_uninterrupted()
            if self._how.baseline and proof.outcome is not Outcome.EQUIVALENT:
                proof = replace(proof, stock=bench.stock_notices(fault))
            yield proof
            self._tried += 1
            if self._tried % _COLLECT_AFTER == 0:
                gc.collect()

    def _bench(self, name: str) -> Bench:
        if name not in self._benches:
            self._benches[name] = Bench(self._apis[name], self._how.seed, self._how.depths, self._how.database)
        return self._benches[name]


_seats: list[tuple[Event, _Desk]] = []


def _sit_down(stop: Event, apis: Mapping[str, Api], how: How) -> None:
    # The terminal interrupts all processes; the first one tells the others. Until here none was let through.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_the_first, daemon=True).start()
    _seats[:] = [(stop, _Desk(apis, how))]


def _leave_with_the_first() -> None:
    """Ends this process once the one that began it is gone, however that went."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _do(task: Task) -> list[Proof | Harm]:
    """Does a task, or of it what can be done until all is to stop."""
    stop, desk = _seats[0]
    found: list[Proof | Harm] = []
    if not stop.is_set():
        for each in desk.do(task):
            found.append(each)
            if stop.is_set():
                break
    return found
