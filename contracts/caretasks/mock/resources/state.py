"""The stored resources of a mock server, their lifecycles, new IDs and timestamps."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from random import Random, getrandbits
from typing import Any

import msgspec

from caretasks.core.strict_json import encode_json
from caretasks.mock.resources.clock import Clock, format_time
from caretasks.mock.resources.store import MemoryStore, Record, ResourceKey, Store
from caretasks.openapi.document import Operation

_FIRST_NUMBER = 1_000_001  # larger than the IDs in examples


class Snapshot:
    """A resource at a point in time, as a lifecycle function gets it.

    Attributes:
        body: The body at creation. The lifecycle changes it in place into the body at this age.
        age: Simulated seconds since creation.
        random: A random generator that makes the same choices at every age.
    """

    def __init__(self, body: dict[str, Any], record: Record, age: float) -> None:
        self.body = body
        self.age = age
        self.random = Random(record.seed)  # noqa: S311 - not a secret
        self._record = record

    def time_at(self, seconds: float) -> str:
        """Return the timestamp at an age in simulated seconds, as an RFC 3339 string in UTC."""
        return format_time(self._record.reported_time + seconds * self._record.reported_rate)

    def new_uuid(self) -> str:
        """Return a UUID that is the same at every age, if the calls are in the same order."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))


Lifecycle = Callable[[Snapshot], None]
"""Changes `Snapshot.body` in place into the body at the snapshot's age."""


class State:
    """The stored resources, each under the operation that reads it and that operation's path parameters.

    Args:
        store: Where the resources are stored; in memory by default.
        clock: The clock that determines their state.
        seed: Makes new IDs and lifecycles the same in every run; by default they are random.

    Attributes:
        clock: The clock.
    """

    def __init__(self, store: Store | None = None, clock: Clock | None = None, seed: str | None = None) -> None:
        self._store: Store = MemoryStore() if store is None else store
        self.clock = self._clock = Clock() if clock is None else clock
        self._seed = seed
        self._lifecycles: dict[Operation, Lifecycle] = {}
        self._write_time: float | None = None  # the reported time while a transaction is open

    @property
    def seed(self) -> str | None:
        """The seed of new IDs and lifecycles, or None if they are random."""
        return self._seed

    def register_lifecycle(self, operation: Operation, lifecycle: Lifecycle) -> None:
        """Set the lifecycle of the resources that `operation` reads. It does not apply to documented examples."""
        self._lifecycles[operation] = lifecycle

    def add_documented(self, operation: Operation, values: Mapping[str, Any], body: Any) -> None:
        """Store a documented resource, unless one is or was stored there. Its state never changes over time."""
        self._store.add(_resource_key(operation, values), Record(encode_json(body)))

    def add_loaded(self, operation: Operation, values: Mapping[str, Any], body: Any) -> None:
        """Store a resource from a data file, unless one is or was stored there. The lifecycle applies to it."""
        key = _resource_key(operation, values)
        if self._store.get(key) is None:
            self._store.add(key, self._new_record(body, has_lifecycle=operation in self._lifecycles))

    def save(self, operation: Operation, values: Mapping[str, Any], body: Any) -> None:
        """Store a resource, or replace the one that is stored there.

        The lifecycle applies to new resources. A resource that a request has changed keeps its state.

        Args:
            operation: The operation that reads it.
            values: The path parameters of `operation`.
            body: The body to return.
        """
        key = _resource_key(operation, values)
        has_lifecycle = operation in self._lifecycles and not self._exists(key)
        self._store.save(key, self._new_record(body, has_lifecycle=has_lifecycle))

    def _new_record(self, body: Any, *, has_lifecycle: bool) -> Record:
        if not has_lifecycle:
            return Record(encode_json(body))
        # The purpose is part of the seed: another string would change the IDs and outcomes of every seeded run.
        seed = getrandbits(62) if self._seed is None else self._seeded_random("story").getrandbits(62)
        clock = self._clock
        return Record(encode_json(body), clock.now(), clock.speed, self._reported_time(), clock.reported_rate, seed)

    def remove(self, operation: Operation, values: Mapping[str, Any]) -> None:
        """Remove a resource. `is_removed` returns true for it until it is stored again."""
        self._store.save(_resource_key(operation, values), Record(None))

    def clear(self, api: str) -> None:
        """Delete all resources of an API, including the documented ones."""
        self._store.clear(api)

    def has(self, operation: Operation, values: Mapping[str, Any]) -> bool:
        """Return whether a resource is stored under these path parameters."""
        return self._exists(_resource_key(operation, values))

    def is_removed(self, operation: Operation, values: Mapping[str, Any]) -> bool:
        """Return whether the resource under these path parameters was removed."""
        record = self._store.get(_resource_key(operation, values))
        return record is not None and record.body is None

    def get(self, operation: Operation, values: Mapping[str, Any]) -> Any:
        """Return the current body of a resource. The caller may change it.

        Raises:
            KeyError: No resource is stored under these path parameters.
        """
        key = _resource_key(operation, values)
        record = self._store.get(key)
        if record is None or record.body is None:
            raise KeyError(key)
        return self._current_body(operation, record, record.body)

    def iter_resources(self, operation: Operation) -> Iterator[tuple[dict[str, str], Any]]:
        """Yield all resources of an operation: path parameters as strings, and the current body, None if removed."""
        for path, record in self._store.iter_records(operation.api.name, operation.pointer):
            body = None if record.body is None else self._current_body(operation, record, record.body)
            yield msgspec.json.decode(path), body

    def _current_body(self, operation: Operation, record: Record, content: bytes) -> Any:
        body = msgspec.json.decode(content)
        if record.created_at is not None and operation in self._lifecycles and isinstance(body, dict):
            snapshot = Snapshot(body, record, self._clock.age(record.created_at, record.speed))
            self._lifecycles[operation](snapshot)
            body = snapshot.body
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
        return self._clock.reported_time(0 if self._seed is None else self._store.next_number())

    def new_uuid(self) -> str:
        """Return a new UUID."""
        if self._seed is None:
            return str(uuid.uuid4())
        return str(uuid.UUID(int=self._seeded_random("id").getrandbits(128), version=4))

    def _seeded_random(self, purpose: str) -> Random:
        return Random(f"{self._seed}/{purpose}/{self._store.next_number()}")  # noqa: S311 - not a secret

    def new_number(self) -> int:
        """Return a new number for an ID."""
        return _FIRST_NUMBER + self._store.next_number()

    def _exists(self, key: ResourceKey) -> bool:
        record = self._store.get(key)
        return record is not None and record.body is not None


def _resource_key(operation: Operation, values: Mapping[str, Any]) -> ResourceKey:
    """Return the key of a resource. UUIDs are compared without case, numbers by their decimal representation."""
    uuids = _uuid_parameters(operation)
    path = {name: str(value).lower() if name in uuids else str(value) for name, value in values.items()}
    return ResourceKey(operation.api.name, operation.pointer, msgspec.json.encode(path, order="sorted").decode())


@lru_cache(maxsize=1024)
def _uuid_parameters(operation: Operation) -> frozenset[str]:
    return frozenset(
        parameter.name
        for parameter in operation.path_parameters
        if parameter.schema is not None and parameter.schema.data.get("format") == "uuid"
    )
