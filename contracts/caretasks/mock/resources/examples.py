"""What a document shows of what an operation answers, and whether that is all there is before anything is created."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any

from caretasks.mock.resources.collections import array, filled, truthful
from caretasks.mock.resources.paths import answered_schema, last_parameter, members, named, with_name
from caretasks.openapi.document import Operation
from caretasks.openapi.json_pointer import resolve
from caretasks.openapi.operation.links import gives_all, linked_reads
from caretasks.openapi.operation.responses import examples, success
from caretasks.openapi.schema.sampling import sample
from caretasks.openapi.schema.validation import fits


@lru_cache(maxsize=1024)
def documented_things(operation: Operation) -> list[tuple[dict[str, Any], Any]]:
    """The success examples of a read that have a place of their own: path parameters, and what stands under them.

    Examples of one name belong together: an example of an answer stands where the examples of that name of all path
    parameters say.
    """
    by_name = {parameter.name: parameter.examples() for parameter in operation.path_parameters}
    return [
        ({parameter: named[name] for parameter, named in by_name.items()}, body)
        for name, body in examples(operation).items()
        if by_name and all(name in named for named in by_name.values())
    ]


def typical(operation: Operation) -> Any:
    """The first documented example of an operation's success, else a value sampled from its schema, else None."""
    known = examples(operation)
    if known:
        return deepcopy(next(iter(known.values())))
    schema = answered_schema(operation)
    return None if schema is None else truthful(schema, sample(schema, ""), success(operation)[0])


def shown(operation: Operation, path: Mapping[str, Any]) -> Any:
    """What a document shows of a thing without a place: an example, or of a list, that says which it is; else None."""
    parameter = last_parameter(operation)
    if parameter is None:
        return None
    return deepcopy(_all_shown(operation, parameter).get(str(path[parameter]).lower()))


@lru_cache(maxsize=1024)
def complete(operation: Operation) -> bool:
    """Whether all that a read finds is known: it documents a 404, and such things are created by another operation."""
    return "404" in operation.responses and any(_creates(other, operation) for other in operation.api.operations)


@lru_cache(maxsize=1024)
def _all_shown(operation: Operation, parameter: str) -> dict[str, Any]:
    """What is shown by what names it: the read's own examples, and the members that a list has to begin with."""
    found = {str(named(parameter, body)).lower(): body for body in examples(operation).values()}
    schema = answered_schema(operation)
    for item in _items(operation):
        key = named(parameter, item)
        body = with_name(parameter, filled(schema, item), key) if isinstance(item, dict) else None
        if key is not None and (schema is None or fits(schema, body)):
            found.setdefault(str(key).lower(), body)
    return found


def _items(operation: Operation) -> Iterator[Any]:
    for other in operation.api.operations:
        group = members(other) if other.method == "get" else None
        if group is not None and group.read == operation:
            body = typical(other)
            pointer = array(body)
            yield from () if pointer is None else resolve(body, pointer)


def _creates(operation: Operation, read: Operation) -> bool:
    """Whether a write makes what `read` finds: by its links, by the shape of its path, or at the thing's own place."""
    _, response = success(operation)
    if operation.method == "put" and operation.path == read.path:
        return "201" in operation.responses
    if not operation.writes or response is None:
        return False
    links = linked_reads(response)
    if links or operation.method != "post":
        return any(linked == read and gives_all(link, read) for linked, link in links)
    group = members(operation)
    if group is None or group.read != read:
        return False
    body = response.media if response.media is not None else operation.body
    described = body is not None and body.schema is not None and group.key_pointer(body.schema) is not None
    return described or group.key(typical(operation)) is not None
