"""Features of requests: the form of a parameter, or of a value in the body, never the value itself.

A finding about several requests names the feature that they share; see `correlation`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from caretasks.conformance.analysis.attribution import Attribution
from caretasks.conformance.model import Change, ChangeKind, Feature
from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.request_encoding import varied_media
from caretasks.openapi.document import Media, Node, Operation, Parameter
from caretasks.openapi.facts import Fact
from caretasks.openapi.operation.requests import RequestViolation, default_number, documented_path_values
from caretasks.openapi.schema.examples import read_examples
from caretasks.openapi.schema.keywords import (
    all_of_members,
    alternatives,
    enum_values,
    find_variants,
    json_types,
    merged_keywords,
    properties,
    properties_with,
    required_properties,
    subschema_for_type,
    subschemas,
)
from caretasks.openapi.schema.locations import ANY_ITEM, ANY_PROPERTY, find_at, subschema_at
from caretasks.openapi.schema.replacements import UUID
from caretasks.openapi.schema.validation import is_valid
from caretasks.openapi.variants import DECIDED_BY

ANY_VALID_REQUEST = "any valid request"
"""The text of a feature that explains failures if no valid request succeeds: the operation as a whole fails."""

_CONTROL_CHARACTER = r"[\x00-\x1f\x7f-\x9f]"
_CHARACTER_CLASSES = (
    ("digits", r"[0-9]"),
    ("letters", r"[A-Za-z]"),
    ("ASCII punctuation", r"[ -/:-@\[-`{-~]"),
    ("control characters", _CONTROL_CHARACTER),
    ("characters outside ASCII", r"[^\x00-\x9f]"),
)
_TIME_FORMATS = ("date", "date-time", "time")
_BLANK = "no fact documents that a blank string is accepted"
_EMPTY = "no fact documents that a required list may be empty"
_USUAL_SIZES = {"characters": 1000, "items": 50}
"""Sizes up to which a server is expected to accept strings and arrays without a documented maximum."""


def failing_features(
    operation: Operation, attribution: Attribution, violations: Iterable[RequestViolation], media: Media | None
) -> frozenset[Feature]:
    """Return the features of an invalid request with a body in a media type: its violations."""
    features = set()
    body = f"{_media_prefix(operation, media)}body"
    for violation in violations:
        name = body if (each := violation.parameter) is None else f"{each.location} {each.name}"
        missing = violation.names if violation.keyword == "required" else ()
        location = "/".join("*" if isinstance(token, int) else token for token in (*violation.path, *missing))
        facts = attribution.request_facts(operation, [violation], media)
        state = "is missing" if missing else "is malformed" if violation.is_malformed else violation.keyword
        features.add(Feature(f"{name}/{location} {state}", facts))
    return frozenset(features)


def request_features(
    operation: Operation,
    attribution: Attribution,
    parameters: Mapping[str, Mapping[str, Any]],
    media: Media | None,
    body: Any,
) -> frozenset[Feature]:
    """Return the features of a valid request with decoded path parameters; `MISSING` stands for no body.

    The features of the body are different ones in each media type: a server may read one of them with other code.
    """
    sent = tuple(_sent_value(parameter, parameters) for parameter in operation.parameters)
    return _find_features(_ValidRequest(operation, attribution, media, repr((sent, body)), sent, body))


@dataclass(frozen=True)
class _ValidRequest:
    """A valid request, which is equal to another one with the same values: `text` is their representation.

    Attributes:
        sent: The value of each parameter of the operation; None if it was not sent.
        body: The decoded body, or `MISSING`.
    """

    operation: Operation
    attribution: Attribution
    media: Media | None
    text: str
    sent: tuple[Any, ...] = field(compare=False)
    body: Any = field(compare=False)


# `caretasks prove` sends the same requests to each mutant of an operation.
@lru_cache(maxsize=256)
def _find_features(request: _ValidRequest) -> frozenset[Feature]:
    operation, attribution, media = request.operation, request.attribution, request.media
    features = {Feature(ANY_VALID_REQUEST, attribution.operation_facts(operation), depth=-2)}
    features |= set(_iter_parameter_features(operation, attribution, request.sent))
    if media is not None and len(varied_media(operation)) > 1:
        facts = attribution.request_body_facts(operation, media, (), "type")
        change = Change(ChangeKind.MEDIA, "body", (), media=media)
        features.add(Feature(f"body/ is sent as {media.name}", facts, depth=-1, change=change))
    if media is not None and media.schema is not None and request.body is not MISSING:
        features |= set(_BodyFeatures(operation, attribution, media).iter_features(media.schema, request.body, ()))
    return frozenset(features)


def _media_prefix(operation: Operation, media: Media | None) -> str:
    """Return the start of the text of a feature of the body: its media type, unless it is the first one."""
    return "" if media is None or media == varied_media(operation)[0] else f"{media.name.replace(' ', '')} "


def _iter_parameter_features(operation: Operation, attribution: Attribution, sent: Iterable[Any]) -> Iterator[Feature]:
    documented = documented_path_values(operation)
    for parameter, value in zip(operation.parameters, sent, strict=True):
        name = f"{parameter.location} {parameter.name}"
        items = value if isinstance(value, list) else [value]
        if value is None:
            description = "is missing"
        elif str(value) in documented.get(parameter.name, ()):
            yield Feature(f"{name} is documented", attribution.operation_facts(operation))
            continue
        elif parameter.location != "path" and len(items) == 1 and items[0] in _documented_values(parameter):
            description = f"is {items[0]}"
        else:
            description = _describe_characters("".join(map(str, items)))
        facts = attribution.parameter_facts(parameter)
        kind = ChangeKind.MISSING if value is None else ChangeKind.VALUE
        change = Change(kind, parameter.location, (parameter.name,), value, _string_schema(parameter))
        yield Feature(f"{name} {description}", facts, change=change)
        for keyword, limit, reason in _find_parameter_limits(parameter, value):
            facts_about_limit = attribution.parameter_facts(parameter, "schema", keyword)
            yield Feature(f"{name} {limit}", facts_about_limit, reason, change=change, is_limit=True)
        if parameter.location != "path" and value is not None:
            default = default_number(parameter)  # no ID, and not out of range
            own = change if default is None else replace(change, kind=ChangeKind.DEFAULT, value=default)
            yield Feature(f"{name} is sent", facts, depth=-1, change=own)
        if len(items) > 1:
            yield Feature(f"{name} has several items", facts, change=replace(change, kind=ChangeKind.LIST))
        if parameter.location == "path":
            yield Feature(f"{name} is not documented", attribution.unknown_id_facts(operation), depth=-1)


def _documented_values(parameter: Parameter) -> Collection[Any]:
    """Return the values of an enum, also one of the items of an array, and those of any boolean."""
    schema = _string_schema(parameter)
    return [*([] if schema is None else enum_values(schema)), True, False, "true", "false"]


def _string_schema(parameter: Parameter) -> Node | None:
    """Return the schema of the strings of a parameter: those of its items, if it is an array."""
    if parameter.schema is None:
        return None
    items = subschema_at(parameter.schema, ANY_ITEM) if "array" in json_types(parameter.schema) else None
    return subschema_for_type(parameter.schema if items is None else items, "string")


def _find_parameter_limits(parameter: Parameter, value: Any) -> Iterator[tuple[str, str, str | None]]:
    if parameter.schema is None:
        return
    if isinstance(value, list) and len(value) == 1 and "array" not in json_types(parameter.schema):
        (value,) = value
    if not isinstance(value, str | int | float):
        return
    yield from _find_limits(parameter.schema, value)
    keywords = merged_keywords(parameter.schema)
    for name in ("minimum", "maximum"):
        if isinstance(value, str) and value == str(keywords.get(name)):
            yield name, f"has the {name} value", None


def _sent_value(parameter: Parameter, parameters: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return the value of a parameter in a request, or None if it was not sent."""
    fold = str.lower if parameter.location == "header" else str
    sent = parameters.get(parameter.location) or {}
    return next((value for name, value in sent.items() if fold(name) == fold(parameter.name)), None)


