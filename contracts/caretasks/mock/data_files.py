"""A user's own tasks, read from a YAML or JSON file: by API, by the operation that reads them, one after another.

    miramace:
      get_task:
        - id: 6f1c9f5e-6b8f-4d4e-9c55-0f6a3b6f2a01
          status: PENDING
    unpod:
      get_run_tasks:
        - path: {space_token: MYSPACE, run_id: R1}
          body: {status_code: 200, message: Fetched, data: []}

An entry is what the operation answers. Where that does not say itself what it is found by, the entry has a `path`
beside its `body`. What is wrong is said with the place and the line in the file, and never with a value: it may be a
patient's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from caretasks.core.strict_json import UnreadableError, decode
from caretasks.mock.model import Thing
from caretasks.mock.resources.paths import answered_schema, named
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.keywords import types
from caretasks.openapi.schema.validation import violations
from caretasks.openapi.source import Problem, Source, SourceError, read

_MOST_PROBLEMS = 20


def load(files: Sequence[Path], apis: Sequence[Api], others: Collection[str] = ()) -> list[Thing]:
    """What the files hold for some APIs.

    Args:
        files: the files.
        apis: the APIs.
        others: names of further APIs, for which a file may hold something too; it is passed over.

    Raises:
        SourceError: a file cannot be read, or something in it does not fit its document.
    """
    found: list[Thing] = []
    problems: list[Problem] = []
    for path in files:
        file = _File(path)
        reader = _Reader(file.data, apis, others)
        found.extend(reader.loaded())
        problems.extend(file.problems(reader.complaints))
    if problems:
        raise SourceError(problems)
    return found


def thing(api: Api, operation: str, body: Any, path: Mapping[str, Any]) -> Thing:
    """One of a user's own tasks, checked as those of a file are.

    Args:
        api: the API.
        operation: the operation that reads it.
        body: what is answered, as JSON data.
        path: path parameters by name; those that the body itself tells may be left out.

    Raises:
        ValueError: it does not fit the document.
    """
    reader = _Reader({api.name: {operation: [{"path": dict(path), "body": body}]}}, [api], ())
    found = list(reader.loaded())
    if reader.complaints:
        told = [f"{pointer}: {message}" for pointer, message in reader.complaints[:_MOST_PROBLEMS]]
        raise ValueError("; ".join(told).replace(join("", api.name, operation, 0, "body"), "body"))
    return found[0]


class _File:
    """A file's data. On which line a place stands is looked up where something is wrong, since that takes long."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._source: Source | None = None
        if path.suffix == ".json":
            self.data = _decoded(path)
        else:
            self._source = read(path)
            self.data = self._source.data

    def problems(self, complaints: Sequence[tuple[str, str]]) -> Iterator[Problem]:
        """What was complained of, place and message, with lines; not of more than a reader can bear."""
        if complaints and self._source is None:
            with suppress(SourceError):  # too large to tell
                self._source = read(self._path)
        for pointer, message in complaints[:_MOST_PROBLEMS]:
            line = None if self._source is None else self._source.line(pointer)
            yield Problem(str(self._path), pointer, line, message)
        if len(complaints) > _MOST_PROBLEMS:
            yield Problem(str(self._path), "", None, f"and {len(complaints) - _MOST_PROBLEMS} problems more")


def _decoded(path: Path) -> Mapping[str, Any]:
    """The data of a JSON file.

    Raises:
        SourceError: it cannot be read, or holds no object.
    """
    try:
        content = path.read_bytes()
        data = decode(content)
    except OSError as error:
        raise SourceError([Problem(str(path), "", None, f"cannot be read: {error.strerror}")]) from None
    except UnreadableError as error:
        raise SourceError([Problem(str(path), "", _line(content), f"is not JSON: {error}")]) from None
    if not isinstance(data, dict):
        raise SourceError([Problem(str(path), "", None, "has to be an object of APIs")])
    return data


