"""What a write answers and what it creates: the values sent, the documented defaults, new ids, the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from copy import deepcopy
from functools import lru_cache
from string import ascii_letters, digits
from types import MappingProxyType
from typing import Any

from caretasks.mock.model import Exchange, HttpError, Thing
from caretasks.mock.resources.examples import typical
from caretasks.mock.resources.paths import flat, members
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Operation, Place, is_json
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.links import linked_reads, named_in_body, path_values
from caretasks.openapi.operation.requests import Request
from caretasks.openapi.operation.responses import success
from caretasks.openapi.schema.keywords import properties, required, types
from caretasks.openapi.schema.sampling import sample
from caretasks.openapi.schema.validation import fits

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def create(request: Request, state: State, known: Mapping[str, Any] = _NOTHING) -> Exchange:
    """The answer to a write, and what that makes readable: by its answer's links, else by the paths' shape.

    Args:
        request: the write.
        state: where new ids come from.
        known: values by name that are neither sent nor new.

    Raises:
        RefusedError: (409) what it would create is there, and the document says what is answered then.
    """
    _, response = success(request.operation)
    if response is None:
        return Exchange(request, None)
    links = linked_reads(response)
    group = None if links else members(request.operation)
    ids = set(named_in_body(response))
    media = response.media
    if group is not None and media is not None and media.schema is not None:
        ids.update(filter(None, [group.key_pointer(media.schema)]))
    sent = {**known, **sent_values(request)}
    new = _New(sendable(request.operation), state, ids)
    body = None
    if media is not None:
        example = typical(request.operation)
        body = example if media.schema is None else new.body(media.schema, example, sent)
    places = [(operation, path_values(link, operation, request, body)) for operation, link in links]
    if group is not None and request.operation.method == "post":
        key = group.key(body if body is not None else request.body)
        places.append((group.read, None if key is None else {**request.path, group.parameter: key}))
    exchange = Exchange(request, body)
    for operation, values in places:
        if values is not None and _taken(request, operation, values, state):
            raise HttpError(409, "there is one already that is named so")
        _, read = success(operation)
        if values is not None and read is not None and read.media is not None and read.media.schema is not None:
            thing = new.body(read.media.schema, typical(operation), {**sent, **values, **flat(body)})
            exchange.created.append(Thing(operation, values, thing))
    return exchange


def sent_values(request: Request) -> dict[str, Any]:
    """The values that a request gives by name: its path parameters, and what of its body has an effect."""
    known = sendable(request.operation)
    return {**request.path, **{name: value for name, value in _items(request.body) if not known or name in known}}


def _taken(request: Request, operation: Operation, values: Mapping[str, Any], state: State) -> bool:
    """Whether a POST would create what is there already, by a name that its caller gave, and a 409 is documented."""
    if request.operation.method != "post" or "409" not in request.operation.responses:
        return False
    given = [value for value in flat(request.body).values() if isinstance(value, str | int)]
    own = [value for name, value in values.items() if request.path.get(name) != value]
    return any(value in given for value in own) and state.has(operation, values)


class _New:
    """One creation: its time, what the caller may send, and the pointers to ids."""

    def __init__(self, sendable: Mapping[str, Place], state: State, ids: AbstractSet[str]) -> None:
        self._state = state
        self._now = state.now()
        self._ids = ids
        self._sendable = sendable

    def body(self, schema: Place, example: Any, sent: Mapping[str, Any]) -> Any:
        """A body that fits the schema, as far as one is found: composed, else the example, else the simplest."""
        composed = self._object(schema, example, sent, "")
        if fits(schema, composed):
            return composed
        return deepcopy(example) if example is not None else sample(schema, "")

    def _object(self, schema: Place, example: Any, sent: Mapping[str, Any], pointer: str) -> Any:
        described = properties(schema)
        if not described:
            return deepcopy(example) if example is not None else sample(schema, "")
        shown = example if isinstance(example, dict) else {}
        needed = required(schema)
        found: dict[str, Any] = {}
        for name, inner in described.items():
            value = self._value(name, inner, shown.get(name), sent, join(pointer, name), needed=name in needed)
            if value is not _LEFT_OUT:
                found[name] = value
        return found

    def _value(
        self, name: str, schema: Place, example: Any, sent: Mapping[str, Any], pointer: str, *, needed: bool
    ) -> Any:
        """The value of one property, or that it is left out."""
        if schema.node.get("writeOnly"):
            return _LEFT_OUT
        if name in sent and fits(schema, sent[name]):
            return deepcopy(sent[name])
        if name in self._sendable and pointer not in self._ids:
            default = self._sendable[name].node.get("default", _LEFT_OUT)
            if default is not _LEFT_OUT and fits(schema, default):
                return deepcopy(default)
            if not needed:
                return _LEFT_OUT  # the caller may send it and did not
            nothing: Any
            for nothing in (None, [], {}):
                if fits(schema, nothing):
                    return nothing
        if not needed and example is None:
            return _LEFT_OUT
        fresh = self._fresh(name, schema, example, pointer)
        if fresh is not None and fits(schema, fresh):
            return fresh
        if properties(schema) and (needed or isinstance(example, dict)):
            inside = self._object(schema, example, sent, pointer)
            if fits(schema, inside):
                return inside
        if not needed:
            return _LEFT_OUT
        return deepcopy(example) if example is not None else sample(schema, "")

    def _fresh(self, name: str, schema: Place, example: Any, pointer: str) -> Any:
        """A value that is the server's to make: an id, the time; None for what is not."""
        kind = schema.node.get("format")
        if kind == "date-time":
            return self._now
        if kind == "uuid":
            return self._state.new_uuid()
        if name == "id" or pointer in self._ids:
            return next((value for value in self._new_ids(schema, example) if fits(schema, value)), None)
        return None

    def _new_ids(self, schema: Place, example: Any) -> Iterator[Any]:
        """Ids, the likeliest first: a number or a UUID; the example's beginning with another end; any of its form."""
        if "integer" in types(schema):
            yield self._state.new_number()
        new = self._state.new_uuid()
        yield new
        if isinstance(example, str):
            beginning = example.rstrip(ascii_letters + digits)
            end = new.replace("-", "")[: len(example) - len(beginning)]
            yield beginning + end
            yield beginning + end.upper()
            yield beginning + str(self._state.new_number())
        yield sample(schema, new)


@lru_cache(maxsize=1024)
def sendable(operation: Operation) -> Mapping[str, Place]:
    """The properties that a request's body may have with effect: those described, in any of its forms, if any are."""
    content = operation.at("requestBody", "content") if operation.body is not None else None
    found: dict[str, Place] = {}
    for name in content.node if content is not None else ():
        if content is not None and (is_json(name) or "*" in name) and "schema" in content.at(name).node:
            for each, schema in properties(content.at(name, "schema")).items():
                found.setdefault(each, schema)
    return {name: schema for name, schema in found.items() if not schema.node.get("readOnly")}


def _items(body: Any) -> Iterable[tuple[str, Any]]:
    return body.items() if isinstance(body, dict) else ()


class _LeftOut:
    """The mark of a property that is left out."""


_LEFT_OUT = _LeftOut()
