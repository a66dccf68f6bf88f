"""Which documented facts a failure is about: by the ledger, those whose pointer is the failing place, or nearest above.

A failure of a rule is about the rule's own fact; one of a request about what the document asks of the part that was
wrong. An API without a ledger has no facts to name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from caretasks.conformance import rules
from caretasks.openapi.document import Api, Media, Operation, Parameter, Place
from caretasks.openapi.facts import Fact, entries
from caretasks.openapi.json_pointer import join, resolve, split
from caretasks.openapi.operation.requests import Unfit
from caretasks.openapi.schema.keywords import parts

_APART = frozenset(
    {
        *("required", "additionalProperties", "unevaluatedProperties", "dependentRequired", "propertyNames"),
        "x-known-values",
    }
)
"""What a schema says of the members of an object, or of words of an open set: a fact may be about that alone."""


class Blame:
    """The facts of an API by what enforces them."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._at: dict[tuple[str, ...], list[Fact]] = {}
        self._by_rule: dict[str, Fact] = {}
        self._unobservable: set[Fact] = set()
        self._sent: dict[tuple[str, tuple[str | int, ...], str], tuple[Fact, ...]] = {}  # asked of each request
        for entry in entries(api):
            for pointer in entry.pointers:
                self._at.setdefault(tuple(split(pointer)), []).append(entry.fact)
            if any(text.startswith("unobservable: ") for text in entry.elsewhere):
                self._unobservable.add(entry.fact)
            self._by_rule.update(dict.fromkeys(entry.rules, entry.fact))

    def rule(self, name: str) -> tuple[Fact, ...]:
        """The fact of a rule."""
        return (self._by_rule[name],) if name in self._by_rule else ()

    def answer(self, operation: Operation, status: int, *tokens: str) -> tuple[Fact, ...]:
        """The facts about an answer of a status, or about a part of it, such as its content."""
        response = operation.response(status)
        if response is None:
            return self._nearest([join(operation.pointer, "responses")])
        written = join(operation.pointer, "responses", response.status, *tokens)
        return self._nearest([join(response.pointer, *tokens), written])

    def body(self, operation: Operation, status: int, path: Iterable[str | int], keyword: str) -> tuple[Fact, ...]:
        """The facts about a place in the body of an answer that does not fit a keyword of its schema.

        Args:
            operation: what was asked.
            status: the status of the answer.
            path: the place in the body.
            keyword: the keyword of JSON Schema.
        """
        response = operation.response(status)
        media = response.media if response is not None else None
        if response is None or media is None or media.schema is None:
            return self.answer(operation, status)
        written = join(operation.pointer, "responses", response.status)
        here, above = self._within(media, path, keyword)
        return self._exactly(here) or self._nearest([*here, *above, response.pointer, written])

    def headers(self, operation: Operation, status: int, names: Iterable[str]) -> tuple[Fact, ...]:
        """The facts about headers of an answer, by their names as documented; about all of them without any."""
        response = operation.response(status)
        if response is None:
            return self.answer(operation, status)
        documented = {name.lower(): response.at("headers", name) for name in response.node.get("headers", {})}
        meant = [documented[name.lower()] for name in names if name.lower() in documented]
        found = [fact for header in meant or documented.values() for fact in self._nearest([header.pointer])]
        return tuple(dict.fromkeys(found)) or self.answer(operation, status, "headers")

    def link(self, operation: Operation) -> tuple[Fact, ...]:
        """The facts about the links that lead to an operation: that what was created is there."""
        answers = (response for other in self._api.operations for response in other.responses.values())
        links = (link for response in answers for link in response.links())
        leading = [link.pointer for link in links if link.node.get("operationId") == operation.id]
        return self._nearest([*leading, operation.pointer])

    def unknown(self, operation: Operation) -> tuple[Fact, ...]:
        """The facts about what an operation answers to what there is none of; or else about it as a whole."""
        speaking = [
            rule for rule in rules.of(self._api) if operation.id in rule.operations and "_unknown_" in rule.name
        ]
        return tuple(fact for rule in speaking for fact in self.rule(rule.name)) or self.operation(operation)

    def content(self, operation: Operation, status: int) -> tuple[Fact, ...]:
        """The facts about an answer whose content is not JSON at all: it is of no type that its schema asks for."""
        return self.body(operation, status, (), "type")

    def operation(self, operation: Operation) -> tuple[Fact, ...]:
        """The facts about an operation as a whole."""
        return self._nearest([operation.pointer])

    def request(self, operation: Operation, parts: Iterable[Unfit]) -> tuple[Fact, ...]:
        """The facts about the parts of a request that should have kept it from being served, or else about it all."""
        found = [
            fact
            for part in parts
            for fact in (
                self.no_body(operation)
                if part.parameter is None and part.whole
                else self.sent(operation, part.path, part.keyword)
                if part.parameter is None
                else self.parameter(part.parameter, part.keyword)
            )
        ]
        return tuple(dict.fromkeys(found)) or self.operation(operation)

    def sent(self, operation: Operation, path: Iterable[str | int], keyword: str) -> tuple[Fact, ...]:
        """The facts about a place in the body of a request that does not fit a keyword of its schema."""
        asked = operation.pointer, tuple(path), keyword
        if asked not in self._sent:
            self._sent[asked] = self._of_sent(operation, asked[1], keyword)
        return self._sent[asked]

    def _of_sent(self, operation: Operation, path: Iterable[str | int], keyword: str) -> tuple[Fact, ...]:
        written = join(operation.pointer, "requestBody")
        if operation.body is None:
            return self._nearest([written])
        here, above = self._within(operation.body, path, keyword)
        return self._exactly(here) or self._nearest([*here, *above, written])

    def further(self, operation: Operation, path: Iterable[str | int]) -> tuple[Fact, ...]:
        """The facts about fields of an object in the body of a request that the document does not name."""
        if operation.body is None:
            return ()
        here, _ = self._within(operation.body, path, "additionalProperties")
        return self._exactly(pointer for pointer in here if pointer.endswith("/additionalProperties"))

    def is_set_elsewhere(self, facts: Iterable[Fact]) -> bool:
        """Whether some facts leave a part to what no answer shows."""
        return any(fact in self._unobservable for fact in facts)

    def no_body(self, operation: Operation) -> tuple[Fact, ...]:
        """The facts about a request's body being there."""
        return self._nearest([join(operation.pointer, "requestBody", "required")])

    def parameter(self, parameter: Parameter, *tokens: str) -> tuple[Fact, ...]:
        """The facts about a parameter, or about a part of it, such as its being required."""
        return self._nearest([join(parameter.pointer, *tokens)])

    def header(self, operation: Operation, name: str) -> tuple[Fact, ...]:
        """The facts about a required header, be it a parameter or what carries the key."""
        for parameter in operation.parameters:
            if parameter.location == "header" and parameter.name.lower() == name.lower():
                return self.parameter(parameter, "required")
        schemes = (scheme for schemes in operation.security for scheme in schemes)
        keys = [scheme.pointer for scheme in schemes if (scheme.header or "").lower() == name.lower()]
        return self._nearest([*keys, operation.pointer])

    def _within(self, media: Media, path: Iterable[str | int], keyword: str) -> tuple[list[str], list[str]]:
        """The pointers to the failing place in a body, and those to what describes what is around it, nearest first.

        A place has several pointers where references lead to it. What a value lacks is asked of the value by the
        schema that says so; what it is itself, such as its type, also by whoever refers to that schema.
        """
        if media.schema is None:
            return [], [media.pointer]
        described, here = [media.schema], [media.schema.pointer]
        above = [media.pointer]
        for token in path:
            ways = [way for schema in described for part in parts(schema) for way in _below(part, token)]
            if not ways:
                return [], [*here, *above]
            above = [*here, *above]
            described = [owner.at(*tokens) for owner, tokens in ways]
            here = list(
                dict.fromkeys([s.pointer for s in described] + [join(o.pointer, *tokens) for o, tokens in ways])
            )
        words = [join(part.pointer, keyword) for schema in described for part in parts(schema)]
        words = [pointer for pointer in words if _is_there(self._api, pointer)]
        if keyword in _APART and self._exactly(words):
            return words, [*here, *above]
        return [*words, *here], above

    def _exactly(self, pointers: Iterable[str]) -> tuple[Fact, ...]:
        """The facts at some pointers themselves."""
        found = [fact for pointer in pointers for fact in self._at.get(tuple(split(pointer)), ())]
        return tuple(dict.fromkeys(found))

    def _nearest(self, pointers: Iterable[str]) -> tuple[Fact, ...]:
        """The facts at the first of some pointers, or above it, that has any."""
        for pointer in pointers:
            tokens = tuple(split(pointer))
            for length in range(len(tokens), 0, -1):
                if tokens[:length] in self._at:
                    return tuple(self._at[tokens[:length]])
        return ()


def _below(part: Place, token: str | int) -> Iterator[tuple[Place, tuple[str | int, ...]]]:
    """Where a schema describes a member of its values."""
    node = part.node
    if isinstance(token, int):
        if token < len(node.get("prefixItems", [])):
            yield part, ("prefixItems", token)
        elif "items" in node:
            yield part, ("items",)
    elif token in node.get("properties", {}):
        yield part, ("properties", token)
    elif isinstance(node.get("additionalProperties"), dict):
        yield part, ("additionalProperties",)


def _is_there(api: Api, pointer: str) -> bool:
    try:
        resolve(api.document, pointer)
    except LookupError:
        return False
    return True


def keyword_of(schema_path: Iterable[Any]) -> str:
    """The last word of a path into a schema, which is what a value did not fit."""
    *_, last = [str(each) for each in schema_path] or [""]
    return last
