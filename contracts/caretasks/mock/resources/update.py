"""The effect of a write on an existing resource: DELETE removes it, PUT and PATCH change it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from caretasks.mock.model import HttpError, MockExchange, StoredResource
from caretasks.mock.resources.create import create_resource, sent_values, writable_properties
from caretasks.mock.resources.paths import flatten, success_schema
from caretasks.mock.resources.read import default_body, is_missing, with_requested_id
from caretasks.mock.resources.state import State
from caretasks.openapi.document import MERGE_PATCH_MEDIA_TYPE, Node, Operation
from caretasks.openapi.operation.links import read_for_write
from caretasks.openapi.operation.requests import OperationRequest
from caretasks.openapi.schema.keywords import properties, required_properties
from caretasks.openapi.schema.validation import is_valid


@dataclass(frozen=True)
class UpdateTarget:
    """The resource that a DELETE, PUT or PATCH changes.

    Attributes:
        read: The operation that reads the resource.
        names: For each path parameter of `read`, the path parameter of the write that has the same value.
    """

    read: Operation
    names: Mapping[str, str]


@lru_cache(maxsize=1024)
def find_update_target(operation: Operation) -> UpdateTarget | None:
    """Return the resource that a write changes: the one at the same path, or the one that a response links to."""
    if operation.method not in ("delete", "put", "patch"):
        return None
    if "{" in operation.path.rstrip("/").rpartition("/")[2]:
        for other in operation.api.operations:
            if (other.path, other.method) == (operation.path, "get") and success_schema(other) is not None:
                return UpdateTarget(other, {each.name: each.name for each in other.path_parameters})
    linked = read_for_write(operation)
    return UpdateTarget(*linked) if linked is not None and success_schema(linked[0]) is not None else None


def update_resource(request: OperationRequest, target: UpdateTarget, state: State) -> MockExchange:
    """Return the response to a DELETE, PUT or PATCH. A DELETE is applied here, a change when the exchange is stored.

    Args:
        request: The write.
        target: The resource that it changes.
        state: The stored resources.

    Raises:
        HttpError: (404) No such resource exists, and the spec documents a 404.
    """
    operation, read = request.operation, target.read
    path = {name: request.path[write_name] for name, write_name in target.names.items()}
    can_create = operation.method == "put" and "201" in operation.responses
    if is_missing(read, path, state) and operation.find_response(404) is not None and not can_create:
        raise HttpError(404, "no resource with these path parameters exists")
    if operation.method == "delete":
        if state.has(read, path) or read.find_response(404) is not None:
            state.remove(read, path)
        return MockExchange(request, create_resource(request, state).body)
    schema = success_schema(read)
    before = state.get(read, path) if state.has(read, path) else default_body(read, path)
    after = before if schema is None else _Update(request).apply(schema, before)
    if with_requested_id(read, path, before) == before:
        after = with_requested_id(read, path, after)  # a client cannot change the ID of a resource
    exchange = create_resource(request, state, flatten(after))
    response_schema = success_schema(operation)
    if response_schema is not None and schema is not None and response_schema.data == schema.data:
        exchange.body = deepcopy(after)
    exchange.created.append(StoredResource(read, path, after))
    return exchange


class _Update:
    """The changes of a PUT or PATCH.

    A PUT replaces all writable properties: those not sent get their default or are removed. A PATCH changes only the
    properties that are sent. In a JSON merge patch (RFC 7396), null removes a property.
    """

    def __init__(self, request: OperationRequest) -> None:
        self._sent = sent_values(request)
        self._ids = {str(value) for value in request.path.values()}
        self._is_merge_patch = request.media_type == MERGE_PATCH_MEDIA_TYPE
        self._removed: set[str] = set()
        if self._is_merge_patch:
            self._removed = {name for name, value in self._sent.items() if value is None}
        elif request.operation.method == "put":
            writable = writable_properties(request.operation)
            not_sent = {name: schema for name, schema in writable.items() if name not in self._sent}
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
            name: self._updated_value(body.get(name), value) for name, value in self._sent.items() if name in readable
        }
        valid = {name: value for name, value in values.items() if is_valid(readable[name], value)}
        if valid or self._removed & readable.keys():
            changed = {**body, **deepcopy(valid)}
        else:
            changed = {
                name: self.apply(described[name], each) if name in described else each for name, each in body.items()
            }
        return next(
            (each for each in (self._without_removed(schema, changed), changed) if is_valid(schema, each)), body
        )

    def _updated_value(self, before: Any, sent: Any) -> Any:
        return _apply_merge_patch(before, sent) if self._is_merge_patch else sent

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
