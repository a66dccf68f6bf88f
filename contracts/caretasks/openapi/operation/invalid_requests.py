"""Near-valid requests: each violates the spec by one keyword at one location and is valid otherwise.

The suite sends them (`conformance.phases.invalid_values`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.kinds import is_structured
from caretasks.openapi.bodies.request_encoding import encoded_violations
from caretasks.openapi.document import Media, Node, Parameter
from caretasks.openapi.operation.parameters import parameter_reader, serialize_parameter
from caretasks.openapi.schema.examples import (
    example_value,
    read_examples,
    valid_body,
    valid_parameter,
    with_location_reached,
    with_single_alternatives,
)
from caretasks.openapi.schema.invalid import InvalidValue, get_json_type, iter_invalid_values
from caretasks.openapi.schema.keywords import json_types, properties, subschemas
from caretasks.openapi.schema.locations import (
    ANY_ITEM,
    SchemaLocation,
    ValuePath,
    find_occurrences,
    get_at,
    iter_all_locations,
    iter_locations,
    iter_unannotated,
    iter_variant_locations,
    with_value_at,
)
from caretasks.openapi.schema.validation import is_valid, iter_violations

# These only follow from another violation: no alternative is valid, or an invalid alternative has evaluated nothing.
_CONSEQUENCE_KEYWORDS = frozenset({"anyOf", "oneOf", "unevaluatedProperties"})
_CONDITIONAL_KEYWORDS = frozenset({"then", "else"})
_DETAILED_KEYWORDS = frozenset({"type", "required", "dependentRequired"})
"""The keywords that a value can violate in several ways at once."""


class ValueWithLocation(NamedTuple):
    """A valid value of a body or a parameter that has a value at a location, and the concrete path to it."""

    value: Any
    path: ValuePath


@dataclass(frozen=True)
class InvalidRequest:
    """One way to violate the schema of a body or a parameter.

    Attributes:
        schema: The schema of the body or parameter.
        location: The location of the violation.
        violation: The violation at that location.
        name: The keyword, and a detail where the keyword can be violated in several ways.
        sent_as_string: Whether the value is sent as a string, as in a parameter or a form. Then all wrong JSON types
            are one violation.
    """

    schema: Node
    location: SchemaLocation
    violation: InvalidValue
    name: str
    sent_as_string: bool = False

    @property
    def description(self) -> str:
        """The violation as a noun phrase."""
        if self.sent_as_string and self.violation.keyword == "type":
            return "a value of another type"
        return self.violation.description

    def invalidate(self, valid: ValueWithLocation | None) -> Any:
        """Return a value with this violation and no other, or `MISSING` if there is none."""
        invalid = self.apply(valid)
        return invalid if invalid is not MISSING and self.matches(invalid) else MISSING

    def apply(self, valid: ValueWithLocation | None) -> Any:
        """Return a valid value with this violation added, or `MISSING` if it cannot be added."""
        if valid is None:
            return MISSING
        try:
            return with_value_at(valid.value, valid.path, self.violation.make(get_at(valid.value, valid.path)))
        except (TypeError, AttributeError, ValueError, KeyError):  # the value is of another JSON type
            return MISSING

    def matches(self, value: Any) -> bool:
        """Return whether a value has this violation and no other one at this location."""
        return bool(self._violating_paths(value)) and not is_valid(self.schema, value, in_request=True)

    def _violating_paths(self, value: Any) -> list[ValuePath]:
        paths = find_occurrences(value, self.location.path)
        return [path for path in paths if self._is_violated_by(get_at(value, path))]

    def _is_violated_by(self, value: Any) -> bool:
        keyword = self.violation.keyword
        if keyword in _CONDITIONAL_KEYWORDS:
            return any(
                keyword in part.data
                and is_valid(part.child("if"), value) is (keyword == "then")
                and any(iter_violations(part.child(keyword), value, in_request=True))
                for part in subschemas(self.location.schema)
            )
        keywords = violated_keywords(self.location.schema, value, self.location.full_schema)
        if self.sent_as_string:
            return {violated for violated, _ in keywords} == {keyword}
        return keywords == {(keyword, self.violation.detail if keyword in _DETAILED_KEYWORDS else "")}


def violated_keywords(schema: Node, value: Any, complete_schema: Node | None = None) -> set[tuple[str, str]]:
    """Return the violated keywords, each with a detail: a JSON type, a property name, or an empty string.

    A value of a wrong JSON type violates `type` alone. A violation inside the value is `("below", "")`.
    If the schema is one of several alternatives, `complete_schema` is the schema with all of them.
    """
    allowed = json_types(complete_schema or schema)
    json_type = get_json_type(value)
    is_integral = json_type == "number" and (isinstance(value, int) or value.is_integer())
    if allowed and json_type not in allowed and not (is_integral and "integer" in allowed):
        is_fraction = json_type == "number" and "integer" in allowed
        return {("type", "fraction" if is_fraction else json_type)}
    found: set[tuple[str, str]] = set()
    for part in subschemas(schema):
        for violation in iter_violations(part, value, in_request=True):
            if violation.path:
                found.add(("below", ""))
            elif violation.keyword in ("required", "dependentRequired"):
                found |= set(_missing_properties(part, value))
            else:
                found.add((violation.keyword, ""))
    causes = {each for each in found if each[0] not in _CONSEQUENCE_KEYWORDS}
    return causes or found


def _missing_properties(schema: Node, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    documented = properties(schema)
    for part in subschemas(schema):
        for name in part.data.get("required", []):
            if name not in value and not (name in documented and documented[name].data.get("readOnly")):
                yield "required", name
        for name, dependents in part.data.get("dependentRequired", {}).items():
            if name in value:
                yield from (("dependentRequired", f"{name} {other}") for other in dependents if other not in value)


MakeInvalidBody = Callable[[], tuple[InvalidRequest, Any] | None]
"""Makes a violation with the value of a body that has it; None if no body has it alone."""


def iter_invalid_bodies(media: Media, violated_keyword: str = "") -> Iterator[tuple[InvalidRequest, Any]]:
    """Yield each violation that a request body can have alone, with the value of a body that has it.

    Bodies that are not JSON, such as forms, are read as a server reads them: all wrong types that are sent as a string
    are one violation. With the JSON pointer of a keyword, yield only its violations.
    """
    for make in iter_body_violations(media, violated_keyword):
        if (made := make()) is not None:
            yield made


def iter_body_violations(
    media: Media, violated_keyword: str = "", accepted: tuple[Any, ...] = ()
) -> Iterator[MakeInvalidBody]:
    """Yield what makes the violations of `iter_invalid_bodies`, so that a part of them can be selected first.

    They are added to one of the bodies that the server has accepted, if there are any: it may reject the documented
    ones for another reason.
    """
    if media.schema is None:
        return
    bodies, names = _ValidBodies(media, media.schema, accepted), set[tuple[ValuePath, str]]()
    # Variants may share schemas, and a server may check one in one variant only.
    locations = dict.fromkeys((*iter_all_locations(media.schema), *iter_variant_locations(media.schema)))
    for location in iter_unannotated(locations, "readOnly"):
        for violation in iter_invalid_values(location.schema, location.path, location.full_schema, in_request=True):
            is_type_of_text = not media.is_json and violation.keyword == "type"
            if is_type_of_text and not location.path and is_structured(media):
                continue  # such a body is in another format
            if violated_keyword in ("", violation.pointer):
                yield partial(_make_invalid_body, bodies, names, location, violation)


class _ValidBodies:
    """The valid values of a body to which violations are added: with every optional part, and the minimal one.

    Accepted bodies come before them, and those that have a value at the location first.
    """

    def __init__(self, media: Media, schema: Node, accepted: tuple[Any, ...]) -> None:
        self.media, self.schema, self._accepted = media, schema, accepted
        self._reached: dict[SchemaLocation, list[ValueWithLocation | None]] = {}

    @cached_property
    def _examples(self) -> tuple[Any, ...]:
        found = (*self._accepted, *read_examples(self.media).values())
        return tuple(value for value in found if self.media.is_json or not isinstance(value, str))

    @cached_property
    def _values(self) -> tuple[Any, Any]:
        minimal = valid_body(self.media)
        if not self.media.is_json and isinstance(minimal, str) and is_structured(self.media):
            minimal = example_value(self.schema, self._examples)  # the example is the text of a form or of XML
        return _with_optional_parts(self.schema, self._examples, minimal), minimal

    def reach_location(self, location: SchemaLocation) -> list[ValueWithLocation | None]:
        """Return the values, changed so that they have a value at a location; None for one that cannot have one."""
        if location not in self._reached:
            accepted = sorted(self._accepted, key=lambda value: not find_occurrences(value, location.path))
            values = (*accepted, *self._values)
            reached = [_reach_location(self.schema, location, self._examples, value) for value in values]
            for found in [each for each in reached if each is not None]:
                single = with_single_alternatives(self.schema, found.value, location)
                reached += [found._replace(value=single)] if single != found.value else []
            self._reached[location] = [*self._iter_with_valid_items(location, reached), *reached]
        return self._reached[location]

    def _iter_with_valid_items(
        self, location: SchemaLocation, reached: Iterable[ValueWithLocation | None]
    ) -> Iterator[ValueWithLocation]:
        """Yield the values in which a first item can precede the one at the location: a server may check only that."""
        for found in reached:
            if found is not None and ANY_ITEM in location.path:
                extended = _with_valid_items(self.schema, location, found)
                if extended != found:
                    yield extended


def _make_invalid_body(
    valid: _ValidBodies, names: set[tuple[ValuePath, str]], location: SchemaLocation, violation: InvalidValue
) -> tuple[InvalidRequest, Any] | None:
    """Return a violation with a value that has it alone; `names` are those of the violations made so far."""
    is_json = valid.media.is_json
    detail = "" if not is_json and violation.keyword == "type" else violation.detail
    name = f"{violation.keyword} {detail}".strip()
    if (location.path, name) in names:
        if not is_json:
            return None
        name += f" of {location.pointer}"
    invalid = InvalidRequest(valid.schema, location, violation, name, sent_as_string=not is_json)
    bodies = valid.reach_location(location)
    candidates = map(invalid.invalidate, bodies) if is_json else _iter_encoded(valid.media, invalid, bodies)
    body = next((each for each in candidates if each is not MISSING), MISSING)
    if body is MISSING:
        return None
    names.add((location.path, name))
    return invalid, body


def _iter_encoded(media: Media, invalid: InvalidRequest, bodies: Iterable[ValueWithLocation | None]) -> Iterator[Any]:
    """Yield the values that have the violation, and no other one, when a server has read them from the body."""
    for value in map(invalid.apply, bodies):
        found = [] if value is MISSING else encoded_violations(media, value)
        if found and {each.keyword for each in found} == {invalid.violation.keyword}:
            yield value


def _reach_location(
    schema: Node, location: SchemaLocation, examples: tuple[Any, ...], valid_value: Any
) -> ValueWithLocation | None:
    """Return a valid value changed so that it has a value at a location; None if it is not valid then."""
    value = with_location_reached(schema, valid_value, location.path, location.alternatives, examples)
    for path in find_occurrences(value, location.path)[-1:]:
        if is_valid(schema, value, in_request=True):
            return ValueWithLocation(value, path)
        value = with_value_at(value, path, example_value(location.schema, examples, location.path))
        if is_valid(schema, value, in_request=True):
            return ValueWithLocation(value, path)
    return None


def _with_valid_items(schema: Node, location: SchemaLocation, found: ValueWithLocation) -> ValueWithLocation:
    """Return a value in which each array along the path has another item first, if it may have one."""
    for index, token in enumerate(location.path):
        above, below = found.path[:index], found.path[index + 1 :]
        if token == ANY_ITEM and found.path[index] == 0:
            items = get_at(found.value, above)
            value = with_value_at(found.value, above, [items[0], *items])
            if is_valid(schema, value, in_request=True):
                found = ValueWithLocation(value, (*above, 1, *below))
    return found


def _with_optional_parts(schema: Node, examples: tuple[Any, ...], value: Any) -> Any:
    """Return a valid value with every optional part that can be added to it."""
    for location in iter_unannotated(iter_locations(schema), "readOnly"):
        extended = with_location_reached(schema, value, location.path, (), examples)
        if is_valid(schema, extended, in_request=True):
            value = extended
    return value


def iter_invalid_parameters(parameter: Parameter, violated_keyword: str = "") -> Iterator[InvalidRequest]:
    """Yield each violation that a parameter can have alone and that can be sent, one for each keyword and location.

    With the JSON pointer of a keyword, yield only its violations.
    """
    if parameter.schema is None:
        return
    names: set[tuple[ValuePath, str]] = set()
    for location in iter_all_locations(parameter.schema):
        for violation in iter_invalid_values(location.schema, location.path, location.full_schema, in_request=True):
            if violated_keyword not in ("", violation.pointer):
                continue
            # Every value is sent as a string, so that all wrong types are one violation.
            detail = "" if violation.keyword == "type" else violation.detail
            key = f"{violation.keyword} {detail}".strip()
            invalid = InvalidRequest(parameter.schema, location, violation, key, sent_as_string=True)
            name = (location.path, key)
            if name not in names and serialize_invalid_parameter(parameter, invalid) is not None:
                names.add(name)
                yield invalid


def iter_sent_locations(
    parameter: Parameter, find_locations: Callable[[Node], Iterable[SchemaLocation]]
) -> Iterator[SchemaLocation]:
    """Yield the locations that are found in a parameter, without those in a value that is read as a string."""
    if parameter.schema is None:
        return
    examples = tuple(parameter.examples().values())
    for location in find_locations(parameter.schema):
        found = _reach_location(parameter.schema, location, examples, valid_parameter(parameter))
        values = () if found is None else _read_again(parameter, serialize_parameter(parameter, found.value))
        if found is None or any(find_occurrences(value, location.path) for value in values):
            yield location


def _read_again(parameter: Parameter, sent: Mapping[str, Any]) -> Sequence[Any]:
    """Return the values that a server may read from the serialized strings of a parameter."""
    strings = {name: each if isinstance(each, list) else [each] for name, each in sent.items()}
    raw = {name.lower() if parameter.location == "header" else name: each for name, each in strings.items()}
    return parameter_reader(parameter).candidate_values(
        {"path": {}, "query": {}, "header": {}, "cookie": {}, parameter.location: raw}
    )


def serialize_invalid_parameter(parameter: Parameter, invalid: InvalidRequest) -> Mapping[str, Any] | None:
    """Return the strings of an invalid parameter by the names they are sent under, or None if there are none."""
    examples = tuple(parameter.examples().values())
    value = invalid.apply(_reach_location(invalid.schema, invalid.location, examples, valid_parameter(parameter)))
    if value is MISSING:
        return None
    serialized = serialize_parameter(parameter, value)
    strings = {name: each if isinstance(each, list) else [each] for name, each in serialized.items()}
    if not all(_can_be_sent(parameter, string) for each in strings.values() for string in each):
        return None
    if not any(strings.values()):
        return None  # an empty list is not sent at all
    candidates = _read_again(parameter, serialized)
    if not candidates or any(is_valid(invalid.schema, each) for each in candidates):
        return None
    return serialized if invalid.matches(candidates[0]) else None


def _can_be_sent(parameter: Parameter, value: str) -> bool:
    match parameter.location:
        case "path":
            return value not in ("", ".", "..") and "/" not in value and "\0" not in value
        case "query":
            return "\0" not in value
    separators = ';,"\\'
    if parameter.location == "header":  # a comma separates values, as those of an array
        separators = "" if parameter.schema is None or json_types(parameter.schema) == ("string",) else ","
    return (
        bool(value)
        and value == value.strip()
        and value.isascii()
        and value.isprintable()
        and not set(value) & set(separators)
    )
