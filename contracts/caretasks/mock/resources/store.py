"""Where a stand-in keeps what there is: in memory, or in a file of SQLite that survives it and that several share."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple, Protocol


class Key(NamedTuple):
    """What a thing is found by: its API, the pointer to the operation that reads it, the path parameters as JSON."""

    api: str
    operation: str
    path: str


@dataclass(frozen=True)
class Record:
    """What is kept of a thing: all that decides what it is at any time, whoever asks.

    Attributes:
        body: its JSON; None where it was removed.
        born: when it began to move, in Unix seconds; None where it does not move.
        speed: how many seconds of work pass in one; 0: all is done at once.
        said: what the time was said to be when it was born, in Unix seconds.
        pace: how many seconds are said to pass in one of work.
        story: the number that decides how it moves.
    """

    body: bytes | None
    born: float | None = None
    speed: float = 0.0
    said: float = 0.0
    pace: float = 0.0
    story: int = 0


class Store(Protocol):
    """What a stand-in needs of the place where things are kept."""

    def get(self, key: Key) -> Record | None: ...

    def put(self, key: Key, record: Record) -> None: ...

    def add(self, key: Key, record: Record) -> None:
        """Puts it unless there is one, or was."""

    def all(self, api: str, operation: str) -> Iterator[tuple[str, Record]]:
        """All that an operation reads, the path parameters beside each, in the order in which they were first put."""
        ...

    def clear(self, api: str) -> None:
        """Forgets all of an API."""

    def next(self) -> int:
        """A number that was not given before: 1, 2, ..."""
        ...

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Within, all is kept or nothing; when it ends, what was put survives the process, if anything here does."""
        yield

    def close(self) -> None: ...


class MemoryStore:
    """Keeps things as long as the process lasts."""

    def __init__(self) -> None:
        self._records: defaultdict[tuple[str, str], dict[str, Record]] = defaultdict(dict)
        self._numbers = count(1)

    def get(self, key: Key) -> Record | None:
        return self._records[key[:2]].get(key.path)

    def put(self, key: Key, record: Record) -> None:
        self._records[key[:2]][key.path] = record

    def add(self, key: Key, record: Record) -> None:
        self._records[key[:2]].setdefault(key.path, record)

    def all(self, api: str, operation: str) -> Iterator[tuple[str, Record]]:
        return iter(list(self._records[api, operation].items()))

    def clear(self, api: str) -> None:
        for place, records in self._records.items():
            if place[0] == api:
                records.clear()

    def next(self) -> int:
        return next(self._numbers)

    @contextmanager
    def writing(self) -> Iterator[None]:
        yield

    def close(self) -> None:
        self._records.clear()


class StoreError(Exception):
    """A file cannot be used, for a request or at all; what was in it is there."""


_MAGIC = b"SQLite format 3\x00"
_APPLICATION = 0x63617265  # "care", by which a file says whose it is
_VERSION = 2
_TABLES = """
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
    PRIMARY KEY (api, operation, path)
);
CREATE TABLE numbers (last INTEGER NOT NULL);
INSERT INTO numbers VALUES (0);
"""
_ADD = "INSERT OR IGNORE INTO things VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PUT = """
INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (api, operation, path)
DO UPDATE SET body = excluded.body, born = excluded.born, speed = excluded.speed, said = excluded.said,
    pace = excluded.pace, story = excluded.story
"""  # an update, unlike a replacement, keeps the place of the row
_GET = "SELECT body, born, speed, said, pace, story FROM things WHERE api = ? AND operation = ? AND path = ?"
_ALL = """
SELECT path, body, born, speed, said, pace, story FROM things WHERE api = ? AND operation = ? ORDER BY rowid
"""
_SECONDS_TO_WAIT = 2  # for another process, while nobody is answered


class SqliteStore:
    """Keeps things in a file.

    Args:
        path: the file, which is made where there is none.

    Raises:
        StoreError: it is damaged, or not a file of this project.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        _demand_ours(path)
        try:
            self._connection = sqlite3.connect(path, timeout=_SECONDS_TO_WAIT, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be used: {error}") from error

    def _prepare(self) -> None:
        sound = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if sound != "ok":
            raise StoreError(f"{self._path} is damaged: {sound}")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise StoreError(f"{self._path} is of version {version}, and this caretasks reads version {_VERSION}")
        if version == 0:  # first of all, so that another process that looks at the file now sees whose it is
            self._connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")  # what is committed survives the process
        with self.writing():
            if self._connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {_VERSION}")

    def get(self, key: Key) -> Record | None:
        row = self._execute(_GET, key).fetchone()
        return None if row is None else Record(*row)

    def put(self, key: Key, record: Record) -> None:
        self._execute(_PUT, (*key, *astuple(record)))

    def add(self, key: Key, record: Record) -> None:
        self._execute(_ADD, (*key, *astuple(record)))

    def all(self, api: str, operation: str) -> Iterator[tuple[str, Record]]:
        for path, *record in self._execute(_ALL, (api, operation)).fetchall():
            yield path, Record(*record)

    def clear(self, api: str) -> None:
        self._execute("DELETE FROM things WHERE api = ?", (api,))

    def next(self) -> int:
        (number,) = self._execute("UPDATE numbers SET last = last + 1 RETURNING last").fetchone()
        return int(number)

    @contextmanager
    def writing(self) -> Iterator[None]:
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
            self._execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._execute("ROLLBACK")
            raise

    def _execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Executes a statement.

        Raises:
            StoreError: another process keeps the file to itself, the disk is full, or the like.
        """
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise StoreError(f"{self._path} cannot be used: {error}") from error

    def close(self) -> None:
        self._connection.close()


def _demand_ours(path: Path) -> None:
    """Refuses a file that is there and not ours, before anything is opened that could change it."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise StoreError(f"{path} cannot be made: there is no folder {path.parent}") from None
        return
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error
    if not head:
        return  # made by this process or another one that is about to fill it
    if not head.startswith(_MAGIC) or len(head) < 100 or int.from_bytes(head[68:72], "big") != _APPLICATION:
        raise StoreError(f"{path} is not a file of caretasks mock; name another, or one that is not there yet")
