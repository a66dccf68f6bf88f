"""The response to a write and the resources that it creates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from copy import deepcopy
from functools import lru_cache
from string import ascii_letters, digits
from types import MappingProxyType
from typing import Any

from caretasks.core.http import is_json
from caretasks.core.missing import MISSING
from caretasks.mock.model import HttpError, MockExchange, StoredResource
from caretasks.mock.resources.examples import typical_body
from caretasks.mock.resources.paths import find_resource, flatten
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Node, Operation
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.links import id_pointers, linked_path_values, linked_reads
from caretasks.openapi.operation.requests import OperationRequest
from caretasks.openapi.operation.responses import success_response
from caretasks.openapi.schema.keywords import json_types, properties, required_properties
from caretasks.openapi.schema.sampling import sample_value
from caretasks.openapi.schema.validation import is_valid

_NO_VALUES: Mapping[str, Any] = MappingProxyType({})


def create_resource(request: OperationRequest, state: State, defaults: Mapping[str, Any] = _NO_VALUES) -> MockExchange:
    """Return the response to a write, with the resources that it creates.

    The created resources are those that the links of the response read. Without links, a POST to a collection creates
    one of its items.

    Args:
        request: The write.
        state: The stored resources; it also issues new IDs.
        defaults: Values by property name, for properties that are neither sent nor generated.

    Raises:
        HttpError: (409) A resource with this ID exists, and the spec documents a 409.
    """
    _, response = success_response(request.operation)
    if response is None:
        return MockExchange(request, None)
    links = linked_reads(response)
    resource = None if links else find_resource(request.operation)
    ids = set(id_pointers(response))
    media = response.media
    if resource is not None and media is not None and media.schema is not None:
        ids.update(filter(None, [resource.id_pointer(media.schema)]))
    sent = {**defaults, **sent_values(request)}
    builder = _BodyBuilder(writable_properties(request.operation), state, ids)
    body = None
    if media is not None:
        example = typical_body(request.operation)
        body = example if media.schema is None else builder.build(media.schema, example, sent)
    reads = [(operation, linked_path_values(link, operation, request, body)) for operation, link in links]
    if resource is not None and request.operation.method == "post":
        new_id = resource.get_id(body if body is not None else request.body)
        reads.append((resource.read, None if new_id is None else {**request.path, resource.parameter: new_id}))
    exchange = MockExchange(request, body)
    for operation, path in reads:
        if path is not None and _has_conflict(request, operation, path, state):
            raise HttpError(409, "a resource with this ID already exists")
        _, read = success_response(operation)
        if path is not None and read is not None and read.media is not None and read.media.schema is not None:
            created = builder.build(read.media.schema, typical_body(operation), {**sent, **path, **flatten(body)})
            exchange.created.append(StoredResource(operation, path, created))
    return exchange


def sent_values(request: OperationRequest) -> dict[str, Any]:
    """Return the path parameters and the writable properties of the body by name."""
    writable = writable_properties(request.operation)
    body = {name: value for name, value in _iter_properties(request.body) if not writable or name in writable}
    return {**request.path, **body}


def _has_conflict(request: OperationRequest, operation: Operation, values: Mapping[str, Any], state: State) -> bool:
    """Return whether a POST sent the ID of an existing resource and documents a 409."""
    if request.operation.method != "post" or "409" not in request.operation.responses:
        return False
    sent = [value for value in flatten(request.body).values() if isinstance(value, str | int)]
    new_values = [value for name, value in values.items() if request.path.get(name) != value]
    return any(value in sent for value in new_values) and state.has(operation, values)


class _BodyBuilder:
    """Builds the bodies for one write, all with the same timestamp.

    Args:
        writable: The properties that a client may send.
        state: Issues timestamps and IDs.
        id_pointers: JSON pointers to the properties that hold new IDs.
    """

    def __init__(self, writable: Mapping[str, Node], state: State, id_pointers: AbstractSet[str]) -> None:
        self._state = state
        self._now = state.now()
        self._id_pointers = id_pointers
        self._writable = writable

    def build(self, schema: Node, example: Any, sent: Mapping[str, Any]) -> Any:
        """Return a body for the schema. If the composed body is invalid, fall back to the example or a generated value.

        Args:
            schema: The schema of the body.
            example: A documented body, or None.
            sent: Values by property name.
        """
        composed = self._build_object(schema, example, sent, "")
        if is_valid(schema, composed):
            return composed
        return deepcopy(example) if example is not None else sample_value(schema, "")

    def _build_object(self, schema: Node, example: Any, sent: Mapping[str, Any], pointer: str) -> Any:
        described = properties(schema)
        if not described:
            return deepcopy(example) if example is not None else sample_value(schema, "")
        examples = example if isinstance(example, dict) else {}
        required = required_properties(schema)
        built: dict[str, Any] = {}
        for name, inner in described.items():
            inner_pointer = join(pointer, name)
            value = self._build_value(name, inner, examples.get(name), sent, inner_pointer, required=name in required)
            if value is not MISSING:
                built[name] = value
        return built

    def _build_value(
        self, name: str, schema: Node, example: Any, sent: Mapping[str, Any], pointer: str, *, required: bool
    ) -> Any:
        """Return the value of one property, or MISSING to omit it."""
        if schema.data.get("writeOnly"):
            return MISSING
        if name in sent and is_valid(schema, sent[name]):
            return deepcopy(sent[name])
        if name in self._writable and pointer not in self._id_pointers:
            default = self._writable[name].data.get("default", MISSING)
            if default is not MISSING and is_valid(schema, default):
                return deepcopy(default)
            if not required:
                return MISSING  # the client could have sent it and did not
            empty: Any
            for empty in (None, [], {}):
                if is_valid(schema, empty):
                    return empty
        if not required and example is None:
            return MISSING
        generated = self._generate_value(name, schema, example, pointer)
        if generated is not None and is_valid(schema, generated):
            return generated
        if properties(schema) and (required or isinstance(example, dict)):
            nested = self._build_object(schema, example, sent, pointer)
            if is_valid(schema, nested):
                return nested
        if not required:
            return MISSING
        return deepcopy(example) if example is not None else sample_value(schema, "")

    def _generate_value(self, name: str, schema: Node, example: Any, pointer: str) -> Any:
        """Return a new ID or the current time, or None for any other property."""
        value_format = schema.data.get("format")
        if value_format == "date-time":
            return self._now
        if value_format == "uuid":
            return self._state.new_uuid()
        if name == "id" or pointer in self._id_pointers:
            return next((value for value in self._iter_new_ids(schema, example) if is_valid(schema, value)), None)
        return None

    def _iter_new_ids(self, schema: Node, example: Any) -> Iterator[Any]:
        """Yield candidates for an ID: a number, a UUID, the example with a new suffix, a value generated by schema."""
        if "integer" in json_types(schema):
            yield self._state.new_number()
        new_uuid = self._state.new_uuid()
        yield new_uuid
        if isinstance(example, str):
            prefix = example.rstrip(ascii_letters + digits)
            suffix = new_uuid.replace("-", "")[: len(example) - len(prefix)]
            yield prefix + suffix
            yield prefix + suffix.upper()
            yield prefix + str(self._state.new_number())
        yield sample_value(schema, new_uuid)


@lru_cache(maxsize=1024)
def writable_properties(operation: Operation) -> Mapping[str, Node]:
    """Return the schemas of the request body's properties by name, from all JSON media types, without `readOnly`."""
    content = operation.child("requestBody", "content") if operation.body is not None else None
    found: dict[str, Node] = {}
    for name in content.data if content is not None else ():
        if content is not None and (is_json(name) or "*" in name) and "schema" in content.child(name).data:
            for each, schema in properties(content.child(name, "schema")).items():
                found.setdefault(each, schema)
    return {name: schema for name, schema in found.items() if not schema.data.get("readOnly")}


def _iter_properties(body: Any) -> Iterable[tuple[str, Any]]:
    return body.items() if isinstance(body, dict) else ()
