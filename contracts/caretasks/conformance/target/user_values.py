"""User-provided values in writes: phone numbers, patients and projects that exist on the server.

They replace the documented values in documented writes, and valid values in generated writes. A generated write to a
remote server contains no other phone numbers that can be called.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from caretasks.conformance.cases import Parameters, PhaseCase, generation_notes
from caretasks.conformance.target import phone_numbers
from caretasks.conformance.target.model import Target, iter_values
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Media, Node, Operation
from caretasks.openapi.operation.form_bodies import request_media
from caretasks.openapi.schema.keywords import properties, required_properties
from caretasks.openapi.schema.validation import is_valid


class MissingValueError(Exception):
    """A documented write for which values are missing. The message names them."""


def missing_user_values(target: Target, operation: Operation) -> list[str]:
    """Return the names of the user-provided values that a write to a remote server needs but does not have."""
    if target.url is None:
        return []
    names = [parameter.name for parameter in operation.path_parameters]
    media = request_media(operation)
    if media is not None and media.schema is not None:
        required = required_properties(media.schema)
        names += [
            name
            for name, schema in _body_properties(media).items()
            if name in required and _is_user_provided(name, schema)
        ]
    return [name for name in names if not target.user_values.get((operation.id, name))]


def documented_write(target: Target, operation: Operation) -> PhaseCase:
    """Return the documented write of an operation, with user-provided values.

    A write to the mock server may keep the documented phone numbers and IDs.

    Raises:
        MissingValueError: The spec has no example, or a required user-provided value is missing.
    """
    if names := missing_user_values(target, operation):
        raise MissingValueError(f"missing in --fixtures: {', '.join(names)}")
    parameters: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        examples = target.user_values.get((operation.id, parameter.name)) or tuple(parameter.examples().values())
        if examples:
            parameters[parameter.location][parameter.name] = examples[0]
        elif parameter.required:
            raise MissingValueError(f"the spec has no example for {parameter.name}")
    body: Any = MISSING
    media = request_media(operation)
    if media is not None:
        examples = tuple(media.examples().values())
        if examples:
            body = _with_user_values(target, operation, examples[0])
            if isinstance(body, str) and operation.body is None:
                body = body.encode()
        elif operation.body_required:
            raise MissingValueError("the spec has no example for the request body")
    return PhaseCase(operation, parameters, body, generation_notes("positive", *parameters, "body", phase="examples"))


def _with_user_values(target: Target, operation: Operation, body: Any) -> Any:
    schemas = _body_properties(request_media(operation))
    if target.url is not None:
        if isinstance(body, dict):
            body = {name: value for name, value in body.items() if not _is_user_provided(name, schemas.get(name))}
        body = phone_numbers.replace_numbers(operation, body, phone_fields_only=True)
    if not isinstance(body, dict):
        return body
    values = {name: values[0] for (id_, name), values in target.user_values.items() if id_ == operation.id}
    return {**body, **{name: value for name, value in values.items() if name in schemas}}


def generated_write(
    target: Target, operation: Operation, body: Any, *, invalid: bool, media: Media | None = None
) -> Any:
    """Return a generated body with user-provided values and, for a remote server, without phone numbers to call.

    Only valid values are replaced, and not null or an empty list or object: they name nothing that has to exist. Of
    an object, only the properties that a user-provided one has are replaced. A request that is invalid on purpose gets
    no user-provided phone numbers. The body is in the media type `media`, by default the first one.
    """
    body = body if target.url is None else phone_numbers.replace_numbers(operation, body)
    if not isinstance(body, dict):
        return body
    changed = dict(body)
    schemas = _body_properties(media or request_media(operation))
    for (id_, name), values in target.user_values.items():
        if id_ != operation.id or name not in body or name not in schemas or not values:
            continue
        keep_generated = invalid and phone_numbers.is_phone_field(name, schemas[name])
        if not keep_generated and is_valid(schemas[name], body[name]):
            combined = _combine(body[name], values[0])
            changed[name] = combined if is_valid(schemas[name], combined) else values[0]
    return changed


def _combine(generated: Any, provided: Any) -> Any:
    """Return a generated value with the user-provided values of the properties that it has."""
    if generated is None or generated in ([], {}):
        return generated
    if isinstance(generated, dict) and isinstance(provided, dict):
        return {
            name: _combine(value, provided[name]) if name in provided else value for name, value in generated.items()
        }
    if isinstance(generated, list) and isinstance(provided, list) and any(isinstance(each, dict) for each in provided):
        return [_combine(item, provided[index % len(provided)]) for index, item in enumerate(generated)]
    return provided


def has_known_values(
    target: Target, operation: Operation, parameters: Parameters, returned: Collection[str] = ()
) -> bool:
    """Return whether a server knows all `x-own` values of the parameters, which name resources in the user's account.

    The mock server does. Outside the path, a remote server knows the user-provided values and those that it has
    returned.
    """
    if target.url is not None:
        known = {name: values for (id_, name), values in target.user_values.items() if id_ == operation.id}
        for parameter in operation.parameters:
            sent = parameters.get(parameter.location, {}).get(parameter.name, MISSING)
            if parameter.location != "path" and sent is not MISSING and _has_own_value(parameter.schema):
                texts = {str(value) for value in iter_values(known.get(parameter.name, ()))}
                if not all(str(value) in texts or str(value) in returned for value in iter_values(sent)):
                    return False
    return True


def _has_own_value(schema: Node | None) -> bool:
    return schema is not None and _has_user_provided(schema, set())


def _body_properties(media: Media | None) -> Mapping[str, Node]:
    return {} if media is None or media.schema is None else properties(media.schema)


def _is_user_provided(name: str, schema: Node | None) -> bool:
    """Return whether only the user can provide the value of a property, or a part of it; true for phone numbers."""
    return phone_numbers.is_phone_field(name, schema) or _has_own_value(schema)


def _has_user_provided(schema: Node, visited: set[str]) -> bool:
    """Return whether a value, or a part of it at any depth, is user-provided (`x-own`)."""
    if schema.is_user_provided or schema.pointer in visited:
        return schema.is_user_provided
    visited.add(schema.pointer)
    return any(_has_user_provided(each, visited) for each in phone_numbers.iter_described_schemas(schema))
