"""Invalid values: requests that are invalid in exactly one way.

Schemathesis generates strings that are far from the required format. A server may reject those and still accept a
near-valid one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from caretasks.conformance.cases import AcceptedRequest, Deferred, Parameters, PhaseCase, iter_made, near_valid_notes
from caretasks.conformance.config import Settings
from caretasks.conformance.phases.phase import Phase, required_parameters, valid_request_body
from caretasks.conformance.target import phone_numbers
from caretasks.conformance.target.model import Target
from caretasks.openapi.bodies.request_encoding import is_valid_value, varied_media
from caretasks.openapi.document import Media, Node, Operation
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation import invalid_requests
from caretasks.openapi.operation.invalid_requests import MakeInvalidBody
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.schema.examples import valid_parameter, with_location_reached
from caretasks.openapi.schema.locations import (
    find_occurrences,
    get_at,
    iter_locations,
    iter_variant_locations,
    with_value_at,
)
from caretasks.openapi.schema.validation import is_valid

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")  # not a phone number


def _make_cases(target: Target, settings: Settings, operation: Operation) -> Iterator[PhaseCase | Deferred[PhaseCase]]:
    if settings.has_generated_requests(operation):
        yield from _iter_cases(operation, settings.violated_keyword, is_remote=target.url is not None)


INVALID_VALUES = Phase("invalid values", "the invalid request", _make_cases)


def invalid_values_of_accepted(read_accepted: Callable[[Operation], Sequence[AcceptedRequest]]) -> Phase:
    """Return the phase of invalid requests that differ from requests that the server has accepted.

    A server may reject the others because of a rule that no schema can express, so that they do not show whether it
    rejects the invalid value.
    """

    def make_cases(
        target: Target, settings: Settings, operation: Operation
    ) -> Iterator[PhaseCase | Deferred[PhaseCase]]:
        accepted = read_accepted(operation) if settings.has_generated_requests(operation) else ()
        if accepted:
            yield from _iter_cases(operation, "", is_remote=target.url is not None, accepted=accepted)

    return Phase(INVALID_VALUES.name, INVALID_VALUES.description, make_cases)


def iter_cases(operation: Operation, *, is_remote: bool, violated_keyword: str = "") -> Iterator[PhaseCase]:
    """Yield the requests for an operation; those for a remote server have no documented phone numbers.

    With the JSON pointer of a keyword, yield only those that violate it.
    """
    return iter_made(_iter_cases(operation, violated_keyword, is_remote=is_remote))


def _iter_cases(
    operation: Operation, violated_keyword: str, *, is_remote: bool, accepted: Sequence[AcceptedRequest] = ()
) -> Iterator[PhaseCase | Deferred[PhaseCase]]:
    required = accepted[0].parameters if accepted else required_parameters(operation)
    if operation.is_write and not accepted:
        for body in _iter_near_valid_bodies(operation, violated_keyword, is_remote=is_remote):
            yield PhaseCase(operation, required, body, near_valid_notes("body", "a near-valid string"))
    whole_body, whole_media = accepted[0][1:] if accepted else (valid_request_body(operation), None)
    if is_remote:
        whole_body = phone_numbers.replace_numbers(operation, whole_body)
    for media in varied_media(operation):
        bodies = tuple(each.body for each in accepted if each.media == media)
        for make in invalid_requests.iter_body_violations(media, violated_keyword, bodies):
            yield Deferred(partial(_body_case, operation, required, media, make, is_remote=is_remote))
    missing_body = join(operation.pointer, "requestBody", "required")
    if operation.body_required and varied_media(operation) and violated_keyword in ("", missing_body):
        yield PhaseCase(operation, required, notes=near_valid_notes("body", "no body"))
    for parameter in operation.parameters:
        location, sent = parameter.location, serialize_parameter(parameter, valid_parameter(parameter))
        others = {name: value for name, value in required[location].items() if name not in sent}
        is_selected = violated_keyword in ("", join(parameter.pointer, "required"))
        if parameter.required and location != "path" and is_selected:
            notes = near_valid_notes(location, f"missing {parameter.name}")
            yield PhaseCase(operation, {**required, location: others}, whole_body, notes, media=whole_media)
        for invalid in invalid_requests.iter_invalid_parameters(parameter, violated_keyword):
            values = {**others, **(invalid_requests.serialize_invalid_parameter(parameter, invalid) or {})}
            notes = near_valid_notes(location, f"{invalid.description} for {parameter.name}")
            yield PhaseCase(operation, {**required, location: values}, whole_body, notes, media=whole_media)


def _body_case(
    operation: Operation, required: Parameters, media: Media, make: MakeInvalidBody, *, is_remote: bool
) -> PhaseCase | None:
    """Return the request with an invalid body; None if no body is invalid in this way alone."""
    made = make()
    if made is None:
        return None
    invalid, body = made
    changed = phone_numbers.replace_numbers(operation, body) if is_remote else body
    if changed != body and not (invalid.matches(changed) if media.is_json else not is_valid_value(media, changed)):
        return None
    notes = near_valid_notes("body", f"{invalid.description} at {invalid.location.display_path}")
    return PhaseCase(operation, required, changed, notes, media=media)


def _iter_near_valid_bodies(
    operation: Operation, violated_keyword: str, *, is_remote: bool
) -> Iterator[dict[str, Any]]:
    """Yield the documented body with one string each that is almost in the required format.

    A remote server gets no documented phone numbers.
    """
    body = operation.body
    examples = () if body is None else tuple(v for v in body.examples().values() if isinstance(v, dict))
    if body is None or body.schema is None or not examples:
        return
    locations = (*iter_locations(body.schema), *iter_variant_locations(body.schema))
    documented = {
        location.schema.pointer: value
        for location in locations
        for example in examples
        for value in (get_at(example, path) for path in find_occurrences(example, location.path))
        if isinstance(value, str)
    }
    for location in locations:
        if violated_keyword and not violated_keyword.startswith(f"{location.schema.pointer}/"):
            continue
        example = examples[0]
        if location.alternatives:
            example = with_location_reached(body.schema, example, location.path, location.alternatives, examples)
        if is_remote:
            example = phone_numbers.replace_numbers(operation, example)
        for path in find_occurrences(example, location.path)[:1]:
            text = get_at(example, path)
            if text is None:  # another value with this schema shows what a string looks like
                text = documented.get(location.schema.pointer)
            for near_valid in _near_valid_strings(location.schema, text, is_remote=is_remote):
                may_be_dialed = not _DATE.match(near_valid) and phone_numbers.has_dialable_number(near_valid)
                if not is_valid(location.schema, near_valid) and not (is_remote and may_be_dialed):
                    yield with_value_at(example, path, near_valid)


def _near_valid_strings(schema: Node, text: Any, *, is_remote: bool) -> Iterator[str]:
    """Yield strings that are almost in the format of a string; none for a value without a format."""
    if not isinstance(text, str):
        return
    if "pattern" in schema.data:
        short = text[:3] if is_valid(schema, text[:3]) else text  # too short to be a phone number
        yield from (short[1:], f"{short[:1]}0{short[2:]}", f"{short}x", f" {short}", f"{short[:2]} {short[2:]}")
        if not is_remote:
            yield text + text[1:]
    elif schema.data.get("format") == "date-time":
        yield from (text[:10], text[:10] + " " + text[11:19], text[:19])
    elif schema.data.get("format") == "date":
        yield from (text.replace("-0", "-"), text[8:] + "." + text[5:7] + "." + text[:4], text.replace("-", "/"))
    elif schema.data.get("format") == "uuid":
        yield from (text.replace("-", ""), text[:-1], f"{{{text}}}", text[:-1] + "g")
