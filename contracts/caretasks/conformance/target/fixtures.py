"""Fixtures files: values that exist on the server under test, such as IDs and phone numbers.

They replace the documented examples:

    [miramace.get_task]
    task_id = ["123e4567-e89b-12d3-a456-426614174002"]

    [miramace.create_task]
    phone_number = "+12025550143"

The table name is an API and an operation, the key is a parameter or a property of the request body. The value is a
single value or a list of values. A list that is itself valid for the schema is a single value.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from caretasks.conformance.target.model import UserValues, iter_values
from caretasks.core.errors import UsageError, suggest_name
from caretasks.core.files import TomlFile
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Node, Operation
from caretasks.openapi.schema.keywords import properties
from caretasks.openapi.schema.validation import is_valid, iter_violations

_UNUSABLE_SEGMENTS = ("", ".", "..")  # HTTP clients remove them from a path (and decode %41 to A)


Fixtures = Mapping[str, UserValues]
"""User-provided values by the name of an API."""

NO_FIXTURES: Fixtures = {}

REDACTION_KEY = "CARETASKS_REDACTION_KEY"
"""The environment variable, or the top-level key of a fixtures file, with the key of the hashes in redacted values."""
MIN_REDACTION_KEY_LENGTH = 16


def read_fixtures(path: Path, catalog: Catalog) -> Fixtures:
    """Read a fixtures file, which may name any of the known APIs.

    Raises:
        UsageError: The file cannot be read, names something unknown, or has a value that is invalid for its
            schema.
        SourceError: The spec of an API that it names cannot be read (`caretasks.openapi.source`).
    """
    file = TomlFile.read(path)
    _require_redaction_key(file)
    fixtures: dict[str, dict[tuple[str, str], tuple[Any, ...]]] = {}
    for api, operation, name, values in _iter_entries(file, catalog):
        fixtures.setdefault(api, {})[operation, name] = values
    return fixtures


def read_redaction_key(environment: Mapping[str, str], path: Path | None = None) -> str:
    """Return the key of the hashes in redacted values; empty without one. The environment wins.

    Raises:
        UsageError: It is too short. The message does not contain it.
    """
    if key := environment.get(REDACTION_KEY):
        if len(key) < MIN_REDACTION_KEY_LENGTH:
            raise UsageError(
                f"{REDACTION_KEY} is too short: it must have at least {MIN_REDACTION_KEY_LENGTH} characters"
            )
        return key
    return "" if path is None else _require_redaction_key(TomlFile.read(path))


def _require_redaction_key(file: TomlFile) -> str:
    key = file.tables.get(REDACTION_KEY, "")
    if not isinstance(key, str) or (REDACTION_KEY in file.tables and len(key) < MIN_REDACTION_KEY_LENGTH):
        message = f"{REDACTION_KEY} must be a string of at least {MIN_REDACTION_KEY_LENGTH} characters"
        raise file.error_at(message, REDACTION_KEY)
    return key


def _iter_entries(file: TomlFile, catalog: Catalog) -> Iterator[tuple[str, str, str, tuple[Any, ...]]]:
    for name, operations in file.tables.items():
        if name == REDACTION_KEY:
            continue
        if name not in catalog.names:
            raise file.error_at(_unknown_name(f"API {name!r}", name, catalog.names), name)
        if not isinstance(operations, dict):
            raise file.error_at(f"{name} must be a table", name)
        by_id = {operation.id: operation for operation in catalog.load(name).operations}
        for id_, entries in operations.items():
            if id_ not in by_id:
                raise file.error_at(_describe_unknown_operation(name, id_, entries, by_id), name, id_)
            if not isinstance(entries, dict):
                raise file.error_at(f"{name}.{id_} must be a table", name, id_)
            for key, value in entries.items():
                try:
                    yield name, id_, key, _read_values(by_id[id_], f"{name}.{id_}", key, value)
                except ValueError as error:
                    raise file.error_at(str(error), name, id_, key) from None


def _describe_unknown_operation(name: str, id_: str, entries: Any, by_id: Mapping[str, Operation]) -> str:
    """Return what is wrong with a key that is not the ID of an operation: it may be a parameter of one."""
    owners = [] if isinstance(entries, dict) else [each for each in by_id.values() if id_ in _value_schemas(each)]
    if owners:
        return f"{id_!r} must be in the table of an operation, such as [{name}.{owners[-1].id}]"
    return _unknown_name(f"operation {id_!r} of {name}", id_, by_id)


def _read_values(operation: Operation, table: str, key: str, value: Any) -> tuple[Any, ...]:
    """Return the values of an entry: those of a list, unless the list is itself a value.

    Raises:
        ValueError: The operation has no such parameter or property, or a value cannot be sent as one.
    """
    schemas = _value_schemas(operation)
    if key not in schemas:
        raise ValueError(_unknown_name(f"parameter or property {key!r} of {table}", key, schemas))
    readings = [tuple(value), (value,)] if isinstance(value, list) else [(value,)]
    valid = (each for each in readings if all(_is_valid_value(schemas[key], item) for item in each))
    values = () if value == [] else next(valid, ())
    if not values:
        raise ValueError(f"invalid value for {key!r}: {_describe_violation(schemas[key], value)}")
    in_path = any(parameter.name == key for parameter in operation.path_parameters)
    if in_path and any(item in _UNUSABLE_SEGMENTS or "%" in str(item) for item in values):
        raise ValueError(f"invalid value for {key!r}: it cannot be sent in a path")
    return values


def _unknown_name(description: str, name: str, known: Collection[str]) -> str:
    suggestion = suggest_name(name, known)
    return f"unknown {description}; choose one of: {', '.join(known)}{suggestion and '.' + suggestion}"


def _describe_violation(schema: Node | None, value: Any) -> str:
    """Return what is wrong with an entry, without its value."""
    if value == []:
        return "the list is empty"
    if not _is_json(value):
        return "it has a date, a time or a number that JSON does not have; use a string or a finite number"
    readings = [value, *value] if isinstance(value, list) else [value]  # a list of values, or a value that is a list
    violations = [next(iter_violations(schema, reading), None) for reading in readings] if schema is not None else []
    # Of two readings, the one that is wrong at a deeper location is the one that the user meant.
    deepest = max(filter(None, reversed(violations)), key=lambda violation: len(violation.path), default=None)
    return "it does not match the schema" if deepest is None else str(deepest)


def _is_valid_value(schema: Node | None, value: Any) -> bool:
    return _is_json(value) and (schema is None or is_valid(schema, value))


def _is_json(value: Any) -> bool:
    """Return whether a TOML value is a JSON value; dates and infinite numbers are not."""
    return all(
        isinstance(leaf, str | int) or (isinstance(leaf, float) and math.isfinite(leaf)) for leaf in iter_values(value)
    )


def _value_schemas(operation: Operation) -> dict[str, Node | None]:
    """Return the schemas of the parameters and body properties that can have user-provided values, by name."""
    schemas: dict[str, Node | None] = {}
    if operation.body is not None and operation.body.schema is not None:
        schemas.update(properties(operation.body.schema))
    schemas.update(
        {parameter.name: parameter.schema for parameter in operation.parameters if not parameter.is_account_header}
    )
    return schemas
