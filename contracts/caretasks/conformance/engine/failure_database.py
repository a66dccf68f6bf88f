"""What is kept between runs, if anything is: made-up requests that broke a promise, for the next run to send first.

Hypothesis keeps its examples in a database, but only those whose test fails, and the engine's tests go on to their end
instead. So it is told here which ones to keep. An example is the choices by which a request was made up; no answer, and
no key, is in it.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
from hypothesis.control import current_build_context, currently_in_test_context
from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase, choices_to_bytes

from caretasks.conformance.config import Settings
from caretasks.openapi.document import Api

_REDIS = ("redis", "rediss", "unix")
_PROFILE = "caretasks"
_SUB_KEYS = (b".pareto", b".secondary")  # of examples that broke nothing, or are longer than need be


class DatabaseError(Exception):
    """The database cannot be used. The message says why, and what to do."""


class Examples(ExampleDatabase):
    """The database of a run.

    Args:
        store: where its examples are.
    """

    def __init__(self, store: ExampleDatabase) -> None:
        super().__init__()
        self._store = store
        self._key: bytes | None = None
        self._known: dict[Hashable, bytes] = {}

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """What is sent first in the test of that key."""
        if key.endswith(_SUB_KEYS):
            return ()
        self._key = key  # a test asks when it begins, and one runs at a time
        return tuple(self._store.fetch(key))

    def save(self, key: bytes, value: bytes) -> None:
        """Keeps an example that fails its test."""
        if not key.endswith(_SUB_KEYS):
            self._store.save(key, value)

    def delete(self, key: bytes, value: bytes) -> None:
        """Drops an example that does not fail its test, unless it has broken a promise in this run."""
        if value not in self._known.values():
            self._store.delete(key, value)

    def keep(self, broken: Hashable) -> None:
        """Keeps the example that is being sent, the first for each thing that was broken in a test."""
        if self._key is None or not currently_in_test_context():
            return
        choices = current_build_context().data.choices
        if choices and (self._key, broken) not in self._known:
            self._known[self._key, broken] = value = choices_to_bytes(choices)
            self._store.save(self._key, value)


@contextmanager
def kept(api: Api, settings: Settings) -> Iterator[Examples | None]:
    """For the while, Hypothesis has the database that the settings name, of that API; None where they name none.

    Raises:
        DatabaseError: as `demand`.
    """
    if settings.database is None:
        yield None
        return
    database = Examples(_opened(settings.database, api.name))
    before = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.register_profile(_PROFILE, hypothesis.settings.get_profile("default"), database=database)
    hypothesis.settings.load_profile(_PROFILE)
    try:
        yield database
    finally:
        hypothesis.settings.load_profile(before)


def demand(database: str | None) -> None:
    """Goes on if a database can be used.

    Raises:
        DatabaseError: it cannot.
    """
    if database is None:
        return
    if _is_redis(database):
        client, trouble = _redis(database)
        try:
            client.ping()
        except trouble as error:
            where = urlsplit(database).hostname or "this machine"  # and no password
            raise DatabaseError(f"--database: the Redis server at {where} does not answer: {error}") from None
        return
    folder = Path(database)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"--database: {database} cannot be made a folder: {error.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DatabaseError(f"--database: {database} cannot be written to")


def _opened(database: str, api: str) -> ExampleDatabase:
    if not _is_redis(database):
        return DirectoryBasedExampleDatabase(Path(database) / api)
    made: ExampleDatabase = import_module("hypothesis.extra.redis").RedisExampleDatabase(
        _redis(database)[0], key_prefix=f"caretasks:{api}:".encode()
    )
    return made


def _is_redis(database: str) -> bool:
    return database.partition("://")[0] in _REDIS and "://" in database


def _redis(url: str) -> tuple[Any, type[Exception]]:
    """A client of a Redis server, and what it raises."""
    try:
        library = import_module("redis")
    except ImportError:
        wanted = "pip install 'hypothesis[redis]'"
        raise DatabaseError(f"--database: a Redis server needs a package that is not installed: {wanted}") from None
    try:
        return library.Redis.from_url(url), library.RedisError
    except ValueError as error:
        raise DatabaseError(f"--database: {error}") from None