def _line(content: bytes) -> int | None:
    """The line on which a text is no JSON, where the standard library sees that too."""
    try:
        json.loads(content)
    except json.JSONDecodeError as error:
        return error.lineno
    except (ValueError, RecursionError):
        pass
    return None


class _Reader:
    """Reads the data of one file; `complaints` are what is wrong with it."""

    def __init__(self, data: Mapping[str, Any], apis: Sequence[Api], others: Collection[str]) -> None:
        self._data = data
        self._apis = {api.name: api for api in apis}
        self._others = others
        self._seen: set[tuple[Operation, tuple[tuple[str, str], ...]]] = set()
        self.complaints: list[tuple[str, str]] = []

    def loaded(self) -> Iterator[Thing]:
        for name, operations in self._data.items():
            if name in self._apis:
                yield from self._of_api(self._apis[name], join("", name), operations)
            elif name not in self._others:
                known = _listed({*self._apis, *self._others})
                self._complain(join("", name), f"there is no such API; known are {known}")

    def _of_api(self, api: Api, pointer: str, operations: Any) -> Iterator[Thing]:
        reads = {each.id: each for each in api.operations if not each.writes and answered_schema(each) is not None}
        if not reads:
            self._complain(pointer, "this API has no operation that reads anything")
            return
        if not isinstance(operations, dict):
            self._complain(pointer, f"has to be a mapping of operations ({_listed(reads)})")
            return
        for name, entries in operations.items():
            place = join(pointer, name)
            if name not in reads:
                self._complain(place, f"no operation of this name reads anything; those that do are {_listed(reads)}")
            elif not isinstance(entries, list):
                self._complain(place, "has to be a list of what the operation answers")
            else:
                for index, entry in enumerate(entries):
                    yield from self._entry(reads[name], join(place, index), entry)

    def _entry(self, operation: Operation, pointer: str, entry: Any) -> Iterator[Thing]:
        before = len(self.complaints)
        path: Any = {}
        body, place = entry, pointer
        if isinstance(entry, dict) and entry.keys() <= {"path", "body"} and "body" in entry:
            path, body, place = entry.get("path", {}), entry["body"], join(pointer, "body")
        schema = answered_schema(operation)
        assert schema is not None  # noqa: S101 - those without one were left out
        for violation in islice(violations(schema, body), _MOST_PROBLEMS):
            self._complain(place + violation.pointer, violation.message)
        values = self._path(operation, pointer, path, body)
        key = (operation, tuple(sorted((name, str(value).lower()) for name, value in values.items())))
        if key in self._seen:
            self._complain(pointer, "something before it has the same path parameters")
        self._seen.add(key)
        if len(self.complaints) == before:
            yield Thing(operation, values, body)

    def _path(self, operation: Operation, pointer: str, given: Any, body: Any) -> dict[str, Any]:
        """The path parameters of an entry: those given, and what the body says itself."""
        parameters = {each.name: each for each in operation.path_parameters}
        place = join(pointer, "path")
        if not isinstance(given, dict):
            self._complain(place, f"has to be a mapping of path parameters ({_listed(parameters)})")
            return {}
        for name in given.keys() - parameters.keys():
            self._complain(join(place, name), f"is no path parameter; there are {_listed(parameters)}")
        values = {}
        for name, parameter in parameters.items():
            value = given[name] if name in given else named(name, body)
            if value is None:
                self._complain(
                    place if given else pointer, f"the path parameter '{name}' is missing: give it in `path`"
                )
                continue
            if isinstance(value, int) and parameter.schema is not None and "string" in types(parameter.schema):
                value = str(value)  # what YAML takes for a number
            for violation in violations(parameter.schema, value) if parameter.schema is not None else ():
                self._complain(join(place, name) if name in given else pointer, f"path parameter '{name}': {violation}")
            values[name] = value
        return values

    def _complain(self, pointer: str, message: str) -> None:
        self.complaints.append((pointer, message))


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none"
