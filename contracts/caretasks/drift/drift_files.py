"""Reading of drift files, and the merged differences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

FORMAT_VERSION = 1
_MAX_LINE_BYTES = 2**20
_STRINGS = ("time", "api", "operation", "method", "path", "pointer", "expected", "actual")


class DifferenceKey(NamedTuple):
    """The identity of a difference: the attributes of a `DriftEvent`."""

    api: str
    operation: str
    method: str
    path: str
    status: int
    pointer: str
    expected: str
    actual: str


@dataclass(frozen=True)
class Difference:
    """A difference between the responses of an operation and the spec.

    Attributes:
        key: What differs.
        count: How often it was received.
        first: When it was received first, as an ISO 8601 date-time in UTC.
        last: When it was received last.
    """

    key: DifferenceKey
    count: int
    first: str
    last: str


@dataclass
class DriftContent:
    """The content of some drift files.

    Attributes:
        differences: The merged differences, in the order of APIs, operations and locations.
        problems: What could not be read, as sentences.
        files: The number of files that were read.
    """

    differences: list[Difference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    files: int = 0


def read_drift_files(paths: Iterable[Path]) -> DriftContent:
    """Read files and merge their differences. What cannot be read is a problem, and the rest is read."""
    content = DriftContent()
    merged: dict[DifferenceKey, Difference] = {}
    for path in dict.fromkeys(paths):
        try:
            with path.open("rb") as file:
                content.files += 1
                for found in _iter_differences(path, _iter_lines(file), content.problems):
                    known = merged.get(found.key)
                    merged[found.key] = found if known is None else _merge(known, found)
        except OSError as error:
            content.problems.append(f"{path} cannot be read: {error.strerror or type(error).__name__}")
    content.differences = [merged[key] for key in sorted(merged)]
    return content


def _merge(one: Difference, other: Difference) -> Difference:
    return replace(
        one, count=one.count + other.count, first=min(one.first, other.first), last=max(one.last, other.last)
    )


def _iter_lines(file: Any) -> Iterator[bytes]:
    """Yield the lines of a file; of a line that is too long to be one, the parts."""
    while line := file.readline(_MAX_LINE_BYTES):
        yield line


def _iter_differences(path: Path, lines: Iterable[bytes], problems: list[str]) -> Iterator[Difference]:
    unreadable: list[int] = []
    number, line = 0, b"\n"
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = _parse(line)
        if record is None:
            unreadable.append(number)
        elif record.get("full") is True:
            problems.append(f"{path}:{number}: the file had reached its max_bytes, so its numbers are too low")
        elif (found := _difference(record)) is None:
            unreadable.append(number)
        else:
            yield found
    if unreadable == [number] and not line.endswith(b"\n"):
        problems.append(f"{path}:{number}: the last line was cut off; the rest was read")
    elif unreadable:
        more = f" and {len(unreadable) - 1:,} more" if len(unreadable) > 1 else ""
        problems.append(
            f"{path}:{unreadable[0]}{more}: not a line of a drift file of version {FORMAT_VERSION}; skipped"
        )


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and record.get("version") == FORMAT_VERSION else None


def _difference(record: dict[str, Any]) -> Difference | None:
    strings, status, count = [record.get(name) for name in _STRINGS], record.get("status"), record.get("count", 1)
    since = record.get("since", record.get("time"))
    if not all(isinstance(each, str) for each in (*strings, since)) or type(status) is not int:
        return None
    if not 100 <= status <= 999 or type(count) is not int or not 1 <= count < 2**63:
        return None
    time, api, operation, method, path, pointer, expected, actual = map(str, strings)
    if pointer and not pointer.startswith("/"):
        return None
    key = DifferenceKey(api, operation, method, path, status, pointer, expected, actual)
    return Difference(key, count, min(str(since), time), time)
