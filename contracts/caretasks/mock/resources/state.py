"""The stored resources of a mock server, their lifecycles, new IDs and timestamps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from random import Random, SystemRandom
from typing import Any

import msgspec

from caretasks.core.missing import MISSING
from caretasks.core.strict_json import encode_json
from caretasks.mock.model import Snapshot, format_time, random_uuid
from caretasks.mock.operations.operation import MockOperation
from caretasks.mock.resources.clock import Clock
from caretasks.mock.resources.store import Record, ResourceKey, Store

_FIRST_NUMBER = 1_000_001  # larger than the IDs in examples
_SYSTEM_RANDOM = SystemRandom()


class State:
    """The stored resources, each under the operation that reads it and that operation's path parameters.

    Args:
        store: Where the resources are stored; in memory by default.
        clock: The clock that determines their state.
        seed: Makes new IDs and lifecycles the same in every run; by default they are random.

    Attributes:
        on_new_resource: Functions that are called with each new resource that changes over time: the operation that
            reads it, the path parameters, and the body as it is stored.
    """

    def __init__(self, store: Store | None = None, clock: Clock | None = None, seed: str | None = None) -> None:
        self._store: Store = Store() if store is None else store
        self.clock = Clock() if clock is None else clock
        self.seed = seed
        self.on_new_resource: list[Callable[[MockOperation, Mapping[str, Any], Any], None]] = []
        self._trace_numbers = count(1)
        self._write_time: float | None = None  # the reported time while a transaction is open

    def add_documented(self, read: MockOperation, values: Mapping[str, Any], body: Any) -> None:
        """Store a documented resource, unless one is or was stored there. Its state never changes over time."""
        self._store.add(_resource_key(read, values), Record(encode_json(body)))

    def add_loaded(self, read: MockOperation, values: Mapping[str, Any], body: Any) -> None:
        """Store a resource from a data file, unless one is or was stored there. The lifecycle applies to it."""
        key = _resource_key(read, values)
        if self._store.get(key) is None:
            self._store.add(key, self._new_record(body, has_lifecycle=read.lifecycle is not None))
            self._report_new_resource(read, values, body)

    def save(self, read: MockOperation, values: Mapping[str, Any], body: Any) -> None:
        """Store a resource, or replace the one that is stored there.

        The lifecycle applies to new resources. A resource that a request has changed keeps its state.
        """
        has_lifecycle = read.lifecycle is not None and not self.has(read, values)
        self._store.save(_resource_key(read, values), self._new_record(body, has_lifecycle=has_lifecycle))
        if has_lifecycle:
            self._report_new_resource(read, values, body)

    def _report_new_resource(self, read: MockOperation, values: Mapping[str, Any], body: Any) -> None:
        for function in self.on_new_resource if read.lifecycle is not None else ():
            function(read, values, body)

    def _new_record(self, body: Any, *, has_lifecycle: bool) -> Record:
        if not has_lifecycle:
            return Record(encode_json(body))
        # The purpose is part of the seed: another string would change the IDs and outcomes of every seeded run.
        seed = self._random("story").getrandbits(62)
        clock = self.clock
        return Record(encode_json(body), clock.now(), clock.speed, self._reported_time(), clock.reported_rate, seed)

    def remove(self, read: MockOperation, values: Mapping[str, Any]) -> None:
        """Remove a resource. `is_removed` returns true for it until it is stored again."""
        self._store.save(_resource_key(read, values), Record(None))

    def clear(self, api: str) -> None:
        """Delete all resources of an API, including the documented ones."""
        self._store.clear(api)

    def has(self, read: MockOperation, values: Mapping[str, Any]) -> bool:
        """Return whether a resource is stored under these path parameters."""
        record = self._store.get(_resource_key(read, values))
        return record is not None and record.body is not None

    def is_removed(self, read: MockOperation, values: Mapping[str, Any]) -> bool:
        """Return whether the resource under these path parameters was removed."""
        record = self._store.get(_resource_key(read, values))
        return record is not None and record.body is None

    def get(self, read: MockOperation, values: Mapping[str, Any]) -> Any:
        """Return the current body of a resource, which the caller may change, or `MISSING`."""
        record = self._store.get(_resource_key(read, values))
        return MISSING if record is None or record.body is None else self._current_body(read, record, record.body)

    def iter_resources(self, read: MockOperation) -> Iterator[tuple[dict[str, str], Any]]:
        """Yield all resources of an operation: path parameters as strings, and the current body, None if removed."""
        for path, record in self._store.iter_records(read.operation.api.name, read.operation.pointer):
            body = None if record.body is None else self._current_body(read, record, record.body)
            yield msgspec.json.decode(path), body

    def _current_body(self, read: MockOperation, record: Record, content: bytes) -> Any:
        body = msgspec.json.decode(content)
        if record.created_at is not None and read.lifecycle is not None and isinstance(body, dict):
            age, random = self.clock.age(record.created_at, record.speed), Random(record.seed)  # noqa: S311 - no secret
            snapshot = Snapshot(body, age, random, record.reported_time, record.reported_rate)
            read.lifecycle(snapshot)
            return snapshot.body
        return body

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Store all changes of the block or, if it raises, none. Reported timestamps are equal within it."""
        with self._store.transaction():
            self._write_time = self._reported_time()
            try:
                yield
            finally:
                self._write_time = None

    def now(self) -> str:
        """Return the current timestamp as an RFC 3339 string in UTC."""
        return format_time(self._reported_time())

    def _reported_time(self) -> float:
        if self._write_time is not None:
            return self._write_time
        return self.clock.reported_time(0 if self.seed is None else self._store.next_number())

    def new_uuid(self) -> str:
        """Return a new UUID."""
        return random_uuid(self._random("id"))

    def new_trace_id(self) -> str:
        """Return a new trace ID. With a seed, it has no influence on the UUIDs and lifecycles that follow."""
        return random_uuid(self._random("trace", self._trace_numbers))

    def _random(self, purpose: str, numbers: Iterator[int] | None = None) -> Random:
        """Return a random generator. With a seed, its values depend on the purpose and the next number."""
        if self.seed is None:
            return _SYSTEM_RANDOM
        number = self._store.next_number() if numbers is None else next(numbers)
        return Random(f"{self.seed}/{purpose}/{number}")  # noqa: S311 - not a secret

    def new_number(self) -> int:
        """Return a new number for an ID."""
        return _FIRST_NUMBER + self._store.next_number()


def _resource_key(read: MockOperation, values: Mapping[str, Any]) -> ResourceKey:
    """Return the key of a resource. UUIDs are compared without case, numbers by their decimal representation."""
    uuids = read.uuid_parameters
    path = dict(zip(values, map(str, values.values()), strict=True))
    for name in uuids:
        if name in path:
            path[name] = path[name].lower()
    operation = read.operation
    return ResourceKey(operation.api.name, operation.pointer, msgspec.json.encode(path, order="sorted").decode())
