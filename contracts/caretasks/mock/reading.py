"""What a read answers: what was created or is documented under its path parameters, else the documented example."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any

from caretasks.mock.answers import success
from caretasks.mock.errors import RefusedError
from caretasks.mock.lists import listed
from caretasks.mock.requests import Request
from caretasks.mock.sampling import sample
from caretasks.mock.shapes import Members, answered_schema, members, with_name
from caretasks.mock.state import State
from caretasks.openapi.api import Operation
from caretasks.openapi.validation import fits


@lru_cache(maxsize=1024)
def documented_things(operation: Operation) -> list[tuple[dict[str, Any], Any]]:
    """The success examples of a read that have a place of their own: path parameters, and what stands under them.

    Examples of one name belong together: an example of an answer stands where the examples of that name of all path
    parameters say.
    """
    parameters = [parameter for parameter in operation.parameters if parameter.location == "path"]
    by_name = {parameter.name: parameter.examples() for parameter in parameters}
    return [
        ({parameter: named[name] for parameter, named in by_name.items()}, body)
        for name, body in _examples(operation).items()
        if by_name and all(name in named for named in by_name.values())
    ]


def read(request: Request, state: State) -> Any:
    """What is answered.

    An operation without path parameters, or whose examples name no place, answers its first example everywhere that
    nothing was created; without an example, a value sampled from its schema.

    Raises:
        RefusedError: (404) there is nothing under these path parameters.
    """
    operation = request.operation
    group = members(operation)
    with contextlib.suppress(KeyError):
        body = state.get(operation, request.path)
        return body if group is None else _listed(request, group, body, state)
    if missing(operation, request.path, state):
        raise RefusedError(404, "there is nothing under these path parameters")
    body = presumed(operation, request.path)
    return body if group is None else _listed(request, group, body, state)


def presumed(operation: Operation, path: Mapping[str, Any]) -> Any:
    """What stands where nothing is known of: the first example, else what is sampled, as what was asked for."""
    body = typical(operation)
    schema = answered_schema(operation)
    if _examples(operation) or schema is None:
        return body
    last = operation.path.rstrip("/").rpartition("/")[2]
    for name, value in path.items():
        renamed = with_name(name, body, value) if last == f"{{{name}}}" else body
        body = renamed if fits(schema, renamed) else body
    return body


def _listed(request: Request, group: Members, body: Any, state: State) -> Any:
    documented = {str(values[group.parameter]): thing for values, thing in documented_things(group.read)}
    return listed(request, group, body, documented, state, sampled=not _examples(request.operation))


def missing(operation: Operation, path: Mapping[str, Any], state: State) -> bool:
    """Whether a read finds nothing: what was there is removed, or things have places and none is here."""
    if state.has(operation, path):
        return False
    return state.removed(operation, path) or bool(documented_things(operation))


def typical(operation: Operation) -> Any:
    """The first documented example of an operation's success, else a value sampled from its schema, else None."""
    examples = _examples(operation)
    if examples:
        return deepcopy(next(iter(examples.values())))
    _, response = success(operation)
    media = response.media if response is not None else None
    return None if media is None or media.schema is None else sample(media.schema, "")


@lru_cache(maxsize=1024)
def _examples(operation: Operation) -> dict[str, Any]:
    _, response = success(operation)
    return response.media.examples() if response is not None and response.media is not None else {}
