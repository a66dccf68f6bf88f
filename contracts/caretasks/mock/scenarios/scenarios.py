"""The scripts of a running mock server: the next step of each operation, and the steps that were not used."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from random import Random, getrandbits
from threading import Lock
from typing import Any

from caretasks.mock.scenarios.faults import combine_faults
from caretasks.mock.scenarios.model import Injection
from caretasks.mock.scenarios.reading import ALL_OPERATIONS, Script
from caretasks.mock.scenarios.steps import REAL, Step
from caretasks.openapi.document import Operation


@dataclass
class _Queue:
    """The steps of an operation that are left: each with how many requests still get it."""

    left: deque[tuple[Step, int]] = field(default_factory=deque)
    optional: deque[bool] = field(default_factory=deque)
    used: int = 0


class Scenarios:
    """The scripts of all operations. Each request takes the next step, until there is none left.

    A request takes a step of its operation, or else one of all operations of its API. All methods may be called from
    any thread: each step is taken by exactly one request, in the order in which the requests arrive.

    Args:
        scripts: The scripts at the start, which `reset` restores.
        seed: Makes the latencies of the nth step of an operation the same in every run.

    Attributes:
        has_scripts: False if nothing is scripted. A script whose steps were all taken is still one.
    """

    def __init__(self, scripts: Iterable[Script] = (), *, seed: str | None = None) -> None:
        self._initial = tuple(scripts)
        self._seed = f"{getrandbits(64):x}" if seed is None else seed
        self._queues: dict[tuple[str, str], _Queue] = {}
        self._lock = Lock()
        self.has_scripts = False
        self.add(*self._initial)

    def add(self, *scripts: Script) -> None:
        """Add scripts. Their steps follow those that the operation has already."""
        with self._lock:
            self._add(scripts)

    def _add(self, scripts: Iterable[Script]) -> None:
        for script in scripts:
            queue = self._queues.setdefault((script.api, script.operation), _Queue())
            queue.left.extend((step, step.times) for step in script.steps)
            queue.optional.extend(script.allow_unused for _ in script.steps)
        self.has_scripts = bool(self._queues)

    def clear(self) -> None:
        """Remove all scripts, so that the real responses return."""
        with self._lock:
            self._queues.clear()
            self.has_scripts = False

    def reset(self, api: str) -> None:
        """Restore the scripts of an API as they were at the start."""
        with self._lock:
            self._queues = {key: queue for key, queue in self._queues.items() if key[0] != api}
            self._add(script for script in self._initial if script.api == api)

    def take_step(self, operation: Operation) -> Injection | None:
        """Return what happens to the next request of an operation, or None if no step is left for it."""
        with self._lock:
            for name in (operation.id, ALL_OPERATIONS):
                queue = self._queues.get((operation.api.name, name))
                if queue is not None and queue.left:
                    return self._pop_step(f"{operation.api.name}.{name}", queue)
        return None

    def _pop_step(self, target: str, queue: _Queue) -> Injection:
        step, times = queue.left[0]
        if times > 1:
            queue.left[0] = (step, times - 1)
        else:
            queue.left.popleft()
            queue.optional.popleft()
        queue.used += 1
        random = Random(f"{self._seed}/scenario/{target}/{queue.used}")  # noqa: S311 - not a secret
        injection = combine_faults(step.faults, random)
        names = () if step.name == REAL else ("scripted", *step.name.split(", "))
        return injection._replace(names=names, status=step.status)

    def describe(self) -> list[dict[str, Any]]:
        """Return the scripts as JSON data: how many steps were used, and which are left."""
        with self._lock:
            return [
                {
                    "api": api,
                    "operation": operation,
                    "used": queue.used,
                    "left": [{"step": name, "times": times} for name, times in _iter_counts(queue.left)],
                }
                for (api, operation), queue in self._queues.items()
            ]

    def unused(self) -> list[str]:
        """Return a line for each operation with steps that are left, except those that need not be used."""
        with self._lock:
            return list(self._iter_unused())

    def _iter_unused(self) -> Iterator[str]:
        for (api, operation), queue in self._queues.items():
            left = [each for each, optional in zip(queue.left, queue.optional, strict=True) if not optional]
            if left:
                count = sum(times for _, times in left)
                total = queue.used + sum(times for _, times in queue.left)
                counts = _iter_counts(left)
                names = ", ".join(f"{name} ({times} times)" if times > 1 else name for name, times in counts)
                yield f"{api}.{operation}: {count} of {total} steps: {names}"


def _iter_counts(left: Iterable[tuple[Step, int]]) -> Iterator[tuple[str, int]]:
    """Yield the names of steps; equal ones in a row once, with their number."""
    for name, steps in groupby(left, key=lambda each: each[0].name):
        yield name, sum(times for _, times in steps)
