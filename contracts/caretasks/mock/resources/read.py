"""What a read answers: what was created or is documented under its path parameters, else the documented example."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from caretasks.mock.model import HttpError
from caretasks.mock.resources.collections import listed
from caretasks.mock.resources.examples import complete, documented_things, shown, typical
from caretasks.mock.resources.paths import Members, answered_schema, last_parameter, members, named, with_name
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.requests import Request
from caretasks.openapi.operation.responses import examples
from caretasks.openapi.schema.validation import fits


def read(request: Request, state: State) -> Any:
    """What is answered.

    An operation without path parameters, or whose examples name no place, answers its first example everywhere that
    nothing was created; without an example, a value sampled from its schema. What is created in a collection whose
    document says how an unknown member is answered is all that is there, beside what the document shows.

    Raises:
        RefusedError: (404) there is nothing under these path parameters.
    """
    operation = request.operation
    group = members(operation)
    with contextlib.suppress(KeyError):
        body = state.get(operation, request.path)
        return body if group is None else _listed(request, group, body, state)
    if missing(operation, request.path, state):
        raise HttpError(404, "there is nothing under these path parameters")
    body = presumed(operation, request.path)
    return body if group is None else _listed(request, group, body, state)


def presumed(operation: Operation, path: Mapping[str, Any]) -> Any:
    """What stands where nothing is known of: what the document shows of it, else of others, as what was asked for."""
    own = shown(operation, path)
    if own is not None:
        return own
    return named_as(operation, path, typical(operation))


def named_as(operation: Operation, path: Mapping[str, Any], body: Any) -> Any:
    """What an operation reads with the name by which it is found there, where it says another one."""
    schema = answered_schema(operation)
    name = last_parameter(operation)
    if name is None or named(name, body) in (None, path[name]):
        return body
    renamed = with_name(name, body, path[name])
    return renamed if schema is None or fits(schema, renamed) else body


def _listed(request: Request, group: Members, body: Any, state: State) -> Any:
    documented = {str(values[group.parameter]): thing for values, thing in documented_things(group.read)}
    return listed(request, group, body, documented, state, sampled=not examples(request.operation))


def missing(operation: Operation, path: Mapping[str, Any], state: State) -> bool:
    """Whether a read finds nothing: what was there is removed, or all that there is is known, and it is not there."""
    if state.has(operation, path):
        return False
    if state.removed(operation, path) or documented_things(operation):
        return True
    return complete(operation) and shown(operation, path) is None and not _is_named(operation, path)


def _is_named(operation: Operation, path: Mapping[str, Any]) -> bool:
    """Whether the document gives these path parameters as examples."""
    return all(path[parameter.name] in parameter.examples().values() for parameter in operation.path_parameters)
