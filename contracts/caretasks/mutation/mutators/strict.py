"""Mutants that reject requests that the spec allows: documented examples, omitted parts, and unusual valid values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mock.handler.error_responses import error_response
from caretasks.mock.model import HttpError
from caretasks.mutation.injection import MutatedExchange, SentRequest
from caretasks.mutation.mutant import Mutant, MutantCategory, Mutation, MutatorName, get_impact
from caretasks.mutation.mutators.allowed_values import (
    AllowedValue,
    ValuePredicate,
    iter_allowed_constants,
    iter_allowed_sizes,
    iter_allowed_strings,
)
from caretasks.mutation.mutators.sent_requests import is_valid_request
from caretasks.openapi.document import Node, Operation, Parameter
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.invalid_requests import with_optional_parts, without_optional_parts
from caretasks.openapi.operation.parameters import parameter_reader, serialize_parameter, serialize_value
from caretasks.openapi.schema.examples import (
    extra_property,
    valid_body,
    with_location_reached,
)
from caretasks.openapi.schema.keywords import (
    enum_values,
    forbids_extra_properties,
    is_string_schema,
    json_types,
    properties,
    required_properties,
)
from caretasks.openapi.schema.locations import (
    SchemaLocation,
    ValuePath,
    find_occurrences,
    format_path,
    get_at,
    iter_locations,
    with_value_at,
)
from caretasks.openapi.schema.validation import iter_violations

RequestPredicate = Callable[[SentRequest], bool]


def strict_mutants(operation: Operation) -> Iterator[Mutant]:
    """Yield the mutants of an operation that accept too little."""
    yield from _parameter_mutants(operation)
    yield from _body_mutants(operation)


def _strict_mutant(
    operation: Operation, name: str, mutator: MutatorName, pointer: str, request_part: str, matches: RequestPredicate
) -> Mutant:
    return Mutant(
        id=f"{operation.id} refuses {name}",
        operation=operation,
        category=MutantCategory.REJECTS,
        mutator=mutator,
        pointer=pointer,
        description=f"a request with {request_part} is rejected",
        impact=get_impact(MutantCategory.REJECTS, mutator),
        build=lambda _: StrictMutation(operation, matches),
    )


def _parameter_mutants(operation: Operation) -> Iterator[Mutant]:
    for parameter in operation.parameters:
        name = f"{parameter.location} {parameter.name}"
        for example_name, value in parameter.examples().items():
            yield _strict_mutant(
                operation,
                f"{name}: example {example_name}",
                MutatorName.EXAMPLE,
                join(parameter.pointer, "examples", example_name),
                f"the documented {parameter.name}",
                _has_parameter_value(parameter, value),
            )
        if parameter.schema is None:
            continue
        for enum_value in enum_values(parameter.schema):
            text = serialize_value(enum_value)
            yield _strict_mutant(
                operation,
                f"{name}: {text}",
                MutatorName.ENUM_VALUE,
                parameter.schema.pointer,
                f"{text} for {parameter.name}",
                _has_parameter_value(parameter, enum_value),
            )
        if not parameter.required:
            yield _strict_mutant(
                operation,
                f"no {name}",
                MutatorName.OMITTED,
                parameter.pointer,
                f"no {parameter.name}",
                _omits_parameter(parameter),
            )
        if parameter.location == "query" and is_string_schema(parameter.schema):
            for allowed in iter_allowed_strings(parameter.schema):
                yield _strict_mutant(
                    operation,
                    f"{name}: {allowed.name}",
                    allowed.mutator,
                    parameter.schema.pointer,
                    f"{allowed.description} for {parameter.name}",
                    _has_matching_string(parameter, allowed.matches),
                )


def _sent_strings(parameter: Parameter, request: SentRequest) -> list[str]:
    values = parameter_reader(parameter).sent_strings(request.raw_parameters)
    return [string for strings in values.values() for string in strings]


def _has_parameter_value(parameter: Parameter, value: Any) -> RequestPredicate:
    expected = {
        name.lower() if parameter.location == "header" else name: each if isinstance(each, list) else [each]
        for name, each in serialize_parameter(parameter, value).items()
    }
    return lambda request: parameter_reader(parameter).sent_strings(request.raw_parameters) == expected


def _has_matching_string(parameter: Parameter, matches: ValuePredicate) -> RequestPredicate:
    return lambda request: any(map(matches, _sent_strings(parameter, request)))


def _omits_parameter(parameter: Parameter) -> RequestPredicate:
    return lambda request: not _sent_strings(parameter, request)


def _body_mutants(operation: Operation) -> Iterator[Mutant]:
    media = operation.body
    if media is None:
        return
    for name, example in media.examples().items():
        yield _strict_mutant(
            operation,
            f"example {name}",
            MutatorName.EXAMPLE,
            join(media.pointer, "examples", name),
            "the documented example",
            partial(_has_body, example),
        )
    if "requestBody" in operation.data and not operation.body_required:
        yield _strict_mutant(
            operation, "no body", MutatorName.OMITTED, media.pointer, "no body", lambda request: not request.body
        )
    if media.schema is None:
        return
    bodies = _ValidBodies(media.schema, tuple(media.examples().values()), valid_body(media))
    for location in iter_locations(media.schema):
        if not location.schema.data.get("readOnly"):
            yield from _location_mutants(operation, location, bodies)


class _ValidBodies:
    """Valid bodies of an operation, to test which values at a location are possible in a valid body.

    Args:
        schema: The schema of the body.
        examples: The documented examples of the body.
        body: A valid body. Variants of it with all and with no optional parts are tested, too.
    """

    def __init__(self, schema: Node, examples: tuple[Any, ...], body: Any) -> None:
        self._schema = schema
        self._examples = examples
        self._bodies = (
            with_optional_parts(schema, examples, body),
            body,
            without_optional_parts(schema, body),
        )

    def allows(self, path: ValuePath, change: Callable[[Any], Any]) -> bool:
        """Return whether a body is valid after a change of the value at a location."""
        for body in self._bodies:
            extended = with_location_reached(self._schema, body, path, (), self._examples)
            for occurrence in find_occurrences(extended, path)[-1:]:
                changed = with_value_at(extended, occurrence, change(get_at(extended, occurrence)))
                if not any(iter_violations(self._schema, changed, in_request=True)):
                    return True
        return False


def _location_mutants(operation: Operation, location: SchemaLocation, bodies: _ValidBodies) -> Iterator[Mutant]:
    schema, path, pointer = location.schema, location.path, location.pointer

    def value_mutants(allowed_values: Iterable[AllowedValue]) -> Iterator[Mutant]:
        for allowed in allowed_values:
            if bodies.allows(path, partial(_return_constant, allowed.value)):
                yield _strict_mutant(
                    operation,
                    f"{location.display_path}: {allowed.name}",
                    allowed.mutator,
                    pointer,
                    f"{allowed.description} at {location.display_path}",
                    _has_value_at(path, allowed.matches),
                )

    yield from value_mutants(iter_allowed_constants(schema))
    if (
        "object" in json_types(schema)
        and not forbids_extra_properties(schema)
        and bodies.allows(path, partial(_with_properties, extra_property(schema)))
    ):
        yield _strict_mutant(
            operation,
            f"{location.display_path}: a further field",
            MutatorName.EXTRA_PROPERTY,
            pointer,
            f"a property that the spec does not define at {location.display_path}",
            _has_value_at(path, partial(_has_other_properties, frozenset(properties(schema)))),
        )
    for name, property_schema in properties(schema).items():
        if name in required_properties(schema) or property_schema.data.get("readOnly"):
            continue
        if bodies.allows(path, partial(_without_property, name)):
            property_path = format_path((*path, name))
            yield _strict_mutant(
                operation,
                f"no {property_path}",
                MutatorName.OMITTED,
                pointer,
                f"no {property_path}",
                _has_value_at(path, partial(_is_without_property, name)),
            )
    yield from value_mutants(iter_allowed_sizes(schema))


def _return_constant(new: Any, _: Any) -> Any:
    return new


def _with_properties(new: Mapping[str, Any], value: Any) -> Any:
    return {**value, **new} if isinstance(value, dict) else value


def _without_property(name: str, value: Any) -> Any:
    return {key: inner for key, inner in value.items() if key != name} if isinstance(value, dict) else value


def _has_body(example: Any, request: SentRequest) -> bool:
    return bool(request.json == example)


def _has_other_properties(names: frozenset[str], value: Any) -> bool:
    return isinstance(value, dict) and bool(set(value) - names)


def _is_without_property(name: str, value: Any) -> bool:
    return isinstance(value, dict) and name not in value


def _has_value_at(path: ValuePath, matches: ValuePredicate) -> RequestPredicate:
    def has_value(request: SentRequest) -> bool:
        return request.json is not MISSING and any(
            matches(get_at(request.json, occurrence)) for occurrence in find_occurrences(request.json, path)
        )

    return has_value


@dataclass
class StrictMutation(Mutation):
    """Rejects valid requests that match a predicate.

    Attributes:
        operation: The operation that rejects them.
        matches: Whether a request is rejected.
    """

    operation: Operation
    matches: RequestPredicate
    equivalence_reason = "the mock server also rejects these requests without the mutation, as the spec allows"

    def __post_init__(self) -> None:
        super().__init__()

    def on_response(self, exchange: MutatedExchange) -> None:
        """Replace the success of a valid request that matches by an error."""
        request = exchange.request
        if request.operation is None or request.operation.pointer != self.operation.pointer:
            return
        if not self.matches(request):
            return
        if not is_valid_request(self.operation, request) or exchange.status in (401, 403):
            return
        if not exchange.succeeded:
            self.without_effect += 1
            return
        self.applied += 1
        status = 422 if "422" in self.operation.responses else 400
        exchange.replace_response(error_response(self.operation, HttpError(status)))
