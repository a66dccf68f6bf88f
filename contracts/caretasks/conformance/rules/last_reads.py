"""The last read of each resource, with which the rules compare what a read returns after a deletion or an update."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from caretasks.conformance.observation import InconclusiveError, Observation
from caretasks.core import interrupts
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation

IsUnchanged = Callable[[Observation], bool]
"""Returns whether a read shows the state before a write."""

_PAUSES_SECONDS = (0.0, 1.0, 3.0)


class LastReads:
    """The last read of each resource of an API.

    Args:
        reads: The operations that read a resource, by path.

    Attributes:
        known: The last read of each resource, until a later request succeeds.
    """

    def __init__(self, reads: Mapping[str, Operation]) -> None:
        self._reads = reads
        self._late_operations: set[str] = set()
        self.known: dict[Hashable, Observation] = {}

    def observe(self, observation: Observation) -> tuple[Operation, Hashable, Observation | None]:
        """Return the read of the resource of a request, its key, and the response with it before the request.

        Raises:
            InconclusiveError: The request is not about a resource that can be read.
        """
        operation = observation.operation
        read = self._reads.get(operation.path)
        if read is None or observation.probe or operation.method == "head":
            raise InconclusiveError
        key = read.id, tuple(sorted(observation.path_parameters.items()))
        before = self.known.get(key) or _created_resource(observation)
        if observation.is_success:
            self.known.pop(key, None)
        if operation is read and observation.is_success and read_content(observation) is not MISSING:
            self.known[key] = observation
        return read, key, before

    def read_until_changed(
        self, observation: Observation, before: Observation, is_unchanged: IsUnchanged | None = None
    ) -> Observation | None:
        """Return the last read of the resource of a write if it is as before; None if one of several shows a change.

        A server with replicas may need a moment. The run waits for it after one write of each operation only. Without
        `is_unchanged`, the whole resource must be as before.

        Raises:
            InconclusiveError: The resource is as before, but an earlier write of the operation was visible later.
        """
        operation, path, found = observation.operation, observation.path_parameters, None
        for pause in _PAUSES_SECONDS:
            interrupts.sleep(pause)
            found = observation.follow_up(self._reads[operation.path].id, path=path, query={})
            is_same = read_content(found) == read_content(before) or (is_unchanged is not None and is_unchanged(found))
            if not found.is_success or not is_same or _is_cached(found):
                self._late_operations.update([operation.id] if pause else [])
                return None
            if operation.id in self._late_operations:
                raise InconclusiveError
        return found


def _is_cached(read: Observation) -> bool:
    """Return whether a response may be that of a cache, which is not up to date."""
    return "age" in read.response_headers or "max-age" in read.response_headers.get("cache-control", "")


def read_content(read: Observation) -> Any:
    """Return the JSON data of a response, or the bytes of a body that is not JSON; `MISSING` without one."""
    response = read.exchange.response
    if response is None or not response.body:
        return MISSING
    return response.body if response.json is MISSING else response.json


def _created_resource(observation: Observation) -> Observation | None:
    """Return the request that created the resource of another one, if its response has more than an ID."""
    parent = observation.parent
    if parent is None or parent.operation.method != "post" or not parent.is_success:
        return None
    is_resource = isinstance(parent.response_body, dict) and len(parent.response_body) > 1
    return parent if is_resource and observation.operation.method in ("delete", "put", "patch") else None
