"""The effect of a write on an existing resource: DELETE removes it, PUT and PATCH change it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mock.model import HttpError, MockExchange, StoredResource
from caretasks.mock.operations.ids import flatten
from caretasks.mock.operations.operation import MockOperation
from caretasks.mock.resources.create import BodyBuilder, create_resource, sent_values
from caretasks.mock.resources.read import default_body, is_missing
from caretasks.mock.resources.state import State
from caretasks.openapi.document import MERGE_PATCH_MEDIA_TYPE, Node
from caretasks.openapi.schema.keywords import properties, required_properties
from caretasks.openapi.schema.validation import is_valid


def update_resource(
    operation: MockOperation,
    exchange: MockExchange,
    target: tuple[MockOperation, Mapping[str, str]],
    state: State,
) -> None:
    """Set the response to a DELETE, PUT or PATCH. A DELETE is applied here, a change when the exchange is stored.

    Raises:
        HttpError: (404) No such resource exists, and the spec documents a 404.
    """
    read, names = target
    path = {name: exchange.path[write_name] for name, write_name in names.items()}
    spec = operation.operation
    can_create = spec.method == "put" and "201" in spec.responses
    if is_missing(read, path, state) and spec.find_response(404) is not None and not can_create:
        raise HttpError(404, "no resource with these path parameters exists")
    if spec.method == "delete":
        if state.has(read, path) or read.operation.find_response(404) is not None:
            state.remove(read, path)
        create_resource(operation, exchange, state)
        exchange.created.clear()
        return
    before = state.get(read, path)
    if before is MISSING:
        before = default_body(read, path)
    after = before if read.schema is None else _Update(operation, exchange, state).apply(read.schema, before)
    keeps_id = read.with_requested_id(path, before) == before  # a client cannot change the ID of a resource
    if keeps_id:
        after = read.with_requested_id(path, after)
    create_resource(operation, exchange, state, flatten(after))
    if keeps_id:
        exchange.body = operation.with_requested_id(exchange.path, exchange.body)
    if operation.schema is not None and read.schema is not None and operation.schema.data == read.schema.data:
        exchange.body = deepcopy(after)
    exchange.created.append(StoredResource(read.operation, path, after))


class _Update:
    """The changes of a PUT or PATCH.

    A PUT replaces all writable properties: those not sent get their default or are removed. A PATCH changes only the
    properties that are sent. In a JSON merge patch (RFC 7396), null removes a property.
    """

    def __init__(self, operation: MockOperation, exchange: MockExchange, state: State) -> None:
        self._builder = BodyBuilder(operation, state)
        self._sent = sent_values(operation, exchange)
        self._ids = {str(value) for value in exchange.path.values()}
        self._is_merge_patch = exchange.media_type == MERGE_PATCH_MEDIA_TYPE
        self._removed: set[str] = set()
        if self._is_merge_patch:
            self._removed = {name for name, value in self._sent.items() if value is None}
        elif operation.operation.method == "put":
            not_sent = {name: schema for name, schema in operation.writable.items() if name not in self._sent}
            self._sent |= {
                name: schema.data["default"] for name, schema in not_sent.items() if "default" in schema.data
            }
            self._removed = {name for name in not_sent if name not in self._sent and name != "id"}

    def apply(self, schema: Node, body: Any) -> Any:
        """Return the body with the changes, at the top level or in the objects inside an envelope.

        A body that would become invalid is returned unchanged.
        """
        if not isinstance(body, dict):
            return body
        described = properties(schema)
        readable = {name: each for name, each in described.items() if not each.data.get("writeOnly")}
        values = {
            name: _apply_merge_patch(body.get(name), value) if self._is_merge_patch else value
            for name, value in self._sent.items()
            if name in readable
        }
        valid = {name: value for name, value in values.items() if is_valid(readable[name], value)}
        for name in values.keys() - valid.keys():  # such as a list whose new items have no IDs yet
            completed = self._builder.complete(readable[name], values[name], (name,))
            if is_valid(readable[name], completed):
                valid[name] = completed
        if valid or self._removed & readable.keys():
            changed = {**body, **deepcopy(valid)}
        else:
            changed = {
                name: self.apply(described[name], each) if name in described else each for name, each in body.items()
            }
        return next(
            (each for each in (self._without_removed(schema, changed), changed) if is_valid(schema, each)), body
        )

    def _without_removed(self, schema: Node, body: dict[str, Any]) -> dict[str, Any]:
        """Return the body without the removed properties; required ones become null if allowed, and IDs stay."""
        described, required = properties(schema), required_properties(schema)
        removed = {name for name in self._removed & body.keys() & described.keys() if str(body[name]) not in self._ids}
        nulls = {name: None for name in removed & required if is_valid(described[name], None)}
        return {**{name: value for name, value in body.items() if name not in removed - required}, **nulls}


def _apply_merge_patch(before: Any, patch: Any) -> Any:
    """Return a value with a JSON merge patch (RFC 7396) applied."""
    if not isinstance(patch, dict):
        return patch
    known = before if isinstance(before, dict) else {}
    merged = {**known, **{name: _apply_merge_patch(known.get(name), value) for name, value in patch.items()}}
    return {name: value for name, value in merged.items() if patch.get(name, value) is not None or name not in patch}