class _BodyFeatures:
    """Features of the values in a request body."""

    def __init__(self, operation: Operation, attribution: Attribution, media: Media) -> None:
        self._operation, self._attribution, self._media = operation, attribution, media
        self._examples = list(read_examples(media).values())
        self._prefix = _media_prefix(operation, media)
        self._entries: set[tuple[str | int, ...]] = set()  # the paths of values under names that the schema leaves open

    def iter_features(
        self,
        schema: Node,
        value: Any,
        path: tuple[str | int, ...],
        variants: tuple[str, ...] = (),
        siblings: frozenset[str] = frozenset(),
        *,
        is_required: bool = False,
    ) -> Iterator[Feature]:
        """Yield the features of a value and of all values inside it; see `keywords.find_variants`."""
        location = self._format_location(path, variants)
        variants = (*variants, *find_variants(schema, value), *_iter_later_alternatives(schema, value))
        feature = self._describe_value(schema, value, path, variants, location, siblings)
        is_unspecified = value == [] and (is_required or not path) and not self._documents_empty_list(schema, path)
        yield replace(feature, warning_reason=_EMPTY) if is_unspecified else feature
        yield from self._iter_limits(schema, value, path, variants, location)
        if isinstance(value, list):
            if "items" in schema.data:
                for index, item in enumerate(value):
                    yield from self.iter_features(schema.child("items"), item, (*path, index), variants)
        elif isinstance(value, dict):
            described = properties_with(schema, variants)
            names = frozenset(name for name, each in described.items() if not each.data.get("readOnly"))
            required = required_properties(schema)
            for name, property_schema in described.items():
                property_path = (*path, name)
                if name in value:
                    arguments = property_schema, value[name], property_path, variants, names
                    yield from self.iter_features(*arguments, is_required=name in required)
                else:
                    facts = self._facts(property_path, "type", variants)
                    change = Change(ChangeKind.MISSING, "body", property_path, media=self._media, siblings=names)
                    text = f"{self._format_location(property_path, variants)} is missing"
                    yield Feature(text, facts, depth=len(path) + 1, change=change)
            if extra := {name: inner for name, inner in value.items() if name not in described}:
                facts = self._attribution.extra_property_facts(self._media, path)
                entries = subschema_at(schema, ANY_PROPERTY)
                is_documented = entries is not None or any(
                    part.data.get("additionalProperties") is True for part in subschemas(schema)
                )
                if entries is not None:
                    self._entries |= {(*path, name) for name in extra}
                    for name, inner in extra.items():
                        yield from self.iter_features(entries, inner, (*path, name), variants)
                reason = (
                    None if facts or is_documented else "no fact requires a server to accept undocumented properties"
                )
                change = Change(ChangeKind.EXTRA, "body", path, extra, media=self._media)
                text = f"{self._format_location(path, variants)} has extra properties"
                yield Feature(text, facts, reason, len(path) + 1, change)

    def _documents_empty_list(self, schema: Node, path: tuple[str | int, ...]) -> bool:
        is_sized = "minItems" in merged_keywords(subschema_for_type(schema, "array"))
        return is_sized or any(find_at(example, path) == [] for example in self._examples)

    def _describe_value(
        self,
        schema: Node,
        value: Any,
        path: tuple[str | int, ...],
        variants: tuple[str, ...],
        location: str,
        siblings: frozenset[str],
    ) -> Feature:
        keyword, kind = "type", ChangeKind.LIST if isinstance(value, list) else ChangeKind.VALUE
        reason: str | None = None
        if isinstance(value, str):
            description, keyword, reason, kind = self._describe_string(schema, value, path, variants)
        elif value is None:
            description = "is null"
        elif isinstance(value, bool):
            description = f"is {str(value).lower()}"
        elif isinstance(value, list):
            description = f"has {('no items', 'one item')[len(value)] if len(value) < 2 else 'several items'}"
        elif isinstance(value, dict):
            description = "is an object" if value else "is empty"
        else:
            description = "is a number"
        is_value = kind is ChangeKind.VALUE and value is not None
        change = Change(kind, "body", path, value, schema, self._media, siblings if is_value else frozenset())
        facts = self._facts(path, keyword, variants)
        return Feature(f"{location} {description}", facts, reason, len(path), change)

    def _iter_limits(
        self, schema: Node, value: Any, path: tuple[str | int, ...], variants: tuple[str, ...], location: str
    ) -> Iterator[Feature]:
        kind = ChangeKind.VALUE
        if isinstance(value, str | list):
            kind = ChangeKind.TEXT if isinstance(value, str) else ChangeKind.LIST
        for keyword, description, reason in _find_limits(schema, value):
            change = Change(kind, "body", path, value, schema, self._media)
            facts = self._facts(path, keyword, variants)
            yield Feature(f"{location} {description}", facts, reason, len(path), change, is_limit=True)

    def _describe_string(
        self, schema: Node, value: str, path: tuple[str | int, ...], variants: tuple[str, ...]
    ) -> tuple[str, str, str | None, ChangeKind]:
        """Return a description of a string, the keyword that it is about, a warning reason, and the kind of change."""
        data = merged_keywords(schema)
        if "enum" in data:
            is_unobservable = self._attribution.is_unobservable(self._facts(path, "enum", variants))
            reason = "no fact states which of the documented values a server must accept" if is_unobservable else None
            return f"is {value}", "enum", reason, ChangeKind.VALUE
        if "x-known-values" in data:
            is_known = value in data["x-known-values"]
            description = f"is {value}" if is_known else f"is unknown, and {_describe_characters(value)}"
            reason = _BLANK if not value.strip() and "minLength" not in data and not is_known else None
            return description, "x-known-values", reason, ChangeKind.VALUE
        if data.get("format") in _TIME_FORMATS:
            return f"has the form {time_form(value)}", "type", None, ChangeKind.TIME
        if data.get("format") == "uuid":
            if any(value == find_at(example, path) for example in self._examples):
                return "is documented", "type", None, ChangeKind.VALUE
            return "is generated", "type", "no fact documents which IDs exist", ChangeKind.VALUE
        is_documented = "minLength" in data or any(value == find_at(example, path) for example in self._examples)
        reason = _BLANK if not value.strip() and not is_documented else None
        return _describe_characters(value), "type", reason, ChangeKind.TEXT

    def _facts(self, path: tuple[str | int, ...], keyword: str, variants: tuple[str, ...]) -> tuple[Fact, ...]:
        return self._attribution.request_body_facts(self._operation, self._media, path, keyword, variants)

    def _format_location(self, path: tuple[str | int, ...], variants: tuple[str, ...]) -> str:
        """Return a location in the body, with the alternatives that apply to the body around it.

        Items of arrays, and values under names that the schema leaves open, have `*` in place of their index or name.
        """
        tokens = (
            "*" if isinstance(token, int) or path[: index + 1] in self._entries else token
            for index, token in enumerate(path)
        )
        location = f"{self._prefix}body/" + "/".join(tokens)
        chosen = ", ".join(pointer.rpartition("/")[2] for pointer in variants)
        return f"{location} of alternative {chosen}" if chosen else location


