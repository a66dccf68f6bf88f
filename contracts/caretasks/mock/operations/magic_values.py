"""Magic values: request data that gets a documented error response, as in the sandboxes of payment providers.

The IDs in the path of an operation are magic; for a write without IDs in the path, those in the body; otherwise those
in the query. The value for a 404 is `00000000-0000-4000-8000-000000000404` for a UUID, `error-404` for a string and
`900000404` for a number, unless the schema rejects it or an example uses it. Additional values of one API are in
`caretasks.vendors.<api>.mock`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from caretasks.mock.model import MockExchange
from caretasks.mock.operations.extensions import VendorExtensions
from caretasks.openapi.document import Api, Node, Operation, Parameter
from caretasks.openapi.operation.responses import error_statuses, status_phrase
from caretasks.openapi.schema.keywords import keep_result, properties, required_properties
from caretasks.openapi.schema.validation import is_valid

_ID_NAME = re.compile(r"(?:.*[_-])?(?:id|ID|Id|uuid|UUID|guid)|.*[a-z0-9](?:Id|ID|Uuid|UUID|Guid)")
_VALUE_FORMATS: tuple[Callable[[int], str | int], ...] = (
    "error-{}".format,
    "error_{}".format,
    "error{}".format,
    "ERROR{}".format,
    "00000000-0000-4000-8000-000000000{}".format,
    "000000000000000000000{}".format,  # 24 hexadecimal digits: an ID of MongoDB
    lambda status: 900_000_000 + status,
)

Location = Literal["path", "body", "query"]


@dataclass(frozen=True)
class MagicValue:
    """A magic value of an operation, and what the mock server does. The location is one such as `path task_id`."""

    api: str
    operation: str
    location: str
    value: str
    effect: str


def iter_magic_values(apis: Iterable[Api]) -> Iterator[MagicValue]:
    """Yield all magic values of the APIs, in the order of their operations."""
    for api in apis:
        vendor_values = VendorExtensions(api).magic_values
        for operation in api.operations:
            yield from _iter_operation_values(operation)
            location, effects = vendor_values.get(operation.id, ("", {}))
            yield from (MagicValue(api.name, operation.id, location, *each) for each in effects.items())


def _iter_operation_values(operation: Operation) -> Iterator[MagicValue]:
    fields = find_magic_fields(operation)
    for status in error_statuses(operation):
        # The description of a range or of `default` is not specific.
        response = operation.responses.get(str(status))
        description = "" if response is None else str(response.data.get("description", "")).strip()
        effect = f"{status}: {description or status_phrase(status)}"
        names_by_value: dict[str, list[str]] = {}
        for name, statuses in fields.statuses.items():
            for value in (str(value) for value, other in statuses.items() if other == status):
                names_by_value.setdefault(value, []).append(name)
        for value, names in names_by_value.items():
            location = f"{fields.location} {', '.join(names)}"
            yield MagicValue(operation.api.name, operation.id, location, value, effect)


@dataclass(frozen=True)
class MagicFields:
    """The fields of an operation that may have magic values, and the error status of each value, by field."""

    location: Location
    statuses: Mapping[str, Mapping[str | int, int]]

    def select_status(self, exchange: MockExchange) -> int | None:
        """Return the error status that a magic value in the request selects, or None if it has no magic value."""
        values = exchange.request_body if self.location == "body" else getattr(exchange, self.location)
        if isinstance(values, dict):
            for name, statuses in self.statuses.items():
                value = values.get(name)
                if isinstance(value, str | int) and value in statuses:
                    return statuses[value]
        return None


@keep_result
def find_magic_fields(operation: Operation) -> MagicFields:
    """Return the fields of an operation that may have magic values."""
    fields_by_location: dict[Location, list[_Field]] = {
        "path": _parameter_fields(operation.path_parameters),
        "body": list(_iter_body_fields(operation)),
        "query": _parameter_fields(
            each for each in operation.parameters if each.location == "query" and _ID_NAME.fullmatch(each.name)
        ),
    }
    for location, fields in fields_by_location.items():
        statuses = {name: _status_by_value(operation, schema, examples) for name, schema, examples in fields}
        if any(statuses.values()):
            return MagicFields(location, {name: by_value for name, by_value in statuses.items() if by_value})
    return MagicFields("path", {})


_Field = tuple[str, Node, list[Any]]
"""The name of a field, its schema, and its documented examples."""


def _parameter_fields(parameters: Iterable[Parameter]) -> list[_Field]:
    return [(each.name, each.schema, list(each.examples().values())) for each in parameters if each.schema is not None]


def _iter_body_fields(operation: Operation) -> Iterator[_Field]:
    """Yield the top-level IDs of the request body or, if it has none, its required properties."""
    media = operation.body if operation.is_write else None
    if media is None or media.schema is None:
        return
    schemas = properties(media.schema)
    examples = [example for example in media.examples().values() if isinstance(example, dict)]
    ids = [name for name in schemas if _ID_NAME.fullmatch(name)]
    for name in ids or sorted(required_properties(media.schema) & set(schemas)):
        yield name, schemas[name], [example[name] for example in examples if name in example]


def _status_by_value(operation: Operation, schema: Node, examples: list[Any]) -> Mapping[str | int, int]:
    data = schema.data
    reserved = [
        *examples,
        *data.get("examples", []),
        *(data[keyword] for keyword in ("example", "default", "const") if keyword in data),
    ]
    statuses: dict[str | int, int] = {}
    for status in error_statuses(operation):
        candidates = (make_value(status) for make_value in _VALUE_FORMATS)
        value = next((value for value in candidates if value not in reserved and is_valid(schema, value)), None)
        if value is not None:
            statuses[value] = status
    return statuses
