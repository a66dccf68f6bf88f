"""Mutants of requests: mock servers of a mutated spec, which accept invalid requests or reject valid ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from caretasks.conformance.analysis.rejections.experiments import documented_values
from caretasks.conformance.target.model import Target
from caretasks.mutation.mutant import Mutant, MutantCategory, MutatorName, get_impact, is_never_equivalent
from caretasks.mutation.mutators import schema_changes
from caretasks.mutation.mutators.credentials import acceptance_checks
from caretasks.mutation.mutators.equivalence import is_equivalent
from caretasks.mutation.mutators.mutated_spec import SpecificationMutation
from caretasks.mutation.mutators.schema_changes import SchemaChange, forbids_every_value, has_no_spelling
from caretasks.openapi.bodies.kinds import is_structured
from caretasks.openapi.bodies.request_encoding import malformed_body, varied_media
from caretasks.openapi.document import Media, Operation, Parameter
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.credentials import Keys
from caretasks.openapi.operation.invalid_requests import InvalidRequest, iter_invalid_bodies, iter_sent_locations
from caretasks.openapi.operation.parameters import RawParameters, parameter_reader
from caretasks.openapi.operation.responses import documents_redirects_only
from caretasks.openapi.operation.security import issues_tokens
from caretasks.openapi.schema.examples import valid_body
from caretasks.openapi.schema.invalid import InvalidValue, iter_invalid_values
from caretasks.openapi.schema.keywords import json_types, merged_keywords
from caretasks.openapi.schema.locations import (
    SchemaLocation,
    ValuePath,
    find_occurrences,
    format_path,
    iter_all_locations,
    iter_locations,
    iter_unannotated,
    iter_variant_locations,
)

_ONE_VIOLATION_KEYWORDS = frozenset({"enum", "const", "pattern", "format"})
"""Keywords that are violated in several ways, all of which the same change allows."""
_NESTED_TYPES = frozenset({"array", "object"})
_UNKNOWN_RESOURCE_STATUSES = (400, 404, 422)  # if documented, of a valid path for which there is no resource


def specification_mutants(operation: Operation, target: Target) -> Iterator[Mutant]:
    """Yield the mutants that accept too much, then those that accept too little."""
    if not documents_redirects_only(operation):  # one of them may be the rejection
        yield from _Lenient(operation, target.keys).mutants()
    if not issues_tokens(operation):  # it may reject clients that no schema describes
        yield from _Strict(operation, target.keys).mutants()


class _Mutator:
    """Makes the mutants of an operation in one category.

    Attributes:
        category: The category.
        phrase: What the server does with the requests, for descriptions.
    """

    category: MutantCategory
    phrase: str

    def __init__(self, operation: Operation, keys: Keys) -> None:
        self.operation = operation
        self._keys = keys

    def make(
        self,
        name: str,
        mutator: MutatorName,
        pointer: str,
        request_part: str,
        changes: dict[str, Any],
        *,
        is_equivalent: Callable[[], bool] = is_never_equivalent,
        malformed: Media | None = None,
    ) -> Mutant:
        """Return a mutant.

        Args:
            name: The last part of its ID.
            mutator: The kind of the violation.
            pointer: The JSON pointer to what the mutant violates.
            request_part: What the affected requests have, as a noun phrase.
            changes: The data of the operation that differs in the mutated spec.
            is_equivalent: See `Mutant`.
            malformed: See `SpecificationMutation`.
        """
        accepts = self.category is MutantCategory.ACCEPTS
        return Mutant(
            id=f"{self.operation.id} {self.category} {name}",
            operation=self.operation,
            category=self.category,
            mutator=mutator,
            pointer=pointer,
            description=f"a request with {request_part} is {self.phrase}",
            impact=get_impact(self.category, mutator),
            build=partial(SpecificationMutation, self.operation, changes, self._keys, self.category, malformed),
            detecting_checks=acceptance_checks(self.operation.api) if accepts else None,
            is_equivalent=is_equivalent,
        )

    def parameter_mutants(self, parameter: Parameter, change: SchemaChange) -> Iterator[Mutant]:
        """Yield the mutant with a change of a parameter's schema; none if it changes nothing there."""
        schema = parameter.schema
        data = None if schema is None else change.apply(schema)
        if schema is not None and data is not None:
            path = format_path(change.location.path) if change.location.path else ""
            yield self.make(
                f"{parameter.location} {parameter.name}{path}: {change.name}",
                change.mutator,
                change.pointer,
                f"{change.description} for {parameter.name}",
                self.with_parameter(parameter, {"schema": data}),
                is_equivalent=partial(is_equivalent, schema, data),
            )

    def body_mutants(self, media: Media, change: SchemaChange, name: str) -> Iterator[Mutant]:
        """Yield the mutant with a change of the schema of a body; none if it changes nothing there."""
        schema = media.schema
        data = None if schema is None else change.apply(schema)
        if schema is not None and data is not None:
            yield self.make(
                self.body_name(media, name),
                change.mutator,
                change.pointer,
                change.description,
                self.with_body_schema(media, data),
                is_equivalent=partial(is_equivalent, schema, data),
            )

    def body_name(self, media: Media, name: str) -> str:
        """Return a name with the media type of the body, unless it is the first one of JSON."""
        return name if media is self.operation.body else f"{name} as {media.essence}"

    def with_parameter(self, parameter: Parameter, changes: dict[str, Any]) -> dict[str, Any]:
        """Return the operation's parameters with a changed one, which overrides that of its path item."""
        own = [
            Parameter(self.operation.api, self.operation.child("parameters", index).pointer)
            for index in range(len(self.operation.data.get("parameters", ())))
        ]
        key = (parameter.location, parameter.name)
        others = [dict(each.data) for each in own if (each.location, each.name) != key]
        return {"parameters": [*others, {**parameter.data, **changes}]}

    def with_body(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Return the changed request body."""
        return {"requestBody": {**self.operation.child("requestBody").data, **changes}}

    def with_body_schema(self, media: Media, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the request body with another schema of a media type."""
        content = dict(self.operation.child("requestBody").data["content"])
        content[media.name] = {**media.data, "schema": schema}
        return self.with_body({"content": content})


class _Lenient(_Mutator):
    """Drops and weakens constraints."""

    category = MutantCategory.ACCEPTS
    phrase = "accepted"

    def mutants(self) -> Iterator[Mutant]:
        """Yield the mutants."""
        for parameter in self.operation.parameters:
            yield from self._parameter_mutants(parameter)
        yield from self._body_mutants()
        alternatives = self.operation.security
        if alternatives and all(any(scheme.sends_key for scheme in schemes) for schemes in alternatives):
            pointer = join(self.operation.pointer, "security")
            yield self.make("any credentials", MutatorName.CREDENTIALS, pointer, "any credentials", {"security": []})

    def _parameter_mutants(self, parameter: Parameter) -> Iterator[Mutant]:
        if parameter.required and parameter.location != "path":
            yield self.make(
                f"{parameter.location} {parameter.name}: required",
                MutatorName.HEADER if parameter.location == "header" else MutatorName.MISSING,
                join(parameter.pointer, "required"),
                f"no {parameter.name}",
                self.with_parameter(parameter, {"required": False}),
            )
        for location in iter_sent_locations(parameter, iter_all_locations):
            if self._is_read_by_another(parameter, location.path):
                continue  # the other parameter still rejects what is invalid
            for change in _iter_lenient_changes(location, parameter):
                yield from self.parameter_mutants(parameter, change)

    def _is_read_by_another(self, parameter: Parameter, path: ValuePath) -> bool:
        """Return whether another parameter is sent under the same name: a property of an object may be one."""
        sent = {name: ["text"] for name in (parameter.name, *path[:1]) if isinstance(name, str)}
        raw: RawParameters = {"path": {}, "query": {}, "header": {}, "cookie": {}, parameter.location: sent}
        names = parameter_reader(parameter).sent_strings(raw).keys()
        others = (other for other in self.operation.parameters if other != parameter)
        return any(names & parameter_reader(other).sent_strings(raw).keys() for other in others)

    def _body_mutants(self) -> Iterator[Mutant]:
        documented = varied_media(self.operation)
        if documented and self.operation.body_required:
            pointer = join(self.operation.pointer, "requestBody", "required")
            yield self.make("no body", MutatorName.EMPTY_BODY, pointer, "no body", self.with_body({"required": False}))
        for media in documented:
            if media.is_json or malformed_body(media, valid_body(media)) is not None:
                yield self.make(
                    self.body_name(media, "a body that breaks off"),
                    MutatorName.TRUNCATED_JSON,
                    media.pointer,
                    f"a body that is not {'JSON' if media.is_json else media.essence}",
                    {},
                    malformed=media,
                )
        for media in documented:
            yield from self._media_mutants(media)

    def _media_mutants(self, media: Media) -> Iterator[Mutant]:
        names: set[str] = set()
        # What a body that is not JSON can violate depends on how a server reads it.
        sent = set() if media.is_json else {_sent_violation(invalid) for invalid, _ in iter_invalid_bodies(media)}
        locations = () if media.schema is None else iter_all_locations(media.schema)
        for location in iter_unannotated(locations, "readOnly"):
            for change in _iter_lenient_changes(location, sent_as_string=not media.is_json):
                if not media.is_json and (location.path, change.pointer, change.name) not in sent:
                    continue
                path = location.path
                if change.name.startswith("required "):
                    path = (*path, change.name.removeprefix("required "))
                name = f"{format_path(path)}: {change.name}"
                if name in names:
                    name += f" of {location.pointer}"
                for mutant in self.body_mutants(media, change, name):
                    names.add(name)
                    yield mutant


def _sent_violation(invalid: InvalidRequest) -> tuple[ValuePath, str, str]:
    keyword, name = invalid.violation.keyword, f"{invalid.violation.keyword} {invalid.violation.detail}"
    is_one = keyword in _ONE_VIOLATION_KEYWORDS or keyword == "type"
    return invalid.location.path, invalid.violation.pointer, keyword if is_one else name.strip()


def _iter_lenient_changes(
    location: SchemaLocation, parameter: Parameter | None = None, *, sent_as_string: bool = False
) -> Iterator[SchemaChange]:
    """Yield the changes that allow more values at a location, of a parameter or of the body."""
    names: set[str] = set()
    where = f" at {location.display_path}" if parameter is None else ""
    for invalid in iter_invalid_values(location.schema, location.path, location.full_schema, in_request=True):
        name, description = f"{invalid.keyword} {invalid.detail}".strip(), invalid.description
        added_types: list[str] = []
        if parameter is not None and not _can_be_sent(parameter, location, invalid):
            continue
        if (parameter is not None or sent_as_string) and invalid.keyword == "type":
            # Every value is sent as a string, so that all wrong types are one violation.
            name, description = "type", "a value of another type"
            types = set(json_types(location.schema))
            others = _NESTED_TYPES - types if _NESTED_TYPES & types else ()  # their names may have the same form
            added_types = ["string", *sorted(others)]
        elif invalid.keyword in _ONE_VIOLATION_KEYWORDS:
            name = invalid.keyword
        if name not in names:
            names.add(name)
            yield schema_changes.dropped_constraint(location, invalid, name, f"{description}{where}", added_types)
    for change in schema_changes.iter_weaker(location):
        yield replace(change, description=f"{change.description}{where}")


def _can_be_sent(parameter: Parameter, location: SchemaLocation, invalid: InvalidValue) -> bool:
    """Return whether a violation can be sent: strings are valid for most types, and empty values are not sent."""
    if invalid.keyword == "type":
        return not {"string", "array", "object"} & set(json_types(location.schema))
    # An empty string in a query may be read as null.
    has_empty = parameter.location == "query" and "null" not in json_types(location.full_schema or location.schema)
    is_empty = merged_keywords(location.schema)[invalid.keyword] == 1
    return not is_empty or not (invalid.keyword == "minItems" or (invalid.keyword == "minLength" and not has_empty))


class _Strict(_Mutator):
    """Strengthens constraints."""

    category = MutantCategory.REJECTS
    phrase = "rejected"

    def mutants(self) -> Iterator[Mutant]:
        """Yield the mutants."""
        for parameter in self.operation.parameters:
            yield from self._parameter_mutants(parameter)
        yield from self._body_mutants()

    def _parameter_mutants(self, parameter: Parameter) -> Iterator[Mutant]:
        name = f"{parameter.location} {parameter.name}"
        schema = {} if parameter.schema is None else dict(parameter.schema.data)
        # A client cannot tell a value of a path that the server rejects from that of an unknown resource.
        may_be_unknown = parameter.location == "path" and any(
            map(self.operation.find_response, _UNKNOWN_RESOURCE_STATUSES)
        )
        is_ambiguous = may_be_unknown and not _has_documented_request(self.operation)
        for example_name, value in () if is_ambiguous else parameter.examples().items():
            if parameter.required and schema.get("enum") == [value] and not _has_documented_request(self.operation):
                continue
            yield self.make(
                f"{name}: example {example_name}",
                MutatorName.EXAMPLE,
                join(parameter.pointer, "examples", example_name),
                f"the documented {parameter.name}",
                self.with_parameter(parameter, {"schema": schema_changes.with_constraint(_not(value), schema)}),
            )
        if not parameter.required and not parameter.is_account_header:  # the suite always sends those, as clients do
            changes: dict[str, Any] = {"required": True}
            if parameter.schema is not None:  # an object without properties may not be sent at all
                changes["schema"] = schema_changes.with_constraint({"minProperties": 1}, schema)
            yield self.make(
                f"no {name}",
                MutatorName.OMITTED,
                parameter.pointer,
                f"no {parameter.name}",
                self.with_parameter(parameter, changes),
            )
        if may_be_unknown or parameter.schema is None:
            return
        for location in iter_sent_locations(parameter, iter_locations):
            for change in schema_changes.iter_stronger(location, parameter):
                is_only_value = forbids_every_value(parameter.schema, change, is_optional=not parameter.required)
                may_be_invalid = schema_changes.may_break_an_order_of_parameters(change, parameter, self.operation)
                if not may_be_invalid and (not is_only_value or _has_documented_request(self.operation)):
                    yield from self.parameter_mutants(parameter, change)

    def _body_mutants(self) -> Iterator[Mutant]:
        documented = varied_media(self.operation)
        for media in documented if _has_documented_parameters(self.operation) else ():
            yield from self._example_mutants(media)
        if documented and not self.operation.body_required:
            changes = self.with_body({"required": True})
            yield self.make("no body", MutatorName.OMITTED, documented[0].pointer, "no body", changes)
        for media in documented:
            yield from self._media_mutants(media)

    def _example_mutants(self, media: Media) -> Iterator[Mutant]:
        schema = {} if media.schema is None else dict(media.schema.data)
        for name, example in media.examples().items():
            if media.is_json or not (isinstance(example, str) and is_structured(media)):
                yield self.make(
                    self.body_name(media, f"example {name}"),
                    MutatorName.EXAMPLE,
                    join(media.pointer, "examples", name),
                    "the documented example",
                    self.with_body_schema(media, schema_changes.with_constraint(_not(example), schema)),
                )

    def _media_mutants(self, media: Media) -> Iterator[Mutant]:
        if media.schema is None:
            return
        locations = (*iter_locations(media.schema), *iter_variant_locations(media.schema))
        # Variants may share a schema. A change of it at a path applies to all of them.
        writable = [*iter_unannotated(locations, "readOnly")]
        by_path = {(location.path, location.schema): location for location in reversed(writable)}
        names: set[str] = set()
        for location in reversed(by_path.values()):
            found: list[tuple[str, SchemaChange]] = []
            for change in schema_changes.iter_stronger(location):
                change = replace(change, description=f"{change.description} at {location.display_path}")
                found.append((f"{location.display_path}: {change.name}", change))
            found += ((f"no {change.name}", change) for change in schema_changes.iter_required(location))
            for name, change in found:
                if not media.is_json and has_no_spelling(location, change):
                    continue
                is_documented = self._is_documented_at(media, location.path)
                if not is_documented and forbids_every_value(media.schema, change):
                    continue  # a server may have rules that no schema can express
                if schema_changes.may_break_an_order(change, by_path.values()):
                    continue
                unique = f"{name} of {location.pointer}" if name in names else name
                names.add(unique)
                yield from self.body_mutants(media, change, unique)

    def _is_documented_at(self, media: Media, path: ValuePath) -> bool:
        """Return whether a documented request has a location in its body, so that a server must accept its value."""
        examples = documented_values(media) if _has_documented_parameters(self.operation) else ()
        return any(find_occurrences(example, path) for example in examples)


def _has_documented_request(operation: Operation) -> bool:
    """Return whether all values of a request can be documented ones, with which a server responds with a success.

    A resource that was deleted is unknown from then on.
    """
    has_body = not operation.body_required or any(map(documented_values, varied_media(operation)))
    return has_body and operation.method != "delete" and _has_documented_parameters(operation)


def _has_documented_parameters(operation: Operation) -> bool:
    """Return whether no other value than a documented one may be the reason for the rejection of an example."""
    required = [each for each in operation.parameters if each.required and not each.is_account_header]
    return all(map(documented_values, required))


def _not(value: Any) -> dict[str, Any]:
    return {"not": {"const": value}}
