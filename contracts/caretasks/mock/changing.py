"""What a write at a thing's own place does: DELETE removes what is read there, PUT and PATCH change it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from caretasks.mock.creation import create, sent_values
from caretasks.mock.errors import RefusedError
from caretasks.mock.links import read_beside
from caretasks.mock.reading import missing, presumed
from caretasks.mock.requests import Exchange, Request, Thing
from caretasks.mock.schemas import properties
from caretasks.mock.shapes import answered_schema, flat
from caretasks.mock.state import State
from caretasks.openapi.api import Operation, Place
from caretasks.openapi.validation import fits


@dataclass(frozen=True)
class At:
    """Where what a DELETE, PUT or PATCH is about is read.

    Attributes:
        read: what reads it.
        names: by each of its path parameters, the one of the write that has the same value.
    """

    read: Operation
    names: Mapping[str, str]


@lru_cache(maxsize=1024)
def place(operation: Operation) -> At | None:
    """Where it is read: at the same path, if that ends in a parameter, else where an answer links to both."""
    if operation.method not in ("delete", "put", "patch"):
        return None
    if "{" in operation.path.rstrip("/").rpartition("/")[2]:
        for other in operation.api.operations:
            if (other.path, other.method) == (operation.path, "get") and answered_schema(other) is not None:
                return At(other, {each.name: each.name for each in other.parameters if each.location == "path"})
    linked = read_beside(operation)
    return At(*linked) if linked is not None and answered_schema(linked[0]) is not None else None


def change(request: Request, at: At, state: State) -> Exchange:
    """The answer to such a write, with what it changes done or to be remembered.

    Raises:
        RefusedError: (404) there is nothing under these path parameters, and the document says what is answered then.
    """
    operation, read = request.operation, at.read
    path = {name: request.path[own] for name, own in at.names.items()}
    nothing = missing(read, path, state)
    creates = operation.method == "put" and "201" in operation.responses
    if nothing and operation.response(404) is not None and not creates:
        raise RefusedError(404, "there is nothing under these path parameters")
    if operation.method == "delete":
        if state.has(read, path) or read.response(404) is not None:
            state.remove(read, path)
        return Exchange(request, create(request, state).body)
    schema = answered_schema(read)
    thing = state.get(read, path) if state.has(read, path) else presumed(read, path)
    changed = thing if schema is None else _changed(schema, thing, sent_values(request))
    exchange = create(request, state, flat(changed))
    answered = answered_schema(operation)
    if answered is not None and schema is not None and answered.node == schema.node:
        exchange.body = deepcopy(changed)
    exchange.created.append(Thing(read, path, changed))
    return exchange


def _changed(schema: Place, thing: Any, sent: Mapping[str, Any]) -> Any:
    """The thing with the values sent in place of its own: at its top, else in the objects that it is an envelope of."""
    if not isinstance(thing, dict):
        return thing
    described = properties(schema)
    shown = {name: each for name, each in described.items() if not each.node.get("writeOnly")}
    own = {name: value for name, value in sent.items() if name in shown and fits(shown[name], value)}
    inner = {
        name: _changed(described[name], value, sent) for name, value in thing.items() if not own and name in described
    }
    changed = {**thing, **deepcopy(own), **inner}
    return changed if fits(schema, changed) else thing
