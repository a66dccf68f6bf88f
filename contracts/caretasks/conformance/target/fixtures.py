"""Values of a server that is checked: its own tasks, patients and numbers, in place of the documented examples.

    [miramace.get_task]
    task_id = ["123e4567-e89b-12d3-a456-426614174002"]

    [miramace.create_task]
    phone_number = "+12025550143"

A table is named by API and operation, a key by a parameter or by a property of the body; a value stands alone or in a
list of several. A list that fits the document as a whole is one value.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from caretasks.openapi.document import Api, Operation, Place
from caretasks.openapi.schema.keywords import properties
from caretasks.openapi.schema.validation import fits

_NO_SEGMENTS = ("", ".", "..")  # a client leaves them out of a path, and reads a %41 for an A


class FixturesError(Exception):
    """A file of fixtures cannot be used. The message names file and line, and quotes no value."""


@dataclass(frozen=True)
class Fixtures:
    """The values by API, operation, and parameter or property."""

    values: Mapping[tuple[str, str, str], tuple[Any, ...]] = field(default_factory=dict, repr=False)

    def of(self, operation: Operation, name: str) -> tuple[Any, ...]:
        """The values given for a parameter or property; none where there is nothing."""
        return self.values.get((operation.api.name, operation.id, name), ())

    def of_api(self, api: Api) -> dict[tuple[str, str], tuple[Any, ...]]:
        """The values given for an API, by operation, and parameter or property."""
        return {(id_, key): values for (name, id_, key), values in self.values.items() if name == api.name}


def read(path: Path, known: Sequence[Api]) -> Fixtures:
    """The fixtures of a file, of whichever APIs.

    Args:
        path: the file.
        known: all APIs that there are.

    Raises:
        FixturesError: it cannot be read, names something unknown, or a value does not fit the document.
    """
    try:
        text = path.read_text("utf-8-sig")  # as an editor of Windows may save it
        tables = tomllib.loads(text)
    except OSError as error:
        raise FixturesError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise FixturesError(f"{path} is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column \d+", str(error))
        line = place[1] if place else len(text.splitlines())  # at its end
        raise FixturesError(f"{path}:{line}: this is no TOML{f' ({place[0]})' if place else ''}") from None
    except (ValueError, RecursionError):
        raise FixturesError(f"{path} has a number that is too long, or is nested too deep") from None
    return Fixtures(dict(_values(_File(path, text), tables, {api.name: api for api in known})))


def leaves(value: Any) -> Iterator[Any]:
    """The single values that a value consists of."""
    if isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    else:
        yield value


@dataclass(frozen=True)
class _File:
    path: Path
    text: str

    def problem(self, message: str, *names: str) -> FixturesError:
        line = self._line(names)
        return FixturesError(f"{self.path}{'' if line is None else f':{line}'}: {message}")

    def _line(self, names: Sequence[str]) -> int | None:
        """The line where a table or key begins: with the lines up to there it is known, and without them not."""
        lines = self.text.splitlines()
        for number, line in enumerate(lines, 1):
            if names[-1] not in line:
                continue
            before = _parsed(lines[: number - 1])
            if before is None or _has(before, names):
                continue
            ends = (_parsed(lines[:end]) for end in range(number, len(lines) + 1))
            if _has(next((tables for tables in ends if tables is not None), {}), names):
                return number
        return self._line(names[:-1]) if len(names) > 1 else None


def _parsed(lines: Sequence[str]) -> dict[str, Any] | None:
    """The tables of some lines; None where they end within a value."""
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _has(tables: Any, names: Sequence[str]) -> bool:
    for name in names:
        tables = tables[0] if isinstance(tables, list) and tables else tables
        if not isinstance(tables, dict) or name not in tables:
            return False
        tables = tables[name]
    return True


def _values(file: _File, tables: Mapping[str, Any], known: Mapping[str, Api]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    for name, operations in tables.items():
        if name not in known:
            raise file.problem(f"there is no API {name!r}; known are {', '.join(known)}", name)
        if not isinstance(operations, dict):
            raise file.problem(f"{name} has to be a table", name)
        by_id = {operation.id: operation for operation in known[name].operations}
        for id_, given in operations.items():
            if id_ not in by_id:
                raise file.problem(f"{name} has no operation {id_!r}; it has {', '.join(by_id)}", name, id_)
            if not isinstance(given, dict):
                raise file.problem(f"{name}.{id_} has to be a table", name, id_)
            schemas = _schemas(by_id[id_])
            in_path = {parameter.name for parameter in by_id[id_].path_parameters}
            for key, value in given.items():
                if key not in schemas:
                    message = f"{name}.{id_} has no parameter or property {key!r}; it has {', '.join(schemas)}"
                    raise file.problem(message, name, id_, key)
                values = tuple(value) if isinstance(value, list) else (value,)
                if not all(_fits(schemas[key], one) for one in values):
                    values = (value,)
                if not values or not all(_fits(schemas[key], one) for one in values):
                    raise file.problem(f"a value of {key!r} does not fit the document", name, id_, key)
                if key in in_path and any(one in _NO_SEGMENTS or "%" in str(one) for one in values):
                    raise file.problem(f"a value of {key!r} cannot be part of a path", name, id_, key)
                yield (name, id_, key), values


def _fits(schema: Place | None, value: Any) -> bool:
    if not all(
        isinstance(leaf, str | int) or (isinstance(leaf, float) and math.isfinite(leaf)) for leaf in leaves(value)
    ):
        return False  # of TOML, and not of JSON: a date, an infinite number
    return schema is None or fits(schema, value)


def _schemas(operation: Operation) -> dict[str, Place | None]:
    """What can be given a value, with the schema of each."""
    found: dict[str, Place | None] = {}
    if operation.body is not None and operation.body.schema is not None:
        found.update(properties(operation.body.schema))
    found.update({parameter.name: parameter.schema for parameter in operation.parameters if not parameter.account})
    return found
