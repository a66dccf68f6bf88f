"""Data files: YAML or JSON files with resources for the mock servers, by API and by the operation that reads them.

    miramace:
      get_task:
        - id: 6f1c9f5e-6b8f-4d4e-9c55-0f6a3b6f2a01
          status: PENDING
    unpod:
      get_run_tasks:
        - path: {space_token: MYSPACE, run_id: R1}
          body: {status_code: 200, message: Fetched, data: []}

An entry is the response body of the operation. If the body does not contain the path parameters, the entry has the keys
`path` and `body` instead. Error messages contain the JSON pointer and the line, but no values: a value may be about a
patient.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.mock.model import StoredResource
from caretasks.mock.operations.ids import resource_id
from caretasks.mock.operations.operation import MockOperation, compile_api
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.json_pointer import join
from caretasks.openapi.problems import Finding, Problem, SourceError, count_unlisted
from caretasks.openapi.schema.keywords import json_types
from caretasks.openapi.schema.validation import iter_violations

_MAX_PROBLEMS = 20


def load_data_files(files: Sequence[Path], apis: Sequence[Api], others: Collection[str] = ()) -> list[StoredResource]:
    """Return the resources of some APIs in data files; resources of the other known APIs are ignored.

    Raises:
        SourceError: A file cannot be read, or an entry does not match the spec.
    """
    if not files:
        return []
    from caretasks.openapi.source import read_source  # here, since importing PyYAML takes long

    found: list[StoredResource] = []
    problems: list[Problem] = []
    for path in files:
        source = None if path.suffix == ".json" else read_source(path)
        reader = ResourceReader(_decode_json(path) if source is None else source.data, apis, others)
        found.extend(reader.iter_resources())
        if reader.errors and source is None:  # the lines of a JSON file are only determined for errors: that is slow
            with suppress(SourceError):  # the file may be too large for the YAML parser
                source = read_source(path)
        findings = [Finding(pointer, message) for pointer, message in reader.errors[:_MAX_PROBLEMS]]
        if source is None:
            problems += [Problem(str(path), each.pointer, None, each.message) for each in findings]
        else:
            problems += source.make_problems(findings)
        problems += count_unlisted(str(path), len(reader.errors) - _MAX_PROBLEMS)
    if problems:
        raise SourceError(problems)
    return found


def parse_resource(api: Api, operation: str, body: Any, path: Mapping[str, Any]) -> StoredResource:
    """Return a user-provided resource, validated like an entry of a data file: `body` as read at `path`.

    Path parameters that the body contains may be omitted.

    Raises:
        ValueError: The resource does not match the spec.
    """
    reader = ResourceReader({api.name: {operation: [{"path": dict(path), "body": body}]}}, [api], ())
    found = list(reader.iter_resources())
    if reader.errors:
        messages = [f"{pointer}: {message}" for pointer, message in reader.errors[:_MAX_PROBLEMS]]
        raise ValueError("; ".join(messages).replace(join("", api.name, operation, 0, "body"), "body"))
    return found[0]


def _decode_json(path: Path) -> Mapping[str, Any]:
    """Return the content of a JSON file.

    Raises:
        SourceError: The file cannot be read, or is not a JSON object.
    """
    content, line = b"", None
    try:
        content = path.read_bytes()
        data = decode_json(content)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except InvalidJsonError as error:
        message = f"is not JSON: {error}"
        try:
            json.loads(content)
        except json.JSONDecodeError as syntax_error:
            line = syntax_error.lineno
        except (ValueError, RecursionError):
            pass
    else:
        if isinstance(data, dict):
            return data
        message = "the top level must be an object with an API name as each key"
    raise SourceError([Problem(str(path), "", line, message)])


class ResourceReader:
    """Reads the resources of a data file. `errors` has the JSON pointer and the message of each error so far."""

    def __init__(self, data: Mapping[str, Any], apis: Sequence[Api], others: Collection[str]) -> None:
        self._data = data
        self._apis = {api.name: api for api in apis}
        self._others = others
        self._keys: set[tuple[Operation, tuple[tuple[str, str], ...]]] = set()
        self.errors: list[tuple[str, str]] = []

    def iter_resources(self) -> Iterator[StoredResource]:
        """Yield the valid resources; the others add to `errors`."""
        for name, operations in self._data.items():
            if name in self._apis:
                yield from self._iter_api(self._apis[name], join("", name), operations)
            elif name not in self._others:
                known = _join_names({*self._apis, *self._others})
                self._add_error(join("", name), f"unknown API; choose one of: {known}")

    def _iter_api(self, api: Api, pointer: str, operations: Any) -> Iterator[StoredResource]:
        operations_by_id = {each.operation.id: each for each in compile_api(api).operations.values()}
        reads = {name: each for name, each in operations_by_id.items() if not each.is_write and each.schema is not None}
        if not reads:
            self._add_error(pointer, "this API has no operation that reads a resource")
            return
        if not isinstance(operations, dict):
            self._add_error(pointer, f"must be a mapping with an operation as each key: {_join_names(reads)}")
            return
        for name, entries in operations.items():
            operation_pointer = join(pointer, name)
            if name not in reads:
                self._add_error(operation_pointer, f"unknown read operation; choose one of: {_join_names(reads)}")
            elif not isinstance(entries, list):
                self._add_error(operation_pointer, "must be a list of response bodies")
            else:
                for index, entry in enumerate(entries):
                    yield from self._iter_entry(reads[name], join(operation_pointer, index), entry)

    def _iter_entry(self, read: MockOperation, pointer: str, entry: Any) -> Iterator[StoredResource]:
        errors_before = len(self.errors)
        path: Any = {}
        body, body_pointer = entry, pointer
        if isinstance(entry, dict) and entry.keys() <= {"path", "body"} and "body" in entry:
            path, body, body_pointer = entry.get("path", {}), entry["body"], join(pointer, "body")
        assert read.schema is not None  # noqa: S101 - `_iter_api` excludes reads without a schema
        for violation in islice(iter_violations(read.schema, body), _MAX_PROBLEMS):
            self._add_error(body_pointer + violation.pointer, violation.message)
        operation = read.operation
        values = self._path_values(operation, pointer, path, body)
        key = (operation, tuple(sorted((name, str(value).lower()) for name, value in values.items())))
        if key in self._keys:
            self._add_error(pointer, "duplicate: an earlier entry has the same path parameters")
        self._keys.add(key)
        if len(self.errors) == errors_before:
            yield StoredResource(operation, values, body)

    def _path_values(self, operation: Operation, pointer: str, path: Any, body: Any) -> dict[str, Any]:
        """Return the path parameters of an entry, from its `path` or from its body."""
        parameters = {each.name: each for each in operation.path_parameters}
        names, path_pointer = _join_names(parameters), join(pointer, "path")
        if not isinstance(path, dict):
            self._add_error(path_pointer, f"must be a mapping with a path parameter as each key: {names}")
            return {}
        for name in path.keys() - parameters.keys():
            self._add_error(join(path_pointer, name), f"unknown path parameter; choose one of: {names}")
        values = {}
        for name, parameter in parameters.items():
            value = path[name] if name in path else resource_id(name, body)
            value_pointer = join(path_pointer, name) if name in path else pointer
            if value is None:
                self._add_error(
                    path_pointer if path else pointer, f"the path parameter '{name}' is missing: add it to `path`"
                )
                continue
            if isinstance(value, int) and parameter.schema is not None and "string" in json_types(parameter.schema):
                value = str(value)  # YAML reads digits as a number
            for violation in iter_violations(parameter.schema, value) if parameter.schema is not None else ():
                self._add_error(value_pointer, f"path parameter '{name}': {violation}")
            values[name] = value
        return values

    def _add_error(self, pointer: str, message: str) -> None:
        self.errors.append((pointer, message))


def _join_names(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none"
