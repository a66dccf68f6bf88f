"""The user's own values in the bodies of writes: the numbers, patients and projects that the server knows as theirs.

What a page shows of these is somebody else's, or nobody's. `bodies` puts them into what is documented; `given` into
what the engine makes up, and takes out of it every number that somebody could be called by.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from schemathesis import Case, HookContext, hooks
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.target import phone_numbers
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Operation, Place
from caretasks.openapi.schema.keywords import properties, required
from caretasks.openapi.schema.validation import fits


class LackingError(Exception):
    """A documented write cannot be made. The message says what is lacking."""


@dataclass(frozen=True)
class Write:
    """A documented write: its path parameters, its query, its headers but for the key, and its body, if it has one."""

    path: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, Any]
    cookies: Mapping[str, Any]
    body: Any = NOT_SET


def lacking(target: Target, operation: Operation) -> list[str]:
    """The names of what the user has to give before a write can be sent to a server elsewhere."""
    if target.url is None:
        return []
    needed = [parameter.name for parameter in operation.path_parameters]
    schema = _schema(operation)
    if schema is not None:
        known = properties(schema)
        needed += [name for name in known if name in required(schema) and _is_own(name, known[name])]
    return [name for name in needed if not target.given.get((operation.id, name))]


def documented(target: Target, operation: Operation) -> Write:
    """The documented write, with the user's own values in place; at the stand-in a page's own may stay.

    Raises:
        LackingError: the document shows none, or the user has not given what only they know.
    """
    if names := lacking(target, operation):
        raise LackingError(f"--fixtures lacks {', '.join(names)}")
    sent: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        shown = target.given.get((operation.id, parameter.name)) or tuple(parameter.examples().values())
        if shown:
            sent[parameter.location][parameter.name] = shown[0]
        elif parameter.required:
            raise LackingError(f"no example of {parameter.name} is documented")
    body = NOT_SET
    if operation.body is not None:
        shown = tuple(operation.body.examples().values())
        if shown:
            body = _with_own(target, operation, shown[0])
        elif operation.body_required:
            raise LackingError("no example is documented")
    return Write(sent["path"], sent["query"], sent["header"], sent["cookie"], body)


def _with_own(target: Target, operation: Operation, shown: Any) -> Any:
    body = copy.deepcopy(shown)
    if not isinstance(body, dict):
        return body if target.url is None else phone_numbers.fictional(operation, body)
    given = {name: values[0] for (id_, name), values in target.given.items() if id_ == operation.id}
    schema = _schema(operation)
    known = {} if schema is None else properties(schema)
    if target.url is not None:
        body = {name: value for name, value in body.items() if not _is_own(name, known.get(name))}
        body = phone_numbers.fictional(operation, body)
    return {**body, **{name: value for name, value in given.items() if name in known}}


@contextmanager
def given(target: Target, settings: Settings) -> Iterator[None]:
    """For the while, what the engine makes up for a write has the user's own values, and calls nobody.

    A number of the user's own comes with valid requests alone. The engine's hooks are global: one target at a time.
    """
    if settings.writes is not Writes.GENERATED:
        yield
        return
    operations = {f"{o.method.upper()} {o.path}": o for o in target.api.operations}

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        operation = operations.get(case.operation.label)
        if operation is None or not operation.writes or case.body is NOT_SET or case.meta is None:
            return
        invalid = case.meta.is_negative_at(ParameterLocation.BODY)
        body = made_up(target, operation, case.body, invalid=invalid)
        if body != case.body:
            case.body = body

    hooks.GLOBAL_HOOK_DISPATCHER.register_hook_with_name(before_call, "before_call")
    try:
        yield
    finally:
        hooks.unregister(before_call)


def made_up(target: Target, operation: Operation, body: Any, *, invalid: bool) -> Any:
    """A made-up body as it may be sent: at a server elsewhere it calls nobody.

    Args:
        target: where it is sent, with the user's own values, which it gets in place of such as fit the document.
        operation: what it is sent to.
        body: JSON data. It is left as it is.
        invalid: whether the request is to be refused, and so gets no number of the user's own.
    """
    body = body if target.url is None else phone_numbers.harmless(operation, body)
    return _with_given(target, operation, body, invalid=invalid)


def _with_given(target: Target, operation: Operation, body: Any, *, invalid: bool) -> Any:
    """A made-up body with the user's own values in place of such as fit the document."""
    schema = _schema(operation)
    if not isinstance(body, dict) or schema is None:
        return body
    changed = dict(body)
    for name, described in properties(schema).items():
        values = target.given.get((operation.id, name))
        kept = invalid and phone_numbers.is_meant(name, described)
        if values and name in body and not kept and fits(described, body[name]):
            changed[name] = values[0]
    return changed


def _schema(operation: Operation) -> Place | None:
    return None if operation.body is None else operation.body.schema


def _is_own(name: str, schema: Place | None) -> bool:
    """Whether a property names what is the user's own; a number to call always is."""
    return (schema is not None and schema.own) or phone_numbers.is_meant(name, schema)
