"""The failure database (`--database`): generated requests that caused a failure, to be sent first in the next run.

Hypothesis stores only examples whose test fails, but Schemathesis continues after a failure. So the suite chooses the
examples to store. An example consists of the choices that generated a request. It contains no response and no API key.
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
from caretasks.core.errors import UsageError
from caretasks.openapi.document import Api

_REDIS_SCHEMES = ("redis", "rediss", "unix")
_PROFILE = "caretasks"
_SECONDARY_KEY_SUFFIXES = (b".pareto", b".secondary")  # examples without a failure, or not minimal


class FailureDatabase(ExampleDatabase):
    """A Hypothesis database that stores the examples that caused a failure in another one."""

    def __init__(self, store: ExampleDatabase) -> None:
        super().__init__()
        self._store = store
        self._key: bytes | None = None
        self._saved: dict[Hashable, bytes] = {}

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """Return the examples to run first in the test with this key."""
        if key.endswith(_SECONDARY_KEY_SUFFIXES):
            return ()
        self._key = key  # each test fetches when it starts, and only one runs at a time
        return tuple(self._store.fetch(key))

    def save(self, key: bytes, value: bytes) -> None:
        """Store an example that fails its test."""
        if not key.endswith(_SECONDARY_KEY_SUFFIXES):
            self._store.save(key, value)

    def delete(self, key: bytes, value: bytes) -> None:
        """Delete an example that does not fail its test, unless it caused a failure in this run."""
        if value not in self._saved.values():
            self._store.delete(key, value)

    def save_current(self, failure: Hashable) -> None:
        """Store the example that is being sent, if it is the first in its test with this failure."""
        if self._key is None or not currently_in_test_context():
            return
        choices = current_build_context().data.choices
        if choices and (self._key, failure) not in self._saved:
            self._saved[self._key, failure] = value = choices_to_bytes(choices)
            self._store.save(self._key, value)


@contextmanager
def opened_database(api: Api, settings: Settings) -> Iterator[FailureDatabase | None]:
    """Make Hypothesis use the failure database of an API while the block runs, if the settings have one."""
    if settings.database is None:
        yield None
        return
    database = FailureDatabase(_open_store(settings.database, api.name))
    original_profile = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.register_profile(_PROFILE, hypothesis.settings.get_profile("default"), database=database)
    hypothesis.settings.load_profile(_PROFILE)
    try:
        yield database
    finally:
        hypothesis.settings.load_profile(original_profile)


def validate_database(database: str | None) -> None:
    """Check that a database can be used, and create its directory.

    Raises:
        UsageError: It cannot be used.
    """
    if database is None:
        return
    if _is_redis_url(database):
        client, redis_error = _redis_client(database)
        try:
            client.ping()
        except redis_error as error:
            host = urlsplit(database).hostname or "this machine"  # not the URL: it may contain a password
            raise UsageError(f"--database: cannot connect to the Redis server at {host}: {error}") from None
        return
    if "://" in database:
        scheme = database.partition("://")[0]
        raise UsageError(
            f"--database: unknown URL scheme {scheme!r}; use a directory, or the URL of a Redis server "
            f"({', '.join(f'{name}://' for name in _REDIS_SCHEMES)})"
        )
    directory = Path(database)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--database: cannot create the directory {database}: {error.strerror}") from None
    if not os.access(directory, os.W_OK | os.X_OK):
        raise UsageError(f"--database: {database} is not writable")


def _open_store(database: str, api: str) -> ExampleDatabase:
    if not _is_redis_url(database):
        return DirectoryBasedExampleDatabase(Path(database) / api)
    store: ExampleDatabase = import_module("hypothesis.extra.redis").RedisExampleDatabase(
        _redis_client(database)[0], key_prefix=f"caretasks:{api}:".encode()
    )
    return store


def _is_redis_url(database: str) -> bool:
    return database.partition("://")[0] in _REDIS_SCHEMES and "://" in database


def _redis_client(url: str) -> tuple[Any, type[Exception]]:
    """Return a client for a Redis server, and the base class of its exceptions."""
    try:
        library = import_module("redis")
    except ImportError:
        command = "pip install 'hypothesis[redis]'"
        raise UsageError(f"--database: the redis package is not installed. Install it: {command}") from None
    try:
        return library.Redis.from_url(url), library.RedisError
    except ValueError as error:
        raise UsageError(f"--database: {error}") from None
