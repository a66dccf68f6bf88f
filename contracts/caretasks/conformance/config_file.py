"""The configuration file of a project: `caretasks.toml`, or the table `[tool.caretasks]` of `pyproject.toml`.

It names servers (`[targets.NAME]`) and sets defaults for options. It is in version control, so it contains no key, no
password and no literal value of a header: those are read from the environment.

    max-examples = 50

    [targets.staging]
    api = "unpod"
    url = "https://staging.example.com"
    fixtures = "clinic.toml"
    headers = {X-Gateway = "$GATEWAY_TOKEN"}
    exclude-operation.create_tasks = {reason = "it calls a person"}
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from caretasks.conformance import config
from caretasks.conformance.target.network import HeaderReference
from caretasks.core.arguments import parse_int, parse_positive_int
from caretasks.core.errors import UsageError, unknown_name
from caretasks.core.files import TomlFile

FILE_NAME = "caretasks.toml"
_SECRET_NAME = re.compile(
    r"(?:^|[-_])(?:key|password|passwd|passphrase|token|secret|authorization|credentials?)$", re.IGNORECASE
)


@dataclass(frozen=True)
class _Kind:
    """The type of a value: `description` completes "… must be", and `parse` raises a `ValueError` or returns it."""

    description: str
    parse: Callable[[Any], Any]


class _EntryError(ValueError):
    """An entry of a table is invalid. The message omits its value."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


