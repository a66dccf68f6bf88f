"""The file of `--baseline`: accepted findings in TOML, which people edit and `--update-baseline` extends.

    [[known]]
    api = "unpod"
    operation = "get_run_tasks"
    fact = "UN-11"                                 # or: check = "response_schema_conformance"
    pointer = "response body /status_code"         # without it: anywhere in the operation
    reason = "Ticket 4711"
    accepted_by = "Robin Sample"
    expires = 2027-01-31                           # optional: the last day on which it is accepted

An update keeps the text of each entry that stays, comments included, and appends new entries.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from caretasks.conformance.changes.baseline import PLACEHOLDER, Baseline, BaselineResult, Entry, EntryStatus
from caretasks.conformance.changes.causes import Cause
from caretasks.conformance.model import Acceptance, Finding
from caretasks.core.errors import UsageError, suggest_name
from caretasks.core.files import TomlFile, write_file

_TABLE = "known"
_REQUIRED = ("api", "operation", "reason", "accepted_by")
_KEYS = (
    "api",
    "operation",
    "fact",
    "check",
    "pointer",
    "schema",
    "title",
    "phases",
    "reason",
    "accepted_by",
    "expires",
)
_HEADER = re.compile(r"\s*\[\[\s*(known|\"known\"|'known')\s*\]\]")
_INTRODUCTION = """\
# Accepted findings, for `caretasks check --baseline`. An entry without a reason, or after its date `expires`, accepts
# nothing.
"""


def read_baseline(path: Path, *, may_be_missing: bool = False) -> Baseline:
    """Read a baseline file; if it may be missing, a file that does not exist has no entries.

    Raises:
        UsageError: The file cannot be read, is not TOML, or has an invalid entry. The message names the line.
    """
    if not path.exists():
        if may_be_missing:
            return Baseline(path)
        raise UsageError(f"cannot read {path}: it does not exist; --update-baseline creates it")
    file = TomlFile.read(path)
    for name in file.tables:
        if name != _TABLE:
            raise file.error_at(f"unknown name {name!r}; each entry begins with a line [[{_TABLE}]]", name)
    tables = file.tables.get(_TABLE, [])
    lines = re.findall(r"[^\n]*\n|[^\n]+", file.text)  # `splitlines` also ends a line where TOML does not
    headers = _find_headers(lines)
    if not isinstance(tables, list) or len(tables) != len(headers) or (_TABLE in file.tables and not headers):
        raise file.error_at(f"each entry must begin with a line [[{_TABLE}]]", _TABLE)
    starts = [_find_start(lines, header) for header in headers]
    ends = [*starts[1:], len(lines)][: len(starts)]
    entries: list[Entry] = []
    for table, start, end in zip(tables, headers, ends, strict=True):
        entry = _EntryReader(path, table, lines[start:end], start + 1).read()
        if entry.cause in (duplicates := {each.cause: each for each in entries}):
            first = duplicates[entry.cause].acceptance.location
            raise UsageError(f"{entry.acceptance.location}: {first} accepts the same finding; remove one of them")
        entries.append(entry)
    blocks = ["".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    preamble = "".join(lines[: starts[0]] if starts else lines)
    return Baseline(path, preamble, tuple(entries), tuple(blocks))


def _find_headers(lines: Sequence[str]) -> list[int]:
    """Return the indexes of the lines that begin an entry. Lines inside a string look the same, but end no TOML."""
    headers: list[int] = []
    for index, line in enumerate(lines):
        if _HEADER.match(line) and _is_toml("".join(lines[headers[-1] if headers else 0 : index])):
            headers.append(index)
    return headers


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _find_start(lines: Sequence[str], header: int) -> int:
    """Return the index of the first line of the comment above an entry, or else of its header."""
    while header and lines[header - 1].lstrip().startswith("#"):
        header -= 1
    return header


@dataclass(frozen=True)
class _EntryReader:
    """Reader of one entry, whose lines begin with its header."""

    path: Path
    table: Mapping[str, Any]
    lines: Sequence[str]
    number: int

    def read(self) -> Entry:
        table = self.table
        for key in table:
            if key not in _KEYS:
                raise self._error(f"unknown key {key!r}; use {', '.join(_KEYS)}.{suggest_name(key, _KEYS)}", key)
        for key in _REQUIRED:
            if key not in table:
                raise self._error(f"the entry has no {key}")
        for key in ("check", *_REQUIRED):
            if key in table and not (isinstance(table[key], str) and table[key].strip()):
                raise self._error(f"{key} must be a string with some text", key)
        for key in ("pointer", "schema", "title"):
            if not isinstance(table.get(key, ""), str):
                raise self._error(f"{key} must be a string", key)
        if ("fact" in table) == ("check" in table):
            raise self._error("the entry must have either fact or check")
        facts, phases = self._read_strings("fact"), self._read_strings("phases")
        expires = table.get("expires")
        if expires is not None and (not isinstance(expires, date) or isinstance(expires, datetime)):
            raise self._error("expires must be a date without quotes, such as 2027-01-31", "expires")
        location = f"{self.path}:{self.number}"
        names = tuple(sorted(facts)) or (table["check"],)
        return Entry(
            Cause(table["api"], table["operation"], names, table.get("pointer")),
            Acceptance(location, table["reason"], table["accepted_by"], expires),
            table.get("title", ""),
            phases,
            facts,
            table.get("schema", ""),
        )

    def _read_strings(self, key: str) -> tuple[str, ...]:
        """Return the value of a key, which is a string or a list of strings; nothing without the key."""
        value = self.table.get(key, [])
        values = value if isinstance(value, list) else [value]
        if (key in self.table and not values) or not all(isinstance(each, str) and each for each in values):
            raise self._error(f"{key} must be a string, or a list of strings", key)
        return tuple(values)

    def _error(self, message: str, key: str = "") -> UsageError:
        """Return an error with the line of a key, or else of the header."""
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        offset = next((index for index, line in enumerate(self.lines) if key and pattern.match(line)), 0)
        return UsageError(f"{self.path}:{self.number + offset}: {message}")


@dataclass(frozen=True)
class Update:
    """A change of a baseline file: numbers of entries added and removed, and whether the added ones need a reason."""

    added: int
    removed: int
    needs_reason: bool

    def __str__(self) -> str:
        hint = f"; give each a reason and a name instead of {PLACEHOLDER}" if self.needs_reason else ""
        return f"{self.added} added, {self.removed} removed{hint}"


def update_baseline(
    baseline: Baseline, result: BaselineResult, *, reason: str | None, accepted_by: str | None, keep_fixed: bool
) -> Update:
    """Write a baseline file with the new findings of a run, and without the entries that are fixed.

    The text of the other entries does not change. Without a reason or a name, new entries have a placeholder, with
    which they accept nothing.

    Args:
        baseline: The file as it is now.
        result: The run compared with it.
        reason: Why the new findings are accepted.
        accepted_by: Who accepted them.
        keep_fixed: Whether fixed entries stay, because the run sent only a part of the requests.

    Raises:
        UsageError: The file cannot be written. It is unchanged.
    """
    removed = set() if keep_fixed else {each.entry for each in result.with_status(EntryStatus.FIXED)}
    kept = [block for entry, block in zip(baseline.entries, baseline.blocks, strict=True) if entry not in removed]
    reason, accepted_by = reason or PLACEHOLDER, accepted_by or PLACEHOLDER
    added = list({Cause.from_finding(*each): _format_entry(*each, reason, accepted_by) for each in result.new}.values())
    if not added and not removed and baseline.path.exists():
        return Update(0, 0, needs_reason=False)
    text = (baseline.preamble or ("" if kept else _INTRODUCTION)) + "".join(kept)
    text = "\n\n".join(filter(None, [text.rstrip("\n"), *added])) + "\n"
    _write(baseline.path, text)
    return Update(len(added), len(removed), needs_reason=bool(added) and PLACEHOLDER in (reason, accepted_by))


def _write(path: Path, text: str) -> None:
    target = path.resolve()  # a link stays one
    if target.exists() and b"\r\n" in target.read_bytes():
        text = text.replace("\n", "\r\n")
    write_file(target, lambda file: file.write(text))


def _format_entry(api: str, finding: Finding, reason: str, accepted_by: str) -> str:
    cause = Cause.from_finding(api, finding)
    facts = [fact.id for fact in finding.facts]
    values: dict[str, str | Collection[str]] = {
        "api": api,
        "operation": cause.operation,
        "fact" if facts else "check": cause.names if len(cause.names) > 1 else cause.names[0],
        "pointer": cause.pointer or "",
        "schema": finding.schema_pointer if finding.schema_pointer.startswith("/components/") else "",
        "title": finding.title,
        "phases": sorted(finding.phases),
        "reason": reason,
        "accepted_by": accepted_by,
    }
    lines = (f"{key} = {_format_value(value)}" for key, value in values.items() if value or key == "pointer")
    return "\n".join([f"[[{_TABLE}]]", *lines])


def _format_value(value: str | Iterable[str]) -> str:
    if not isinstance(value, str):
        return f"[{', '.join(map(_format_value, value))}]"
    return f'"{"".join(map(_escape, value))}"'


def _escape(character: str) -> str:
    """Return a character for a TOML string, which cannot contain surrogates."""
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return "\N{REPLACEMENT CHARACTER}" if "\ud800" <= character <= "\udfff" else f"\\U{ord(character):08X}"
