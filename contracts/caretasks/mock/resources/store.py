"""Stores for the resources of a mock server: in memory, or in a SQLite file that several processes can share."""

from __future__ import annotations

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from caretasks.mock.model import HttpError


class ResourceKey(NamedTuple):
    """The key of a stored resource: its API, the JSON pointer to the operation that reads it, and the path parameters.

    The path parameters are a JSON object, sorted by name.
    """

    api: str
    operation: str
    path: str


class Record(NamedTuple):
    """A stored resource, with everything that determines its state at any time; see `Clock` and `Snapshot`."""

    body: bytes | None
    """The JSON body at creation; None if the resource was removed."""
    created_at: float | None = None
    """When it was created, in Unix seconds; None if its state does not change over time."""
    speed: float = 0.0
    reported_time: float = 0.0
    reported_rate: float = 0.0
    seed: int = 0


class Store:
    """The records of a mock server, in memory."""

    def __init__(self) -> None:
        self._records: defaultdict[tuple[str, str], dict[str, Record]] = defaultdict(dict)
        self._numbers = count(1)

    def get(self, key: ResourceKey) -> Record | None:
        """Return the record under a key, or None."""
        return self._records[key[:2]].get(key.path)

    def save(self, key: ResourceKey, record: Record) -> None:
        """Store a record, or replace the one under this key."""
        self._records[key[:2]][key.path] = record

    def add(self, key: ResourceKey, record: Record) -> None:
        """Store a record, unless there is one under this key. The record of a removed resource counts too."""
        self._records[key[:2]].setdefault(key.path, record)

    def iter_records(self, api: str, operation: str) -> Iterator[tuple[str, Record]]:
        """Yield the path parameters and the record of each resource of an operation, in order of creation."""
        return iter(list(self._records[api, operation].items()))

    def clear(self, api: str) -> None:
        """Delete all records of an API."""
        for (record_api, _), records in self._records.items():
            if record_api == api:
                records.clear()

    def next_number(self) -> int:
        """Return the next of the numbers 1, 2, ..."""
        return next(self._numbers)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Store all changes of the block or, if it raises, none. In memory, changes are not undone."""
        yield

    def close(self) -> None:
        """Release the resources of the store, such as an open file."""


class StoreError(HttpError):
    """A database file cannot be used. Its content is unchanged. Clients do not get the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(503, "the mock server cannot use its database file; see its log", specific=True)
        self.args = (reason,)


_SQLITE_HEADER = b"SQLite format 3\x00"
_APPLICATION_ID = 0x63617265  # "care"
_FORMAT_VERSION = 3
# The names of tables and columns are part of the file format. The columns are in the order of `Record`'s fields. With a
# checksum of each record, no code that reads one has to expect damaged data, which SQLite does not detect.
_CREATE_TABLES = """
CREATE TABLE things (
    api TEXT NOT NULL,
    operation TEXT NOT NULL,
    path TEXT NOT NULL,
    body BLOB,
    born REAL,
    speed REAL NOT NULL,
    said REAL NOT NULL,
    pace REAL NOT NULL,
    story INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (api, operation, path)
);
CREATE TABLE numbers (last INTEGER NOT NULL);
INSERT INTO numbers VALUES (0);
"""
_INSERT = "INSERT OR IGNORE INTO things VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_UPSERT = """
INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (api, operation, path)
DO UPDATE SET body = excluded.body, born = excluded.born, speed = excluded.speed, said = excluded.said,
    pace = excluded.pace, story = excluded.story, checksum = excluded.checksum