def _iter_later_alternatives(schema: Node, value: Any) -> Iterator[str]:
    """Yield the JSON pointers of the alternatives of an object, except for first ones, which `properties` describes."""
    pending = [*all_of_members(schema)] if isinstance(value, dict) else []
    while pending:
        described = [each for each in alternatives(pending.pop()) if properties(each.schema)]
        for _, members in groupby(described, key=lambda each: each.keyword):
            first, *others = members
            if not others or DECIDED_BY in first.schema.data:
                continue
            chosen = next((each for each in (first, *others) if is_valid(each.schema, value, in_request=True)), first)
            pending += all_of_members(chosen.schema)
            if chosen is not first:
                yield chosen.pointer


def _find_limits(schema: Node, value: Any) -> Iterator[tuple[str, str, str | None]]:
    """Yield the keywords of a schema whose limit a value reaches, each with a description and a warning reason.

    A size beyond which many servers have a limit, without a documented one, is a limit, too.
    """
    if isinstance(value, bool) or not isinstance(value, str | list | int | float):
        return
    types = ("string",) if isinstance(value, str) else ("array",) if isinstance(value, list) else ("integer", "number")
    for json_type in types:
        schema = subschema_for_type(schema, json_type)
    keywords = merged_keywords(schema)
    suffix, noun = "imum", ""
    if isinstance(value, str | list):
        suffix, noun = ("Length", "characters") if isinstance(value, str) else ("Items", "items")
    number = len(value) if isinstance(value, str | list) else value
    for name in ("min", "max"):
        if keywords.get(f"{name}{suffix}") == number:
            yield f"{name}{suffix}", f"has the {name}imum {f'number of {noun}' if noun else 'value'}", None
    if noun and f"max{suffix}" not in keywords and number > _USUAL_SIZES[noun]:
        description = f"has more than {_USUAL_SIZES[noun]} {noun}"
        yield f"max{suffix}", description, "no fact documents that a value of this size is accepted"


def time_form(text: str) -> str:
    """Return the form of a date or time: its text with each number as a 0."""
    return re.sub(r"\d+", "0", text)


def has_control_characters(text: str) -> bool:
    """Return whether a string has control characters, line breaks and tabs included."""
    return re.search(_CONTROL_CHARACTER, text) is not None


def characters_of_classes(text: str) -> str:
    """Return one character of each class in a string."""
    found = (re.search(pattern, text) for _, pattern in _CHARACTER_CLASSES)
    return "".join(each[0] for each in found if each is not None)


@lru_cache(maxsize=10_000)
def _describe_characters(text: str) -> str:
    """Return the character classes in a string, and whether it is a single character or is blank."""
    if UUID.fullmatch(text):
        return "is a UUID"
    if text and not text.strip():
        return "is blank"
    classes = [name for name, pattern in _CHARACTER_CLASSES if re.search(pattern, text)]
    return f"has {'one of ' if len(text) == 1 else ''}{', '.join(classes) or 'no characters'}"
