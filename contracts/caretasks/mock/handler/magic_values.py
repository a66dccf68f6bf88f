"""Magic values, as the sandboxes of payment providers have them: data that is answered with a documented error.

The ids in the path of an operation are magic; of a write whose path has none, those in its body; else those in the
query. For a UUID `00000000-0000-4000-8000-000000000404` stands for 404, for a text `error-404`, for a number
`900000404`, where the schema takes them and no example has them. What is magic at one vendor alone stands in
`behaviours/<api>.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from caretasks.mock.handler import extensions
from caretasks.mock.handler.error_bodies import phrase
from caretasks.openapi.document import Api, Operation, Place
from caretasks.openapi.operation import responses
from caretasks.openapi.operation.requests import Request
from caretasks.openapi.schema.keywords import properties, required
from caretasks.openapi.schema.validation import fits

_ID = re.compile(r"(?:.*[_-])?(?:id|ID|Id|uuid|UUID|guid)|.*[a-z0-9](?:Id|ID|Uuid|UUID|Guid)")
_FORMS: tuple[Callable[[int], str | int], ...] = (
    "error-{}".format,
    "error_{}".format,
    "error{}".format,
    "ERROR{}".format,
    "00000000-0000-4000-8000-000000000{}".format,
    "000000000000000000000{}".format,  # the id of a document, 24 hexadecimal digits
    lambda status: 900_000_000 + status,
)

Location = Literal["path", "body", "query"]


@dataclass(frozen=True)
class Row:
    """A line of the table of magic values.

    Attributes:
        api: the API, by name.
        operation: the operation, by id.
        where: the places that the value may be sent in, such as `path task_id`.
        value: the value.
        what: what happens.
    """

    api: str
    operation: str
    where: str
    value: str
    what: str


def fate(request: Request) -> int | None:
    """The status with which a request is to be answered for the sake of a magic value in it."""
    location, by_name = _magic(request.operation)
    given = request.body if location == "body" else getattr(request, location)
    if by_name and isinstance(given, dict):
        for name, statuses in by_name.items():
            value = given.get(name)
            if isinstance(value, str | int) and value in statuses:
                return statuses[value]
    return None


def rows(apis: Iterable[Api]) -> Iterator[Row]:
    """All magic values of some APIs, an operation after the other."""
    for api in apis:
        for operation in api.operations:
            yield from _rows(operation)
            yield from (Row(api.name, operation.id, *each) for each in extensions.magic(operation))


def _rows(operation: Operation) -> Iterator[Row]:
    location, by_name = _magic(operation)
    for status in responses.error_statuses(operation):
        where: dict[str, list[str]] = {}
        for name, statuses in by_name.items():
            for value in (str(value) for value, meant in statuses.items() if meant == status):
                where.setdefault(value, []).append(name)
        for value, names in where.items():
            places = f"{location} {', '.join(names)}"
            yield Row(operation.api.name, operation.id, places, value, _what(operation, status))


def _what(operation: Operation, status: int) -> str:
    response = operation.response(status)
    own = response is not None and response.status == str(status)
    said = str(response.node.get("description", "")).strip() if response is not None and own else ""
    return f"{status}: {said or phrase(status)}"


_ByName = Mapping[str, Mapping[str | int, int]]


@lru_cache(maxsize=4096)
def _magic(operation: Operation) -> tuple[Location, _ByName]:
    """Where an operation's magic values are sent, and what each stands for, by name."""
    location: Location
    for location, schemas in (("path", _path(operation)), ("body", _body(operation)), ("query", _query(operation))):
        found = {name: _values(operation, schema, taken) for name, schema, taken in schemas}
        if any(found.values()):
            return location, {name: values for name, values in found.items() if values}
    return "path", {}


_Field = tuple[str, Place, list[Any]]
"""A name, the schema of its values, and the values that are documented."""


def _path(operation: Operation) -> Iterator[_Field]:
    for parameter in operation.path_parameters:
        if parameter.schema is not None:
            yield parameter.name, parameter.schema, list(parameter.examples().values())


def _query(operation: Operation) -> Iterator[_Field]:
    for parameter in operation.parameters:
        if parameter.location == "query" and parameter.schema is not None and _ID.fullmatch(parameter.name):
            yield parameter.name, parameter.schema, list(parameter.examples().values())


def _body(operation: Operation) -> Iterator[_Field]:
    """The ids that a body may have at its top; where it has none, the texts that it must have."""
    media = operation.body if operation.writes else None
    if media is None or media.schema is None:
        return
    described = properties(media.schema)
    examples = [example for example in media.examples().values() if isinstance(example, dict)]
    names = [name for name in described if _ID.fullmatch(name)]
    for name in names or sorted(required(media.schema) & set(described)):
        yield name, described[name], [example[name] for example in examples if name in example]


def _values(operation: Operation, schema: Place, taken: list[Any]) -> Mapping[str | int, int]:
    node = schema.node
    given = [
        *taken,
        *node.get("examples", []),
        *(node[word] for word in ("example", "default", "const") if word in node),
    ]
    found: dict[str | int, int] = {}
    for status in responses.error_statuses(operation):
        candidates = (form(status) for form in _FORMS)
        value = next((value for value in candidates if value not in given and fits(schema, value)), None)
        if value is not None:
            found[value] = status
    return found