"""  # unlike INSERT OR REPLACE, an update keeps the row's position
_SELECT = """
SELECT path, body, born, speed, said, pace, story, checksum FROM things WHERE api = ? AND operation = ? AND path = ?
"""
_SELECT_ALL = """
SELECT path, body, born, speed, said, pace, story, checksum FROM things WHERE api = ? AND operation = ? ORDER BY rowid
"""
# The last two are for values of damaged files: numbers that are too large, and messages that are not UTF-8.
_ERRORS = (sqlite3.Error, OverflowError, UnicodeDecodeError)
_LOCK_TIMEOUT_SECONDS = 2  # no request is processed while the store waits for another process


class SqliteStore(Store):
    """The records of a mock server, in a SQLite file.

    Raises:
        StoreError: The file is damaged, or was not created by `caretasks mock`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        _require_own_file(path)
        try:
            self._connection = sqlite3.connect(path, timeout=_LOCK_TIMEOUT_SECONDS, isolation_level=None)
            self._connection.text_factory = _decode_text
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise
        except _ERRORS as error:
            raise StoreError(f"{path} cannot be used: {error}") from error

    def _prepare(self) -> None:
        integrity = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if integrity != "ok":
            raise StoreError(f"{self._path} is damaged: {integrity}. Use another file.")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _FORMAT_VERSION):
            raise StoreError(
                f"{self._path} has format version {version}, but this version of caretasks requires "
                f"{_FORMAT_VERSION}. Use another file."
            )
        if version == 0:  # written first, so that another process can identify the file from now on
            self._connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        self._connection.execute("PRAGMA journal_mode = WAL")  # other processes read while one writes
        self._connection.execute("PRAGMA synchronous = NORMAL")  # commits survive a crash of the process
        with self.transaction():
            if self._connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in filter(str.strip, _CREATE_TABLES.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {_FORMAT_VERSION}")

    def get(self, key: ResourceKey) -> Record | None:
        rows = self._execute(_SELECT, key)
        return self._verify(key.api, key.operation, *rows[0]) if rows else None

    def save(self, key: ResourceKey, record: Record) -> None:
        self._execute(_UPSERT, (*key, *record, _checksum(*key, record)))

    def add(self, key: ResourceKey, record: Record) -> None:
        self._execute(_INSERT, (*key, *record, _checksum(*key, record)))

    def iter_records(self, api: str, operation: str) -> Iterator[tuple[str, Record]]:
        for row in self._execute(_SELECT_ALL, (api, operation)):
            yield row[0], self._verify(api, operation, *row)

    def _verify(self, api: str, operation: str, path: object, *columns: Any) -> Record:
        """Return the record of a row, or raise `StoreError` if the row is damaged."""
        record = Record(*columns[:-1])
        if columns[-1] != _checksum(api, operation, path, record):
            raise StoreError(f"{self._path} is damaged: a resource of {api} has a wrong checksum. Use another file.")
        return record

    def clear(self, api: str) -> None:
        self._execute("DELETE FROM things WHERE api = ?", (api,))

    def next_number(self) -> int:
        rows = self._execute("UPDATE numbers SET last = last + 1 RETURNING last")
        if not rows or not isinstance(rows[0][0], int):
            raise StoreError(f"{self._path} is damaged: it has lost the number of its resources. Use another file.")
        return rows[0][0]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
            self._execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._execute("ROLLBACK")
            raise

    def _execute(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement. An error of SQLite, as of a locked or damaged file, is a `StoreError`."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except _ERRORS as error:
            raise StoreError(f"{self._path} cannot be used: {error}") from error

    def close(self) -> None:
        self._connection.close()


def _checksum(api: str, operation: str, path: object, record: Record) -> int:
    columns = [float(column) if isinstance(column, int) else column for column in record[1:5]]  # as SQLite returns them
    content = repr((api, operation, path, record.body, *columns, record.seed))
    return zlib.crc32(content.encode("utf-8", "surrogateescape"))


def _decode_text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")  # the text of a damaged file may not be UTF-8


def _require_own_file(path: Path) -> None:
    """Raise `StoreError` for a file that `caretasks mock` did not create, before SQLite can change it."""
    if path.exists() and not path.is_file():  # opening a pipe would wait for its other end
        raise StoreError(f"{path} is not a file. Use the name of a file, or of one that does not exist.")
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise StoreError(f"{path} cannot be created: the directory {path.parent} does not exist") from None
        return
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error
    if not head:
        return  # just created by a process that is about to write to it
    if not head.startswith(_SQLITE_HEADER) or len(head) < 100 or int.from_bytes(head[68:72], "big") != _APPLICATION_ID:
        raise StoreError(f"{path} is not a database of caretasks mock. Use another file, or one that does not exist.")
