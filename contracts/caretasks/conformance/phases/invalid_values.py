"""Sends requests that only just do not fit the document, where requests are made up: each misses it in one way.

The engine makes texts that are far from the form asked for; a server may refuse those, and take one that nearly has it.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemathesis.core import NOT_SET
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance import rules
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import case_metadata, checks
from caretasks.conformance.phases import cases
from caretasks.conformance.phases.cases import Failed
from caretasks.conformance.target import phone_numbers, transport, user_values
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Operation, Place
from caretasks.openapi.operation import invalid_requests
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.schema.examples import valid, valid_body
from caretasks.openapi.schema.keywords import properties
from caretasks.openapi.schema.validation import fits

PHASE = "near misses"
"""What results call it."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")  # which is no number to call


def send(target: Target, schema: OpenApiSchema, settings: Settings) -> Iterator[ScenarioRecorder | Failed]:
    """Sends them, and yields the engine's record of each."""
    names = (*checks.CHECKED, *(rule.name for rule in rules.of(target.api)))
    for operation in target.api.operations:
        if not settings.made_up(operation) or (target.url is not None and not operation.writes):
            continue
        try:
            for write, location, what in _writes(operation, elsewhere=target.url is not None):
                with contextlib.suppress(transport.HeldBackError):  # what calls somebody is not tried
                    yield _sent(target, schema, operation, write, location, what, names)
        except Exception as error:  # noqa: BLE001 - as the engine has it: a server in this process raises anything
            yield Failed(operation, error)


def _writes(operation: Operation, *, elsewhere: bool) -> Iterator[tuple[user_values.Write, str, str]]:
    """What is sent, where in it something is amiss, and what."""
    asked: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        if parameter.required:
            asked[parameter.location].update(serialize_parameter(parameter, valid(parameter)))

    def write(body: Any, changed: Mapping[str, Any] | None = None, location: str = "") -> user_values.Write:
        sent = dict(asked)
        if changed is not None:  # None is for what is left out
            sent[location] = {name: text for name, text in {**asked[location], **changed}.items() if text is not None}
        return user_values.Write(sent["path"], sent["query"], sent["header"], sent["cookie"], body)

    if operation.writes:
        for body in _bodies(operation, elsewhere=elsewhere):
            yield write(body), "body", "a text that just misses its form"
    if elsewhere:
        return
    whole = NOT_SET if operation.body is None else valid_body(operation.body)
    for miss, body in invalid_requests.of_body(operation):
        yield write(body), "body", f"{miss.what} at {miss.spot.words}"
    for parameter in operation.parameters:
        if parameter.required and parameter.location != "path":
            left_out = dict.fromkeys(serialize_parameter(parameter, valid(parameter)))
            yield write(whole, left_out, parameter.location), parameter.location, f"no {parameter.name}"
        for miss in invalid_requests.of_parameter(operation, parameter):
            changed = write(whole, invalid_requests.texts(parameter, miss), parameter.location)
            yield changed, parameter.location, f"{miss.what} for {parameter.name}"


def _sent(
    target: Target,
    schema: OpenApiSchema,
    operation: Operation,
    write: user_values.Write,
    location: str,
    what: str,
    names: Sequence[str],
) -> ScenarioRecorder:
    # What is known to be invalid has its digits taken out on the way; here they are the point, and nobody's number.
    response = cases.case(target, schema, operation, write).call()
    return cases.checked(
        cases.case(target, schema, operation, write, case_metadata.near_miss(location, what)), response, names
    )


def _bodies(operation: Operation, *, elsewhere: bool) -> Iterator[dict[str, Any]]:
    """Bodies that only just do not fit: the documented one, with one text that misses its form by a little.

    Args:
        operation: what they are sent to.
        elsewhere: whether that is a server elsewhere, which gets no number that a page shows.
    """
    body = operation.body
    example = None if body is None else next((v for v in body.examples().values() if isinstance(v, dict)), None)
    if body is None or body.schema is None or example is None:
        return
    example = phone_numbers.harmless(operation, example) if elsewhere else example
    for path, schema, text in _texts(body.schema, example, ()):
        for near in _near(schema, text, elsewhere=elsewhere):
            if not fits(schema, near) and not (elsewhere and not _DAY.match(near) and phone_numbers.is_in(near)):
                yield _with(example, path, near)


def _texts(
    schema: Place, value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Place, str]]:
    """The texts in a value that have to be of a form, with the places that they are at."""
    if isinstance(value, str) and (
        "pattern" in schema.node or schema.node.get("format") in ("date", "date-time", "uuid")
    ):
        yield path, schema, value
    elif isinstance(value, dict):
        for name, inner in properties(schema).items():
            if name in value:
                yield from _texts(inner, value[name], (*path, name))
    elif isinstance(value, list) and value and isinstance(schema.node.get("items"), dict):
        yield from _texts(schema.at("items"), value[0], (*path, 0))


def _near(schema: Place, text: str, *, elsewhere: bool) -> Iterator[str]:
    if "pattern" in schema.node:
        short = text[:3] if fits(schema, text[:3]) else text  # of a number so little that it calls nobody
        yield from (short[1:], f"{short[:1]}0{short[2:]}", f"{short}x", f" {short}", f"{short[:2]} {short[2:]}")
        if not elsewhere:
            yield text + text[1:]
    elif schema.node["format"] == "date-time":
        yield from (text[:10], text[:10] + " " + text[11:19], text[:19])
    elif schema.node["format"] == "date":
        yield from (text.replace("-0", "-"), text[8:] + "." + text[5:7] + "." + text[:4], text.replace("-", "/"))
    else:
        yield from (text.replace("-", ""), text[:-1], f"{{{text}}}", text[:-1] + "g")


def _with(value: Any, path: tuple[str | int, ...], text: str) -> Any:
    if not path:
        return text
    changed = copy.copy(value)
    changed[path[0]] = _with(value[path[0]], path[1:], text)
    return changed
