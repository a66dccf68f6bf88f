"""Attribution of failures to documented facts.

A failure is about the facts in the facts file whose JSON pointer is the failing location, or the nearest one above it.
The failure of a rule is about the rule's fact, and that of a request about the violated part of the request.
An API without a facts file has no facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from caretasks.conformance import rules
from caretasks.conformance.analysis import failures
from caretasks.conformance.observation import CheckFailure, FailureKind, Observation
from caretasks.openapi.document import Api, Media, Node, Operation, Parameter
from caretasks.openapi.facts import Fact, fact_entries
from caretasks.openapi.json_pointer import has_pointer, join, resolve_pointer, split
from caretasks.openapi.operation.requests import RequestViolation
from caretasks.openapi.schema.keywords import Subschema, direct_subschemas, keep_result, subschemas_with

_OBJECT_KEYWORDS = frozenset(
    {
        *("required", "additionalProperties", "unevaluatedProperties", "dependentRequired", "propertyNames"),
        "x-known-values",
    }
)
"""Keywords about the properties of an object, or about known values: a fact may be about the keyword alone."""


@keep_result
def attribution_of(api: Api) -> Attribution:
    """Return the attribution of an API; it is made once, because `caretasks prove` checks the API for each mutant."""
    return Attribution(api)


def violated_pointer(case: Observation, failure: CheckFailure) -> str:
    """Return the JSON pointer of what a response violates: a keyword, its content or a header; empty if it is neither.

    Several operations may refer to it, so that their failures have one cause.
    """
    response = case.operation.find_response(case.status)
    if failure.kind is FailureKind.BODY or response is None:
        return failure.schema_pointer
    if failure.kind is FailureKind.CONTENT_TYPE:
        return join(response.pointer, "content")
    if failure.kind in (FailureKind.HEADER, FailureKind.MISSING_HEADERS):
        sent = {name.lower() for name in failure.headers}
        names = [name for name in response.data.get("headers", {}) if name.lower() in sent]
        return response.child("headers", names[0]).pointer if len(names) == 1 else join(response.pointer, "headers")
    return ""


class Attribution:
    """Facts of an API by the JSON pointers and rules that enforce them."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._facts_by_pointer: dict[str, list[Fact]] = {}
        self._fact_by_rule: dict[str, Fact] = {}
        self._unobservable: set[Fact] = set()
        # Facts are looked up for each feature of each request.
        self._keep_request_body_facts = lru_cache(maxsize=10_000)(self._find_request_body_facts)
        for entry in fact_entries(api):
            for pointer in entry.pointers:
                self._facts_by_pointer.setdefault(join("", *split(pointer)), []).append(entry.fact)
            if any(text.startswith("unobservable: ") for text in entry.other_enforcement):
                self._unobservable.add(entry.fact)
            self._fact_by_rule.update(dict.fromkeys(entry.rules, entry.fact))

    def rule_facts(self, name: str) -> tuple[Fact, ...]:
        """Return the fact of a rule, or an empty tuple for a check that is not a rule."""
        return (self._fact_by_rule[name],) if name in self._fact_by_rule else ()

    def failed_rule_facts(self, case: Observation) -> tuple[Fact, ...]:
        """Return the facts of the rules that failed for the same response: they are more specific than a status."""
        failed = [each.name for each in failures.outcomes(case) if each.failure is not None]
        return tuple(dict.fromkeys(fact for name in failed for fact in self.rule_facts(name)))

    def failure_facts(
        self, case: Observation, check: str, failure: CheckFailure, rule_facts: tuple[Fact, ...]
    ) -> tuple[Fact, ...]:
        """Return the documented facts that a failure is about."""
        operation, status = case.operation, case.status
        match failure.kind:
            case FailureKind.RULE:
                return self.rule_facts(check)
            case FailureKind.MISSING_HEADERS | FailureKind.HEADER:
                return self.response_header_facts(operation, status, failure.headers)
            case FailureKind.BODY:
                return self.response_body_facts(operation, status, failure.path, split(failure.schema_pointer)[-1])
            case FailureKind.CONTENT_TYPE:  # a body that is not JSON violates the type in its schema
                return self.response_body_facts(operation, status, (), "type")
            case FailureKind.ACCEPTED_INVALID:
                return self.request_facts(operation, case.violations, case.body_media)
            case FailureKind.MISSING_HEADER_ACCEPTED:
                return self.required_header_facts(operation, *failure.headers)
            case FailureKind.SERVER_ERROR:
                return rule_facts
            case FailureKind.REJECTED_VALID:
                return rule_facts or self.operation_facts(operation)
            case FailureKind.UNDOCUMENTED_STATUS:
                documented = self.documented_status_facts(operation)
                return documented or rule_facts or self.request_facts(operation, case.violations, case.body_media)
            case FailureKind.NOT_AVAILABLE:
                return rule_facts or self.link_facts(operation)
            case _:
                return self.response_facts(operation, status)

    def response_facts(self, operation: Operation, status: int, *tokens: str) -> tuple[Fact, ...]:
        """Return the facts about the response with a status, or about a part of it such as its content."""
        response = operation.find_response(status)
        if response is None:
            return self._nearest_facts([join(operation.pointer, "responses")])
        referring = join(operation.pointer, "responses", response.status, *tokens)
        return self._nearest_facts([join(response.pointer, *tokens), referring])

    def documented_status_facts(self, operation: Operation) -> tuple[Fact, ...]:
        """Return the facts about the documented statuses of an operation."""
        return self._exact_facts([join(operation.pointer, "responses")])

    def response_body_facts(
        self, operation: Operation, status: int, path: Iterable[str | int], keyword: str
    ) -> tuple[Fact, ...]:
        """Return the facts about a location in a response body that violates a keyword of its schema."""
        response = operation.find_response(status)
        media = response.media if response is not None else None
        if response is None or media is None or media.schema is None:
            return self.response_facts(operation, status)
        referring = join(operation.pointer, "responses", response.status)
        pointers, outer_pointers = self._find_pointers(media, path, keyword)
        return self._exact_facts(pointers) or self._nearest_facts(
            [*pointers, *outer_pointers, response.pointer, referring]
        )

    def response_header_facts(self, operation: Operation, status: int, names: Iterable[str]) -> tuple[Fact, ...]:
        """Return the facts about response headers; without a documented name, about all headers."""
        response = operation.find_response(status)
        if response is None:
            return self.response_facts(operation, status)
        documented = {name.lower(): response.child("headers", name) for name in response.data.get("headers", {})}
        named = [documented[name.lower()] for name in names if name.lower() in documented]
        facts = [fact for header in named or documented.values() for fact in self._nearest_facts([header.pointer])]
        return tuple(dict.fromkeys(facts)) or self.response_facts(operation, status, "headers")

    def link_facts(self, operation: Operation) -> tuple[Fact, ...]:
        """Return the facts about the links to an operation, which state that a created resource can be read."""
        responses = (response for other in self._api.operations for response in other.responses.values())
        links = (link for response in responses for link in response.iter_links())
        pointers = [link.pointer for link in links if link.data.get("operationId") == operation.id]
        return self._nearest_facts([*pointers, operation.pointer])

    def unknown_id_facts(self, operation: Operation) -> tuple[Fact, ...]:
        """Return the facts about the response to an unknown ID, or else about the operation as a whole."""
        unknown_id_rules = [
            rule for rule in rules.rules_for(self._api) if operation.id in rule.operations and "_unknown_" in rule.name
        ]
        facts = tuple(fact for rule in unknown_id_rules for fact in self.rule_facts(rule.name))
        return facts or self.operation_facts(operation)

    def operation_facts(self, operation: Operation) -> tuple[Fact, ...]:
        """Return the facts about an operation as a whole."""
        return self._nearest_facts([operation.pointer])

    def request_facts(
        self, operation: Operation, violations: Iterable[RequestViolation], media: Media | None = None
    ) -> tuple[Fact, ...]:
        """Return the facts about violations in a request, or else about the operation as a whole.

        The body is in the media type `media`, by default the first one of JSON.
        """
        media = media or operation.body
        facts: list[Fact] = []
        for violation in violations:
            if violation.parameter is not None:
                facts += self.parameter_facts(violation.parameter, violation.keyword)
            elif violation.is_missing:
                facts += self._nearest_facts([join(operation.pointer, "requestBody", "required")])
            else:
                where = violation.path, violation.keyword, violation.variants
                facts += self.request_body_facts(operation, media, *where)
        return tuple(dict.fromkeys(facts)) or self.operation_facts(operation)

    def request_body_facts(
        self,
        operation: Operation,
        media: Media | None,
        path: tuple[str | int, ...],
        keyword: str,
        variants: tuple[str, ...] = (),
    ) -> tuple[Fact, ...]:
        """Return the facts about a location in a request body that violates a keyword of its schema.

        `variants` are the alternatives that apply to the body; see `keywords.find_variants`.
        """
        if not self._facts_by_pointer:
            return ()
        return self._keep_request_body_facts(operation, media, path, keyword, variants)

    def _find_request_body_facts(
        self,
        operation: Operation,
        media: Media | None,
        path: tuple[str | int, ...],
        keyword: str,
        variants: tuple[str, ...],
    ) -> tuple[Fact, ...]:
        pointers, outer_pointers = ([], []) if media is None else self._find_pointers(media, path, keyword, variants)
        nearest = [*pointers, *outer_pointers, join(operation.pointer, "requestBody")]
        return self._exact_facts(pointers) or self._nearest_facts(nearest)

    def extra_property_facts(self, media: Media, path: Iterable[str | int]) -> tuple[Fact, ...]:
        """Return the facts about undocumented properties of an object in a request body."""
        pointers, _ = self._find_pointers(media, path, "additionalProperties")
        return self._exact_facts(pointer for pointer in pointers if pointer.endswith("/additionalProperties"))

    def is_unobservable(self, facts: Iterable[Fact]) -> bool:
        """Return whether the facts file marks a part of any of the facts as not visible in responses."""
        return any(fact in self._unobservable for fact in facts)

    def parameter_facts(self, parameter: Parameter, *tokens: str) -> tuple[Fact, ...]:
        """Return the facts about a parameter, or about a part of it such as `required`."""
        return self._nearest_facts([join(parameter.pointer, *tokens)])

    def required_header_facts(self, operation: Operation, name: str) -> tuple[Fact, ...]:
        """Return the facts about a required header, which is a parameter or carries the key."""
        for parameter in operation.parameters:
            if parameter.location == "header" and parameter.name.lower() == name.lower():
                return self.parameter_facts(parameter, "required")
        schemes = (scheme for schemes in operation.security for scheme in schemes)
        pointers = [scheme.pointer for scheme in schemes if (scheme.header_name or "").lower() == name.lower()]
        return self._nearest_facts([*pointers, operation.pointer])

    def _find_pointers(
        self, media: Media, path: Iterable[str | int], keyword: str, variants: tuple[str, ...] = ()
    ) -> tuple[list[str], list[str]]:
        """Return the JSON pointers to the schemas of a location, and those of the nodes around it, nearest first.

        A schema has several pointers if it is referenced. A violation of an object keyword such as `required` is
        about the keyword; one of any other keyword, such as `type`, also about the references to the schema.
        """
        if media.schema is None:
            return [], [media.pointer]
        schemas, pointers = [media.schema], [media.schema.pointer]
        outer_pointers = [media.pointer]
        for token in path:
            outer_pointers = [*pointers, *outer_pointers]
            parts = [part for schema in schemas for part in subschemas_with(schema, variants)]
            members = [each for part in parts for each in _members(part, token)]
            if not members:
                return [], outer_pointers
            schemas = [member.schema for member in members]
            pointers = list(dict.fromkeys([*(each.pointer for each in schemas), *(each.pointer for each in members)]))
        keywords = [join(part.pointer, keyword) for schema in schemas for part in subschemas_with(schema, variants)]
        keywords = [pointer for pointer in keywords if has_pointer(self._api.document, pointer)]
        if keyword in _OBJECT_KEYWORDS and self._exact_facts(keywords):
            return keywords, [*pointers, *outer_pointers]
        return [*keywords, *pointers], outer_pointers

    def _exact_facts(self, pointers: Iterable[str]) -> tuple[Fact, ...]:
        """Return the facts at exactly these pointers."""
        facts = [fact for pointer in pointers for fact in self._facts_by_pointer.get(pointer, ())]
        return tuple(dict.fromkeys(facts))

    def _nearest_facts(self, pointers: Iterable[str]) -> tuple[Fact, ...]:
        """Return the facts of the first pointer that has any, at the pointer or the nearest one above it."""
        for pointer in pointers:
            while pointer:
                if pointer in self._facts_by_pointer:
                    return tuple(self._facts_by_pointer[pointer])
                pointer = pointer.rpartition("/")[0]
        return ()


def _members(schema: Node, token: str | int) -> list[Subschema]:
    """Return the schema that describes a property or an item of the values of a schema; empty without one."""
    candidates = (
        [("prefixItems", str(token)), ("items", "")]
        if isinstance(token, int)
        else [("properties", token), ("additionalProperties", "")]
    )
    inner = direct_subschemas(schema)
    found = [each for candidate in candidates for each in inner if (each.keyword, each.name) == candidate]
    return [each for each in found[:1] if isinstance(resolve_pointer(schema.api.document, each.pointer), Mapping)]
