"""The response to a write and the resources that it creates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from string import ascii_letters, digits
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mock.model import HttpError, MockExchange, StoredResource
from caretasks.mock.operations.ids import flatten, resource_id
from caretasks.mock.operations.operation import MockOperation, compile_operation
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Node
from caretasks.openapi.schema.keywords import json_types, properties, required_properties
from caretasks.openapi.schema.locations import ANY_ITEM, subschema_at
from caretasks.openapi.schema.sampling import sample_value
from caretasks.openapi.schema.validation import is_valid

_UUID_DIGITS = 32

_Path = tuple[str, ...]
"""The location of a property, as property names."""


def create_resource(
    operation: MockOperation, exchange: MockExchange, state: State, defaults: Mapping[str, Any] | None = None
) -> None:
    """Set the response body of a write, and add the resources that it creates to the exchange.

    The created resources are those that the links of the response read. Without links, a POST to a collection creates
    one of its items. `defaults` has values by name for properties that are neither sent nor generated.

    Raises:
        HttpError: (409) A resource with this ID exists, and the spec documents a 409.
    """
    if operation.response is None:
        return
    sent = {**(defaults or {}), **sent_values(operation, exchange)}
    builder = BodyBuilder(operation, state)
    if operation.content_type is not None:
        exchange.body = _response_body(operation, exchange, builder, sent)
    for read, path in _iter_created(operation, exchange):
        if _has_conflict(operation, exchange, read, path, state):
            raise HttpError(409, "a resource with this ID already exists")
        if read.schema is not None:
            values = {**sent, **path, **flatten(exchange.body)}
            body = builder.build(read.schema, read.typical_body, values)
            exchange.created.append(StoredResource(read.operation, path, body))


def _response_body(
    operation: MockOperation, exchange: MockExchange, builder: BodyBuilder, sent: Mapping[str, Any]
) -> Any:
    """Return the body of the response to a write, with what was sent."""
    schema, example = operation.schema, operation.typical_body
    if schema is None:
        return deepcopy(example)
    if not properties(schema) and not operation.examples and isinstance(exchange.request_body, dict | list):
        echoed = builder.complete(schema, _without_secrets(operation, exchange.request_body))
        if is_valid(schema, echoed):
            return echoed
    return builder.build(schema, example, {**_items_under_other_name(operation, schema, exchange.request_body), **sent})


def _items_under_other_name(operation: MockOperation, schema: Node, body: Any) -> Mapping[str, Any]:
    """Return the only list of a request under the name of the only list of its response, unless requests have it."""
    lists = [body] if isinstance(body, list) else [each for each in _members(body) if isinstance(each, list)]
    names = [name for name, inner in properties(schema).items() if "array" in json_types(inner)]
    is_renamed = len(lists) == 1 and len(names) == 1 and names[0] not in operation.writable
    return {names[0]: lists[0]} if is_renamed else {}


def _members(body: Any) -> list[Any]:
    return list(body.values()) if isinstance(body, dict) else []


def _without_secrets(operation: MockOperation, body: Any) -> Any:
    """Return a request body without its `writeOnly` properties."""
    if not isinstance(body, dict):
        return body
    return {
        name: value
        for name, value in body.items()
        if name not in operation.writable or not operation.writable[name].data.get("writeOnly")
    }


def sent_values(operation: MockOperation, exchange: MockExchange) -> dict[str, Any]:
    """Return the path parameters and the writable properties of the body by name.

    If the body is an envelope with one object, that the response does not have, these are the properties of the object.
    """
    writable, body = operation.writable, exchange.request_body
    sent = (
        {name: value for name, value in body.items() if not writable or name in writable}
        if isinstance(body, dict)
        else {}
    )
    if len(sent) == 1 and operation.schema is not None:
        [(name, value)] = sent.items()
        if isinstance(value, dict) and name not in properties(operation.schema):
            sent = {**value, name: value}
    return {**exchange.path, **sent}


def _iter_created(operation: MockOperation, exchange: MockExchange) -> Iterator[tuple[MockOperation, dict[str, Any]]]:
    """Yield the read of each resource that a write creates, with its path parameters."""
    sent = {"path": exchange.path, "query": exchange.query, "header": exchange.header}
    for link in operation.links:
        path = link.path_values(sent, exchange.request_body, exchange.body)
        if path is not None:
            yield compile_operation(link.target), path
    item = operation.item
    if not operation.links and item is not None and item.id_parameter and operation.operation.method == "post":
        new_id = resource_id(item.id_parameter, exchange.request_body if exchange.body is None else exchange.body)
        if new_id is not None:
            yield item, {**exchange.path, item.id_parameter: new_id}


def _has_conflict(
    operation: MockOperation, exchange: MockExchange, read: MockOperation, path: Mapping[str, Any], state: State
) -> bool:
    """Return whether a POST sent the ID of an existing resource and documents a 409."""
    if operation.operation.method != "post" or "409" not in operation.operation.responses:
        return False
    sent = [value for value in flatten(exchange.request_body).values() if isinstance(value, str | int)]
    new_values = [value for name, value in path.items() if exchange.path.get(name) != value]
    return any(value in sent for value in new_values) and state.has(read, path)


class BodyBuilder:
    """Builds the bodies for one write, all with the same timestamp."""

    def __init__(self, operation: MockOperation, state: State) -> None:
        self._state = state
        self._now = state.now()
        self._id_paths = operation.id_paths
        self._writable = operation.writable

    def build(self, schema: Node, example: Any, sent: Mapping[str, Any]) -> Any:
        """Return a body for the schema; if the composed one is invalid, the example or a generated value."""
        composed = self._build_object(schema, example, sent, ())
        return composed if is_valid(schema, composed) else _fallback(schema, example)

    def _build_object(self, schema: Node, example: Any, sent: Mapping[str, Any], path: _Path) -> Any:
        described = properties(schema)
        if not described:
            return _fallback(schema, example)
        examples = example if isinstance(example, dict) else {}
        required = required_properties(schema)
        built: dict[str, Any] = {}
        for name, inner in described.items():
            value = self._build_value(inner, examples.get(name), sent, (*path, name), required=name in required)
            if value is not MISSING:
                built[name] = value
        return built

    def _build_value(self, schema: Node, example: Any, sent: Mapping[str, Any], path: _Path, *, required: bool) -> Any:
        """Return the value of the property at a path, or MISSING to omit it."""
        name = path[-1]
        if schema.data.get("writeOnly"):
            return MISSING
        if name in sent and is_valid(schema, sent[name]):
            return deepcopy(sent[name])
        if isinstance(sent.get(name), list | dict) and sent[name]:
            completed = self.complete(schema, sent[name], path)
            if is_valid(schema, completed):
                return completed
        if name in self._writable and path not in self._id_paths:
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
        generated = self._generate_value(schema, example, path)
        if generated is not None and is_valid(schema, generated):
            return generated
        if properties(schema) and (required or isinstance(example, dict)):
            nested = self._build_object(schema, example, sent, path)
            if is_valid(schema, nested):
                return nested
        return _fallback(schema, example) if required else MISSING

    def complete(self, schema: Node, value: Any, path: _Path = ()) -> Any:
        """Return a sent value as a server returns it: with the IDs and other properties that a client does not send."""
        if isinstance(value, list):
            items = subschema_at(schema, ANY_ITEM)
            return deepcopy(value) if items is None else [self.complete(items, item, path) for item in value]
        described = properties(schema)
        if not isinstance(value, dict) or not described:
            return deepcopy(value)
        kept = {name: each for name, each in value.items() if name not in described or _is_returned(described[name])}
        found = {
            name: self.complete(described[name], each, (*path, name)) if name in described else deepcopy(each)
            for name, each in kept.items()
        }
        for name in required_properties(schema) & described.keys() - found.keys():
            inner = described[name]
            if not inner.data.get("writeOnly"):
                generated = self._generate_value(inner, None, (*path, name))
                found[name] = sample_value(inner, "") if generated is None else generated
        return found

    def _generate_value(self, schema: Node, example: Any, path: _Path) -> Any:
        """Return a new ID or the current time, or None for any other property."""
        value_format = schema.data.get("format")
        if value_format == "date-time":
            return self._now
        if value_format == "uuid":
            return self._state.new_uuid()
        if path[-1] == "id" or path in self._id_paths:
            return next((value for value in self._iter_new_ids(schema, example) if is_valid(schema, value)), None)
        return None

    def _iter_new_ids(self, schema: Node, example: Any) -> Iterator[Any]:
        """Yield candidates for an ID: a number, a UUID, the example with a new suffix, a value generated by schema.

        An example that ends in as many digits as a UUID, such as `tsk_` and 32 digits, comes before the UUID.
        """
        if "integer" in json_types(schema):
            yield self._state.new_number()
        new_uuid = self._state.new_uuid()
        text = example if isinstance(example, str) else ""
        prefix = text.rstrip(ascii_letters + digits)
        suffix = new_uuid.replace("-", "")[: len(text) - len(prefix)]
        if len(suffix) == _UUID_DIGITS:
            yield prefix + suffix
        yield new_uuid
        if text:
            yield prefix + suffix
            yield prefix + suffix.upper()
            yield prefix + str(self._state.new_number())
        yield sample_value(schema, new_uuid)


def _is_returned(schema: Node) -> bool:
    """Return whether a response has a property as the client sent it."""
    return not schema.data.get("readOnly") and not schema.data.get("writeOnly")


def _fallback(schema: Node, example: Any) -> Any:
    """Return a copy of the example or, without one, a generated value."""
    return deepcopy(example) if example is not None else sample_value(schema, "")
