"""Mutants of requests: mock servers of a mutated spec, which accept invalid requests or reject valid ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from caretasks.conformance.target.model import Target
from caretasks.core.http import is_json
from caretasks.core.missing import MISSING
from caretasks.mock.handler import negotiation
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutant import Mutant, MutantCategory, Mutation, MutatorName, Setup, get_impact
from caretasks.mutation.mutators import schema_changes
from caretasks.mutation.mutators.credentials import acceptance_checks
from caretasks.mutation.mutators.equivalence import is_equivalent
from caretasks.mutation.mutators.schema_changes import SchemaChange
from caretasks.openapi.document import Api, Node, Operation, Parameter
from caretasks.openapi.json_pointer import join, split
from caretasks.openapi.operation import parameters, security
from caretasks.openapi.operation.credentials import Keys
from caretasks.openapi.operation.responses import success_response
from caretasks.openapi.schema.invalid import InvalidValue, iter_invalid_values
from caretasks.openapi.schema.keywords import json_types, merged_keywords
from caretasks.openapi.schema.locations import (
    SchemaLocation,
    format_path,
    iter_all_locations,
    iter_locations,
    iter_variant_locations,
)
from caretasks.openapi.schema.validation import is_valid

_ONE_VIOLATION_KEYWORDS = frozenset({"enum", "const", "pattern", "format"})
"""Keywords that are violated in several ways, all of which the same change allows."""


def specification_mutants(operation: Operation, target: Target) -> Iterator[Mutant]:
    """Yield the mutants that accept too much, then those that accept too little."""
    yield from _Lenient(operation, target.keys).mutants()
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
        accepts_malformed: bool = False,
    ) -> Mutant:
        """Return a mutant.

        Args:
            name: The last part of its ID.
            mutator: The kind of the violation.
            pointer: The JSON pointer to what the mutant violates.
            request_part: What the affected requests have, as a noun phrase.
            changes: The data of the operation that differs in the mutated spec.
            accepts_malformed: See `SpecificationMutation`.
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
            build=partial(SpecificationMutation, self.operation, changes, self._keys, self.category, accepts_malformed),
            detecting_checks=acceptance_checks(self.operation.api) if accepts else None,
        )

    def parameter_mutants(self, parameter: Parameter, change: SchemaChange) -> Iterator[Mutant]:
        """Yield the mutant with a change of a parameter's schema; none if the change provably has no effect."""
        data = _changed_schema(parameter.schema, change)
        if data is not None:
            path = format_path(change.location.path) if change.location.path else ""
            yield self.make(
                f"{parameter.location} {parameter.name}{path}: {change.name}",
                change.mutator,
                change.pointer,
                f"{change.description} for {parameter.name}",
                self.with_parameter(parameter, {"schema": data}),
            )

    def body_mutants(self, change: SchemaChange, name: str) -> Iterator[Mutant]:
        """Yield the mutant with a change of the body's schema; none if the change provably has no effect."""
        data = _changed_schema(None if self.operation.body is None else self.operation.body.schema, change)
        if data is not None:
            yield self.make(name, change.mutator, change.pointer, change.description, self.with_body_schema(data))

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

    def with_body_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the request body with another schema of its JSON media type."""
        media = self.operation.body
        content = dict(self.operation.child("requestBody").data["content"])
        if media is not None:
            content[split(media.pointer)[-1]] = {**media.data, "schema": schema}
        return self.with_body({"content": content})


def _changed_schema(schema: Node | None, change: SchemaChange) -> dict[str, Any] | None:
    data = None if schema is None else change.apply(schema)
    return None if schema is None or data is None or is_equivalent(schema, data) else data


class _Lenient(_Mutator):
    """Drops and weakens constraints."""

    category = MutantCategory.ACCEPTS
    phrase = "accepted"

    def mutants(self) -> Iterator[Mutant]:
        """Yield the mutants."""
        for parameter in self.operation.parameters:
            yield from self._parameter_mutants(parameter)
        yield from self._body_mutants()
        if self.operation.security and () not in self.operation.security:
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
        for location in () if parameter.schema is None else iter_all_locations(parameter.schema):
            for change in _iter_lenient_changes(location, parameter):
                yield from self.parameter_mutants(parameter, change)

    def _body_mutants(self) -> Iterator[Mutant]:
        media = self.operation.body
        if media is None:
            return
        if self.operation.body_required:
            pointer = join(self.operation.pointer, "requestBody", "required")
            yield self.make("no body", MutatorName.EMPTY_BODY, pointer, "no body", self.with_body({"required": False}))
        yield self.make(
            "a body that breaks off",
            MutatorName.TRUNCATED_JSON,
            media.pointer,
            "a body that is not JSON",
            {},
            accepts_malformed=True,
        )
        names: set[str] = set()
        for location in () if media.schema is None else iter_all_locations(media.schema):
            for change in () if location.schema.data.get("readOnly") else _iter_lenient_changes(location):
                path = location.path
                if change.name.startswith("required "):
                    path = (*path, change.name.removeprefix("required "))
                name = f"{format_path(path)}: {change.name}"
                if name in names:
                    name += f" of {location.pointer}"
                for mutant in self.body_mutants(change, name):
                    names.add(name)
                    yield mutant


def _iter_lenient_changes(location: SchemaLocation, parameter: Parameter | None = None) -> Iterator[SchemaChange]:
    """Yield the changes that allow more values at a location, of a parameter or of the body."""
    names: set[str] = set()
    where = f" at {location.display_path}" if parameter is None else ""
    for invalid in iter_invalid_values(location.schema, location.path, location.full_schema, in_request=True):
        name, description, dropped = f"{invalid.keyword} {invalid.detail}".strip(), invalid.description, invalid
        if parameter is not None and not _can_be_sent(parameter, location, invalid):
            continue
        if parameter is not None and invalid.keyword == "type":
            # Every value is sent as a string, so that all wrong types are one violation.
            name, description, dropped = "type", "a value of another type", replace(invalid, detail="string")
        elif invalid.keyword in _ONE_VIOLATION_KEYWORDS:
            name = invalid.keyword
        if name not in names:
            names.add(name)
            yield schema_changes.dropped_constraint(location, dropped, name, f"{description}{where}")
    for change in schema_changes.iter_weaker(location):
        yield replace(change, description=f"{change.description}{where}")


def _can_be_sent(parameter: Parameter, location: SchemaLocation, invalid: InvalidValue) -> bool:
    """Return whether a violation can be sent: strings are valid for most types, and empty values are not sent."""
    if invalid.keyword == "type":
        return not {"string", "array", "object"} & set(json_types(location.schema))
    is_empty = merged_keywords(location.schema)[invalid.keyword] == 1 and (
        invalid.keyword == "minItems" or (invalid.keyword == "minLength" and parameter.location != "query")
    )
    return not is_empty


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
        for example_name, value in parameter.examples().items():
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
        for location in () if parameter.schema is None else iter_locations(parameter.schema):
            for change in schema_changes.iter_stronger(location, parameter):
                yield from self.parameter_mutants(parameter, change)

    def _body_mutants(self) -> Iterator[Mutant]:
        media = self.operation.body
        if media is None:
            return
        schema = {} if media.schema is None else dict(media.schema.data)
        for name, example in media.examples().items():
            yield self.make(
                f"example {name}",
                MutatorName.EXAMPLE,
                join(media.pointer, "examples", name),
                "the documented example",
                self.with_body_schema(schema_changes.with_constraint(_not(example), schema)),
            )
        if not self.operation.body_required:
            changes = self.with_body({"required": True})
            yield self.make("no body", MutatorName.OMITTED, media.pointer, "no body", changes)
        locations = (
            () if media.schema is None else (*iter_locations(media.schema), *iter_variant_locations(media.schema))
        )
        # Variants may share a schema. A change of it at a path applies to all of them.
        by_path = {(location.path, location.schema): location for location in reversed(locations)}
        names: set[str] = set()
        for location in reversed(by_path.values()):
            if location.schema.data.get("readOnly"):
                continue
            found: list[tuple[str, SchemaChange]] = []
            for change in schema_changes.iter_stronger(location):
                change = replace(change, description=f"{change.description} at {location.display_path}")
                found.append((f"{location.display_path}: {change.name}", change))
            found += ((f"no {change.name}", change) for change in schema_changes.iter_required(location))
            for name, change in found:
                unique = f"{name} of {location.pointer}" if name in names else name
                names.add(unique)
                yield from self.body_mutants(change, unique)


def _not(value: Any) -> dict[str, Any]:
    return {"not": {"const": value}}


class SpecificationMutation(Mutation):
    """A mock server of a mutated spec. It counts the requests that only one of the two specs allows.

    Args:
        operation: The mutated operation, in the original spec.
        changes: The data of the operation that differs in the mutated spec.
        keys: The API keys.
        category: Whether the server accepts more or rejects more.
        accepts_malformed: Whether it also accepts bodies that are not JSON, which no spec can say.
        setup: Not used: no change of responses is needed.
    """

    equivalence_reason = "the mock server of the mutated spec accepts these requests, too"

    def __init__(
        self,
        operation: Operation,
        changes: dict[str, Any],
        keys: Keys,
        category: MutantCategory,
        accepts_malformed: bool,
        setup: Setup,
    ) -> None:
        super().__init__()
        document, path = operation.api.document, operation.path
        item = {**document["paths"][path], operation.method: {**operation.data, **changes}}
        document = {**document, "paths": {**document["paths"], path: item}}
        self.api = Api(operation.api.name, document, operation.api.facts, operation.api.origin)
        self._operation = operation
        self._mutated = Operation(self.api, operation.pointer, path, operation.method)
        self._keys = keys
        self._category = category
        self._accepts_malformed = accepts_malformed

    def on_response(self, exchange: MutatedExchange) -> None:
        """Count the response to a request that is affected, and make it a success if the server accepts more.

        Without this change, an invalid path parameter, for example, would get a 404.
        """
        if not self._is_affected(exchange):
            return
        if self._category is MutantCategory.ACCEPTS:
            self.applied += 1
            if not exchange.succeeded:
                status = success_response(self._operation)[0]
                exchange.replace_response(negotiation.documented_response(self._operation, status))
        elif exchange.succeeded:
            self.without_effect += 1
        else:
            self.applied += 1

    def _is_affected(self, exchange: MutatedExchange) -> bool:
        """Return whether only one of the two specs allows a request."""
        if exchange.operation is None or exchange.operation.pointer != self._operation.pointer:
            return False
        is_valid = _is_valid_request(self._operation, exchange, self._keys)
        return is_valid != _is_valid_request(
            self._mutated, exchange, self._keys, accepts_malformed=self._accepts_malformed
        )


def _is_valid_request(
    operation: Operation, exchange: MutatedExchange, keys: Keys, *, accepts_malformed: bool = False
) -> bool:
    """Return whether the credentials, the parameters and the body of a request conform to the spec."""
    raw, request = exchange.parameters, exchange.request
    if not security.is_authenticated(operation, raw, keys) or any(parameters.iter_parameter_violations(operation, raw)):
        return False
    if not request.body:
        return not operation.body_required
    if operation.body is None or not is_json(request.media_type):
        return True
    if request.json is MISSING:
        return accepts_malformed
    schema = operation.body.schema
    return schema is None or is_valid(schema, request.json, in_request=True)
