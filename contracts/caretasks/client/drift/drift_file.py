"""A hook that appends drift to a JSON Lines file, which `caretasks drift report` reads.

A line is an object with `version`, `time`, `since` (of the first event, if the line counts several), `count`, and the
attributes of the event. The first 100 events of a difference are one line each. Later ones are counted: there is a line
for each 100 of them, and at most one per minute otherwise, so that a busy service does not fill its disk.
"""

import json
import logging
import os
import stat
import threading
import time
import weakref
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from ..hooks import DriftEvent
from ..types import FilePath

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FORMAT_VERSION = 1
DEFAULT_MAX_BYTES = 16 * 2**20
_SINGLE_EVENTS = 100
_MAX_PENDING = 100
_MAX_PENDING_SECONDS = 60.0
_MAX_DIFFERENCES = 10_000
"""Differences whose events are counted. A recursive schema has any number of locations."""
_MAX_POINTER_LENGTH = 2000
_MARKER_BYTES = 4096
"""The limit of the bytes after `max_bytes`: each process adds a line that says that the file is full."""

_log = logging.getLogger("caretasks.drift")

_Key = tuple[str, str, str, str, int, str, str, str]


class DriftFile:
    """Hooks that append each difference to a JSON Lines file.

    The file is created with mode 0600, and opened for each line: it may be moved or removed at any time. A line is
    appended by one system call while the file is locked (not on Windows), so that any number of threads and processes
    can share a file, other than on NFS.

    Args:
        path: the file. Its folder must exist.
        max_bytes: the size at which nothing more is written; the last line says so.

    Raises:
        OSError: the file cannot be created or appended to, or is not a regular file.
    """

    def __init__(self, path: FilePath, *, max_bytes: int = DEFAULT_MAX_BYTES) -> None:
        if max_bytes <= 0:
            raise ValueError(f"max_bytes must be positive, got {max_bytes!r}")
        self._counter = _Counter(_Appender(os.fspath(path), max_bytes))
        weakref.finalize(self, self._counter.flush)  # also at the exit of the interpreter

    def on_drift(self, event: DriftEvent) -> None:
        """Record a difference. If the file cannot be written, that is logged once."""
        self._counter.add(event)

    def flush(self) -> None:
        """Write the events that are counted and not written yet. It is called when the program exits."""
        self._counter.flush()


@dataclass(slots=True)
class _Count:
    """The events of a difference: all of the process, and those that no line has."""

    total: int
    pending: int
    since: str
    written_at: float


class _Appender:
    """Appends lines to a file."""

    def __init__(self, path: str | bytes, max_bytes: int) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._problems: set[str] = set()
        os.close(self._open())

    def append(self, record: dict[str, str | int]) -> None:
        """Append a record as a line, unless the file is full."""
        try:
            descriptor = self._open()
            try:
                with _locked(descriptor):
                    self._append(descriptor, record)
            finally:
                os.close(descriptor)
        except OSError as error:
            self._warn(f"cannot be written: {error.strerror or type(error).__name__}")

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
        for name in ("O_CLOEXEC", "O_NONBLOCK", "O_BINARY"):  # a pipe without a reader must not block
            flags |= getattr(os, name, 0)
        descriptor = os.open(self._path, flags, 0o600)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise OSError(None, "not a regular file", self._path)
            if found.st_mode & 0o077 and hasattr(os, "fchmod"):
                os.fchmod(descriptor, 0o600)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _append(self, descriptor: int, record: dict[str, str | int]) -> None:
        line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
        size = os.fstat(descriptor).st_size
        if size + len(line) > self._max_bytes:
            if self._warn(f"has reached max_bytes ({self._max_bytes})") and size < self._max_bytes + _MARKER_BYTES:
                marker = {"version": FORMAT_VERSION, "time": record["time"], "full": True}
                line = json.dumps(marker, separators=(",", ":")).encode() + b"\n"
            else:
                return
        if size:
            os.lseek(descriptor, -1, os.SEEK_END)
            if os.read(descriptor, 1) != b"\n":  # a line was cut off when the disk was full
                line = b"\n" + line
        os.write(descriptor, line)

    def _warn(self, problem: str) -> bool:
        """Log a problem of the file, and return whether it is the first time."""
        if problem in self._problems:
            return False
        self._problems.add(problem)
        _log.warning("%s %s; no more drift is recorded there while that is so", os.fsdecode(self._path), problem)
        return True


@contextmanager
def _locked(descriptor: int) -> Generator[None, None, None]:
    """Lock a file, since a line that another process is still writing looks like one that was cut off."""
    if fcntl is None:
        yield
        return
    with suppress(OSError):  # a file system without locks
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)  # a child of a fork may hold the descriptor open


class _Counter:
    """Writes a line for each of the first events of a difference, and counts the later ones."""

    def __init__(self, appender: _Appender) -> None:
        self._appender = appender
        self._start()

    def _start(self) -> None:
        self._process = os.getpid()
        self._counts: dict[_Key, _Count] = {}
        self._lock = threading.RLock()  # a signal handler may make a call, too

    def add(self, event: DriftEvent) -> None:
        if os.getpid() != self._process:  # after a fork, the counts are those of the parent, and its lock may be held
            self._start()
        key = _key(event)
        with self._lock:
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            count = self._counts.get(key)
            if count is None:
                count = _Count(0, 0, now, 0.0)
                if len(self._counts) < _MAX_DIFFERENCES:
                    self._counts[key] = count
            count.total += 1
            count.pending += 1
            if count.pending == 1:
                count.since = now
            waited = time.monotonic() - count.written_at
            if count.total <= _SINGLE_EVENTS or count.pending >= _MAX_PENDING or waited >= _MAX_PENDING_SECONDS:
                self._write(key, count, now)

    def flush(self) -> None:
        if os.getpid() != self._process:
            return
        with self._lock:
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            for key, count in self._counts.items():
                if count.pending:
                    self._write(key, count, now)

    def _write(self, key: _Key, count: _Count, now: str) -> None:
        api, operation, method, path, status, pointer, expected, actual = key
        self._appender.append(
            {
                "version": FORMAT_VERSION,
                "time": now,
                **({"since": count.since} if count.pending > 1 else {}),
                "count": count.pending,
                "api": api,
                "operation": operation,
                "method": method,
                "path": path,
                "status": status,
                "pointer": pointer,
                "expected": expected,
                "actual": actual,
            }
        )
        count.pending, count.written_at = 0, time.monotonic()


def _key(event: DriftEvent) -> _Key:
    pointer = event.pointer
    if len(pointer) > _MAX_POINTER_LENGTH:  # in a deep value of a recursive schema
        pointer = pointer[:_MAX_POINTER_LENGTH].rpartition("/")[0] + "/…"
    return event.api, event.operation, event.method, event.path, event.status, pointer, event.expected, event.actual
