"""Invalid values: requests that are invalid in exactly one way.

Schemathesis generates strings that are far from the required format. A server may reject those and still accept a
near-valid one.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from schemathesis.core import NOT_SET
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance.config import Settings
from caretasks.conformance.engine import case_metadata
from caretasks.conformance.phases import cases
from caretasks.conformance.phases.cases import FailedCase, required_parameters
from caretasks.conformance.target import phone_numbers
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.transport import RequestBlockedError
from caretasks.conformance.target.user_values import PhaseCase
from caretasks.openapi.document import Node, Operation
from caretasks.openapi.operation import invalid_requests
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.schema.examples import valid_body, valid_parameter
from caretasks.openapi.schema.keywords import properties
from caretasks.openapi.schema.validation import is_valid

PHASE = "invalid values"
"""Name of the phase in results."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")  # not a phone number


def send_cases(target: Target, schema: OpenApiSchema, settings: Settings) -> Iterator[ScenarioRecorder | FailedCase]:
    """Send and check the requests of all operations with generated requests; to a remote server only writes.

    Args:
        target: The target.
        schema: The Schemathesis schema.
        settings: The selected operations and the writes to send.

    Yields:
        The recorder of each request.
    """
    names = cases.check_names(target)
    for operation in target.api.operations:
        if not settings.has_generated_requests(operation) or (target.url is not None and not operation.is_write):
            continue
        try:
            for phase_case, location, violation in _iter_cases(operation, is_remote=target.url is not None):
                with contextlib.suppress(RequestBlockedError):  # the request has a phone number that could be called
                    # Without metadata: `user_values_hook` would replace the digits of an invalid case.
                    response = cases.build_case(target, schema, phase_case).call()
                    metadata = case_metadata.near_valid_case(location, violation)
                    yield cases.record_checks(cases.build_case(target, schema, phase_case, metadata), response, names)
        except Exception as error:  # noqa: BLE001 - an application in this process can raise any exception
            yield FailedCase(operation, error)


def _iter_cases(operation: Operation, *, is_remote: bool) -> Iterator[tuple[PhaseCase, str, str]]:
    """Yield the requests for an operation, each with the location and the description of its violation."""
    required = required_parameters(operation)

    def make_case(body: Any, changes: Mapping[str, Any] | None = None, location: str = "") -> PhaseCase:
        values = dict(required)
        if changes is not None:  # a value of None removes the parameter
            changed = {**required[location], **changes}
            values[location] = {name: value for name, value in changed.items() if value is not None}
        return PhaseCase(
            operation, values["path"], values["query"], values["header"], values["cookie"], body, is_valid=False
        )

    if operation.is_write:
        for body in _iter_near_valid_bodies(operation, is_remote=is_remote):
            yield make_case(body), "body", "a near-valid string"
    if is_remote:
        return
    whole_body = NOT_SET if operation.body is None else valid_body(operation.body)
    for invalid, body in invalid_requests.iter_invalid_bodies(operation):
        yield make_case(body), "body", f"{invalid.description} at {invalid.location.display_path}"
    for parameter in operation.parameters:
        location = parameter.location
        if parameter.required and location != "path":
            removed = dict.fromkeys(serialize_parameter(parameter, valid_parameter(parameter)))
            yield make_case(whole_body, removed, location), location, f"missing {parameter.name}"
        for invalid in invalid_requests.iter_invalid_parameters(operation, parameter):
            changes = invalid_requests.serialize_invalid_parameter(parameter, invalid)
            yield make_case(whole_body, changes, location), location, f"{invalid.description} for {parameter.name}"


def _iter_near_valid_bodies(operation: Operation, *, is_remote: bool) -> Iterator[dict[str, Any]]:
    """Yield the documented body with one string each that is almost in the required format.

    Args:
        operation: The operation that the bodies are for.
        is_remote: Whether the target is a remote server, which gets no documented phone numbers.
    """
    body = operation.body
    example = None if body is None else next((v for v in body.examples().values() if isinstance(v, dict)), None)
    if body is None or body.schema is None or example is None:
        return
    example = phone_numbers.replace_with_fictional(operation, example) if is_remote else example
    for path, schema, text in _iter_formatted_strings(body.schema, example, ()):
        for near_valid in _near_valid_strings(schema, text, is_remote=is_remote):
            may_be_dialed = not _DATE.match(near_valid) and phone_numbers.has_dialable_number(near_valid)
            if not is_valid(schema, near_valid) and not (is_remote and may_be_dialed):
                yield _with_string_at(example, path, near_valid)


def _iter_formatted_strings(
    schema: Node, value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Node, str]]:
    """Yield the strings in a value that must have a format or match a pattern: path, schema and string."""
    if isinstance(value, str) and (
        "pattern" in schema.data or schema.data.get("format") in ("date", "date-time", "uuid")
    ):
        yield path, schema, value
    elif isinstance(value, dict):
        for name, inner in properties(schema).items():
            if name in value:
                yield from _iter_formatted_strings(inner, value[name], (*path, name))
    elif isinstance(value, list) and value and isinstance(schema.data.get("items"), dict):
        yield from _iter_formatted_strings(schema.child("items"), value[0], (*path, 0))


def _near_valid_strings(schema: Node, text: str, *, is_remote: bool) -> Iterator[str]:
    if "pattern" in schema.data:
        short = text[:3] if is_valid(schema, text[:3]) else text  # too short to be a phone number
        yield from (short[1:], f"{short[:1]}0{short[2:]}", f"{short}x", f" {short}", f"{short[:2]} {short[2:]}")
        if not is_remote:
            yield text + text[1:]
    elif schema.data["format"] == "date-time":
        yield from (text[:10], text[:10] + " " + text[11:19], text[:19])
    elif schema.data["format"] == "date":
        yield from (text.replace("-0", "-"), text[8:] + "." + text[5:7] + "." + text[:4], text.replace("-", "/"))
    else:
        yield from (text.replace("-", ""), text[:-1], f"{{{text}}}", text[:-1] + "g")


def _with_string_at(value: Any, path: tuple[str | int, ...], text: str) -> Any:
    if not path:
        return text
    changed = copy.copy(value)
    changed[path[0]] = _with_string_at(value[path[0]], path[1:], text)
    return changed