def _parse_text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _from_number(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Return the parser of a number that applies the limits of the command-line option."""

    def parse_value(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError
        try:
            return parse(str(value))
        except argparse.ArgumentTypeError:
            raise ValueError from None

    return parse_value


def _parse_headers(value: Any) -> list[HeaderReference]:
    """Parse `{NAME = "$VARIABLE"}`, or a list of `"NAME: $VARIABLE"`."""
    if isinstance(value, dict):
        return [_parse_header(name, template) for name, template in value.items()]
    if not isinstance(value, list):
        raise ValueError
    return [HeaderReference.parse_line(_parse_text(line)) for line in value]


def _parse_header(name: str, template: Any) -> HeaderReference:
    try:
        return HeaderReference.parse(name, _parse_text(template))
    except ValueError as error:
        raise _EntryError(str(error), name) from None


def _parse_reasons(value: Any) -> dict[str, str]:
    """Parse tables with a reason by name: `NAME = {reason = "…"}`."""
    if not isinstance(value, dict):
        raise ValueError
    for name, entry in value.items():
        reason = entry.get("reason") if isinstance(entry, dict) and entry.keys() == {"reason"} else None
        if not isinstance(reason, str) or not reason.strip():
            raise _EntryError(f'{name} must be a table with a reason, such as {name} = {{reason = "…"}}', name)
    return {name: entry["reason"].strip() for name, entry in value.items()}


def _parse_url(value: Any) -> str:
    try:
        has_credentials = "@" in urlsplit(_parse_text(value)).netloc
    except ValueError:
        raise ValueError from None
    if has_credentials:
        raise ValueError("url must not have a user or a password; keys are read from the environment only")
    return str(value)


_TEXT = _Kind("a string", _parse_text)
_PATH = _Kind("the path of a file", lambda value: Path(_parse_text(value)))
_REASONS = _Kind('tables with a reason, such as NAME = {reason = "…"}', _parse_reasons)
_WRITES = _Kind(f"one of: {', '.join(config.Writes)}", lambda value: config.Writes(_parse_text(value)))
_GENERAL_KEYS = {
    "max-examples": _Kind("an integer of at least 1", _from_number(parse_positive_int)),
    "seed": _Kind("an integer", _from_number(parse_int)),
    "specs": _PATH,
    "report": _PATH,
}
SERVER_KEYS = {
    "fixtures": _PATH,
    "writes": _WRITES,
    "baseline": _PATH,
    "rate-limit": _Kind(config.RATE_DESCRIPTION, _from_number(config.parse_rate)),
    "timeout": _Kind(config.SECONDS_DESCRIPTION, _from_number(config.parse_seconds)),
    "ca-bundle": _PATH,
    "client-cert": _PATH,
    "headers": _Kind('a table of references to the environment, such as {X-Gateway = "$NAME"}', _parse_headers),
}
_TARGET_KEYS = {
    "api": _TEXT,
    "url": _Kind("the base URL of a server", _parse_url),
    "exclude-operation": _REASONS,
    "exclude-fact": _REASONS,
    "allow-not-covered": _REASONS,
}


@dataclass(frozen=True)
class ProjectFile:
    """A configuration file. The `prefix` are the names that lead to its top level."""

    file: TomlFile
    prefix: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The path of the file, as errors show it."""
        return self.file.path

    def error_at(self, message: str, *names: str) -> UsageError:
        """Return an error with the line of a key, by the names that lead to it."""
        return self.file.error_at(message, *self.prefix, *names)

    def read_defaults(self) -> dict[str, Any]:
        """Return the values of the top level by key, with paths relative to the file.

        Raises:
            UsageError: A key or a value is invalid. The message has its line, and not the value.
        """
        return self._read_table({**_GENERAL_KEYS, **SERVER_KEYS}, ignored=("targets",))

    def read_targets(self) -> dict[str, dict[str, Any]]:
        """Return the values of each target by its name.

        Raises:
            UsageError: As `read_defaults` does.
        """
        targets = self._find_table().get("targets", {})
        if not isinstance(targets, dict):
            raise self.error_at("targets must be a table of targets by name", "targets")
        kinds = {**_GENERAL_KEYS, **SERVER_KEYS, **_TARGET_KEYS}
        return {name: self._read_table(kinds, "targets", name) for name in targets}

    def _find_table(self, *names: str) -> dict[str, Any]:
        table: Any = self.file.tables
        for name in (*self.prefix, *names):
            table = table[name]
        if not isinstance(table, dict):
            raise self.error_at(f"{'.'.join((*self.prefix, *names))} must be a table", *names)
        return table

    def _read_table(self, kinds: Mapping[str, _Kind], *names: str, ignored: tuple[str, ...] = ()) -> dict[str, Any]:
        values = {}
        for key, value in self._find_table(*names).items():
            if key in ignored:
                continue
            if key not in kinds:
                raise self.error_at(_describe_unknown_key(key, kinds), *names, key)
            try:
                parsed = kinds[key].parse(value)
            except ValueError as error:
                entry = (error.name,) if isinstance(error, _EntryError) else ()
                raise self.error_at(_describe_error(key, kinds[key], error), *names, key, *entry) from None
            values[key] = self.path.parent / parsed if isinstance(parsed, Path) else parsed
        return values


def find_project_file(directory: Path) -> ProjectFile | None:
    """Return the file of the nearest directory, up to the root of the repository; outside of one, of this directory.

    Raises:
        UsageError: A file is invalid, or a directory has both files.
    """
    parents = [directory, *directory.parents]
    root = next((parent for parent in parents if (parent / ".git").exists()), directory)
    for parent in parents[: parents.index(root) + 1]:
        found = list(_iter_files(parent))
        if len(found) > 1:
            raise UsageError(f"{found[0].path} and [tool.caretasks] in {found[1].path}: use only one of them")
        if found:
            return found[0]
    return None


def _iter_files(directory: Path) -> Iterator[ProjectFile]:
    if (path := directory / FILE_NAME).is_file():
        yield ProjectFile(TomlFile.read(_shorten(path)))
    path = directory / "pyproject.toml"
    if path.is_file() and b"caretasks" in path.read_bytes():  # errors of the file are a matter of other tools
        file = TomlFile.read(_shorten(path))
        tool = file.tables.get("tool")
        if isinstance(tool, dict) and "caretasks" in tool:
            yield ProjectFile(file, ("tool", "caretasks"))


def _shorten(path: Path) -> Path:
    """Return a path as short as it can be in a message."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _describe_error(key: str, kind: _Kind, error: ValueError) -> str:
    """Return what is wrong with a value, without the value. The errors of this project's parsers quote none."""
    is_own = isinstance(error, _EntryError) or key in ("headers", "url")
    return str(error) if is_own and str(error) else f"{key} must be {kind.description}"


def _describe_unknown_key(key: str, known: Mapping[str, _Kind]) -> str:
    if _SECRET_NAME.search(key):
        return f"{key}: keys and passwords are read from the environment only; see: caretasks list"
    return unknown_name("key", key, known)
