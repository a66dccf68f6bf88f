"""What one application remembers between requests, how that moves on, and where new ids and the time come from."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from random import Random, getrandbits
from typing import Any

import msgspec

from caretasks.core.http import encode
from caretasks.mock.resources.clock import Clock, text
from caretasks.mock.resources.store import Key, MemoryStore, Record, Store
from caretasks.openapi.document import Operation

_FIRST_NUMBER = 1_000_001  # beyond the ids that examples have


class Moment:
    """A thing at some age, for what moves it on.

    Attributes:
        body: what it was when it was born; to be changed into what it is now.
        age: for how many seconds it has been worked on.
        random: the same choices at every age.
    """

    def __init__(self, body: dict[str, Any], record: Record, age: float) -> None:
        self.body = body
        self.age = age
        self.random = Random(record.story)  # noqa: S311 - a story, not a secret
        self._record = record

    def time(self, seconds: float) -> str:
        """When it had been worked on for `seconds`, as RFC 3339 writes it."""
        return text(self._record.said + seconds * self._record.pace)

    def new_uuid(self) -> str:
        """An id, the same at every age if asked for in the same order."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))


Life = Callable[[Moment], None]


class State:
    """The things there are, each by the operation that reads it and that operation's path parameters.

    Args:
        store: where they are kept.
        clock: the time.
        seed: what makes new ids and stories the same in every run; without it they are new.

    Attributes:
        clock: see above.
    """

    def __init__(self, store: Store | None = None, clock: Clock | None = None, seed: str | None = None) -> None:
        self._store: Store = MemoryStore() if store is None else store
        self.clock = self._clock = Clock() if clock is None else clock
        self._seed = seed
        self._lives: dict[Operation, Life] = {}
        self._instant: float | None = None  # what the time is said to be while something is written

    @property
    def seed(self) -> str | None:
        """What makes new things the same in every run, if they are."""
        return self._seed

    def live(self, operation: Operation, life: Life) -> None:
        """Has `life` move on what `operation` reads, but for what is documented."""
        self._lives[operation] = life

    def document(self, operation: Operation, values: Mapping[str, Any], body: Any) -> None:
        """Makes `body` what `operation` reads there, if nothing is and nothing was. It never moves."""
        self._store.add(_key(operation, values), Record(encode(body)))

    def load(self, operation: Operation, values: Mapping[str, Any], body: Any) -> None:
        """The same, but that it moves on if such things do."""
        key = _key(operation, values)
        if self._store.get(key) is None:
            self._store.add(key, self._new(body, moves=operation in self._lives))

    def put(self, operation: Operation, values: Mapping[str, Any], body: Any) -> None:
        """Makes `body` what `operation` reads under these path parameters: new, and moving on if such things do.

        What was there, and was changed by a request, moves on no more.
        """
        key = _key(operation, values)
        moves = operation in self._lives and not self._there(key)
        self._store.put(key, self._new(body, moves=moves))

    def _new(self, body: Any, *, moves: bool) -> Record:
        if not moves:
            return Record(encode(body))
        story = getrandbits(62) if self._seed is None else self._chance("story").getrandbits(62)
        clock = self._clock
        return Record(encode(body), clock.now(), clock.speed, self._said(), clock.pace, story)

    def remove(self, operation: Operation, values: Mapping[str, Any]) -> None:
        """Takes away what `operation` reads under these path parameters, and remembers that it is gone."""
        self._store.put(_key(operation, values), Record(None))

    def clear(self, api: str) -> None:
        """Forgets all of an API, what is documented too."""
        self._store.clear(api)

    def has(self, operation: Operation, values: Mapping[str, Any]) -> bool:
        return self._there(_key(operation, values))

    def removed(self, operation: Operation, values: Mapping[str, Any]) -> bool:
        record = self._store.get(_key(operation, values))
        return record is not None and record.body is None

    def get(self, operation: Operation, values: Mapping[str, Any]) -> Any:
        """What `operation` reads under these path parameters now: data of the caller's own.

        Raises:
            KeyError: there is nothing.
        """
        key = _key(operation, values)
        record = self._store.get(key)
        if record is None or record.body is None:
            raise KeyError(key)
        return self._now(operation, record, record.body)

    def all(self, operation: Operation) -> Iterator[tuple[dict[str, str], Any]]:
        """All that an operation reads, or read: path parameters as text, and what is there, None if it was removed."""
        for path, record in self._store.all(operation.api.name, operation.pointer):
            there = None if record.body is None else self._now(operation, record, record.body)
            yield msgspec.json.decode(path), there

    def _now(self, operation: Operation, record: Record, content: bytes) -> Any:
        """A thing as it is now."""
        body = msgspec.json.decode(content)
        if record.born is not None and operation in self._lives and isinstance(body, dict):
            moment = Moment(body, record, self._clock.age(record.born, record.speed))
            self._lives[operation](moment)
            body = moment.body
        return body

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Within, all that is put is kept, or nothing; and the time stands."""
        with self._store.writing():
            self._instant = self._said()
            try:
                yield
            finally:
                self._instant = None

    def now(self) -> str:
        """The time, in UTC, as RFC 3339 writes it."""
        return text(self._said())

    def _said(self) -> float:
        if self._instant is not None:
            return self._instant
        return self._clock.said(0 if self._seed is None else self._store.next())

    def new_uuid(self) -> str:
        if self._seed is None:
            return str(uuid.uuid4())
        return str(uuid.UUID(int=self._chance("id").getrandbits(128), version=4))

    def _chance(self, what: str) -> Random:
        """Chance that is the same in every run."""
        return Random(f"{self._seed}/{what}/{self._store.next()}")  # noqa: S311 - no secret

    def new_number(self) -> int:
        return _FIRST_NUMBER + self._store.next()

    def _there(self, key: Key) -> bool:
        record = self._store.get(key)
        return record is not None and record.body is not None


def _key(operation: Operation, values: Mapping[str, Any]) -> Key:
    """The key of a thing. UUIDs have no case; a number in a body and its text in a path are the same."""
    uuids = _uuids(operation)
    texts = {name: str(value).lower() if name in uuids else str(value) for name, value in values.items()}
    return Key(operation.api.name, operation.pointer, msgspec.json.encode(texts, order="sorted").decode())


@lru_cache(maxsize=1024)
def _uuids(operation: Operation) -> frozenset[str]:
    """The path parameters that are UUIDs."""
    return frozenset(
        parameter.name
        for parameter in operation.path_parameters
        if parameter.schema is not None and parameter.schema.node.get("format") == "uuid"
    )
