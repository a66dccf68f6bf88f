"""What a write at a thing's own place does: DELETE removes what is read there, PUT and PATCH change it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from caretasks.mock.model import Exchange, HttpError, Thing
from caretasks.mock.resources.create import create, sendable, sent_values
from caretasks.mock.resources.paths import answered_schema, flat
from caretasks.mock.resources.read import missing, named_as, presumed
from caretasks.mock.resources.state import State
from caretasks.openapi.document import MERGE_PATCH, Operation, Place
from caretasks.openapi.operation.links import read_beside
from caretasks.openapi.operation.requests import Request
from caretasks.openapi.schema.keywords import properties, required
from caretasks.openapi.schema.validation import fits


@dataclass(frozen=True)
class Target:
    """Where what a DELETE, PUT or PATCH is about is read.

    Attributes:
        read: what reads it.
        names: by each of its path parameters, the one of the write that has the same value.
    """

    read: Operation
    names: Mapping[str, str]


@lru_cache(maxsize=1024)
def target(operation: Operation) -> Target | None:
    """Where it is read: at the same path, if that ends in a parameter, else where an answer links to both."""
    if operation.method not in ("delete", "put", "patch"):
        return None
    if "{" in operation.path.rstrip("/").rpartition("/")[2]:
        for other in operation.api.operations:
            if (other.path, other.method) == (operation.path, "get") and answered_schema(other) is not None:
                return Target(other, {each.name: each.name for each in other.path_parameters})
    linked = read_beside(operation)
    return Target(*linked) if linked is not None and answered_schema(linked[0]) is not None else None


def change(request: Request, at: Target, state: State) -> Exchange:
    """The answer to such a write, with what it changes done or to be remembered.

    Raises:
        RefusedError: (404) there is nothing under these path parameters, and the document says what is answered then.
    """
    operation, read = request.operation, at.read
    path = {name: request.path[own] for name, own in at.names.items()}
    nothing = missing(read, path, state)
    creates = operation.method == "put" and "201" in operation.responses
    if nothing and operation.response(404) is not None and not creates:
        raise HttpError(404, "there is nothing under these path parameters")
    if operation.method == "delete":
        if state.has(read, path) or read.response(404) is not None:
            state.remove(read, path)
        return Exchange(request, create(request, state).body)
    schema = answered_schema(read)
    thing = state.get(read, path) if state.has(read, path) else presumed(read, path)
    changed = thing if schema is None else _Change(request).of(schema, thing)
    if named_as(read, path, thing) == thing:
        changed = named_as(read, path, changed)  # what a client says of it does not make it another thing
    exchange = create(request, state, flat(changed))
    answered = answered_schema(operation)
    if answered is not None and schema is not None and answered.node == schema.node:
        exchange.body = deepcopy(changed)
    exchange.created.append(Thing(read, path, changed))
    return exchange


class _Change:
    """What a write says of a thing: PUT all that a client may say, PATCH some of it.

    A PUT leaves out what is to be gone, or to have its default; a merge patch (RFC 7396) has null for it.
    """

    def __init__(self, request: Request) -> None:
        self._sent = sent_values(request)
        self._ids = {str(value) for value in request.path.values()}
        self._merges = request.media_type == MERGE_PATCH
        self._gone: set[str] = set()
        if self._merges:
            self._gone = {name for name, value in self._sent.items() if value is None}
        elif request.operation.method == "put":
            unsaid = {name: each for name, each in sendable(request.operation).items() if name not in self._sent}
            self._sent |= {name: each.node["default"] for name, each in unsaid.items() if "default" in each.node}
            self._gone = {name for name in unsaid if name not in self._sent and name != "id"}

    def of(self, schema: Place, thing: Any) -> Any:
        """The thing when it is changed: at its top, else in the objects that it is an envelope of."""
        if not isinstance(thing, dict):
            return thing
        described = properties(schema)
        shown = {name: each for name, each in described.items() if not each.node.get("writeOnly")}
        said = {name: self._value(thing.get(name), value) for name, value in self._sent.items() if name in shown}
        own = {name: value for name, value in said.items() if fits(shown[name], value)}
        if own or self._gone & shown.keys():
            changed = {**thing, **deepcopy(own)}
        else:
            changed = {
                name: self.of(described[name], each) if name in described else each for name, each in thing.items()
            }
        return next((each for each in (self._without(schema, changed), changed) if fits(schema, each)), thing)

    def _value(self, before: Any, sent: Any) -> Any:
        return _merged(before, sent) if self._merges else sent

    def _without(self, schema: Place, thing: dict[str, Any]) -> dict[str, Any]:
        """The thing without what is gone; what has to be there is null if it can be, and what names it stays."""
        described, needed = properties(schema), required(schema)
        gone = {name for name in self._gone & thing.keys() & described.keys() if str(thing[name]) not in self._ids}
        empty = {name: None for name in gone & needed if fits(described[name], None)}
        return {**{name: value for name, value in thing.items() if name not in gone - needed}, **empty}


def _merged(before: Any, patch: Any) -> Any:
    """A value with a merge patch applied."""
    if not isinstance(patch, dict):
        return patch
    known = before if isinstance(before, dict) else {}
    merged = {**known, **{name: _merged(known.get(name), value) for name, value in patch.items()}}
    return {name: value for name, value in merged.items() if patch.get(name, value) is not None or name not in patch}
