"""Values built from a schema without an example. Most are valid; the caller has to validate them.

A value is minimal, or realistic: with all properties, words for strings, and small numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from random import Random
from typing import Any
from uuid import UUID

from caretasks.core.missing import MISSING
from caretasks.openapi.document import Node
from caretasks.openapi.schema.keywords import (
    all_of_members,
    alternatives,
    composed_schemas,
    contained_item_count,
    direct_subschemas,
    implied_types,
    json_types,
    keep_result,
    merged_keywords,
    min_item_count,
    property_schemas,
    required_properties,
    subschemas,
)
from caretasks.openapi.schema.locations import ANY_ITEM, subschema_at
from caretasks.openapi.schema.validation import is_valid

MAX_LENGTH = 1_000_000
"""The most characters of a string that is built. A schema that requires longer ones has no value here."""
MAX_ITEMS = 10_000
"""The most items of an array that is built."""

_MAX_DEPTH = 12
_MAX_PARTS = 1000  # of one value; a schema may describe values of exponential size
_MAX_LISTED_PARTS = 20 * _MAX_PARTS  # then no array gets more items, as nested ones would have a million
_MAX_EXAMPLE_ITEMS = 3
_NUMBER_RANGE = 1000
_STRINGS_PER_PATTERN = 100  # making a string takes long, so they are few enough to be kept
_WORDS = "amber", "birch", "cedar", "delta", "ember", "fern", "grove", "harbor", "indigo", "juniper", "linden", "maple"

_FORMATTED: dict[str, str] = {
    "date": "2000-01-01",
    "date-time": "2000-01-01T00:00:00Z",
    "duration": "PT1S",
    "email": "someone@example.com",
    "hostname": "example.com",
    "idn-email": "someone@example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "iri": "https://example.com/",
    "json-pointer": "",
    "regex": ".*",
    "relative-json-pointer": "0",
    "time": "00:00:00Z",
    "uri": "https://example.com/",
    "uri-reference": "/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_SHORT_FORMATTED = {
    **dict.fromkeys(("email", "idn-email"), "a@b.co"),
    "hostname": "a.co",
    **dict.fromkeys(("iri", "uri", "uri-reference"), "a:b"),
    "ipv4": "1.2.3.4",
    "ipv6": "::1",
}
_RANDOM_FORMATTED: dict[str, Callable[[Random], str]] = {
    "date": lambda random: _random_time(random).date().isoformat(),
    "date-time": lambda random: _random_time(random).strftime("%Y-%m-%dT%H:%M:00Z"),
    **dict.fromkeys(("email", "idn-email"), lambda random: f"{random.choice(_WORDS)}@example.com"),
    "hostname": lambda random: f"{random.choice(_WORDS)}.example.com",
    "time": lambda random: _random_time(random).strftime("%H:%M:00Z"),
    **dict.fromkeys(("iri", "uri", "uri-reference"), lambda random: f"https://example.com/{random.choice(_WORDS)}"),
    "uuid": lambda random: str(UUID(int=random.getrandbits(128), version=4)),
}


def minimal_value(schema: Node) -> Any:
    """Return a value with everything that a schema requires and nothing else.

    Values from the schema itself (`const`, `default`, examples, `enum`) come first.
    """
    return deepcopy(_build_minimal(schema)[0])


def is_too_large(schema: Node) -> bool:
    """Return whether even the minimal value of a schema has too many parts, so that it was cut."""
    return _build_minimal(schema)[1]


@keep_result
def _build_minimal(schema: Node) -> tuple[Any, bool]:
    builder = _Builder()
    return builder.build(schema), builder.parts > _MAX_PARTS


SampleString = Callable[[Mapping[str, Any], str], str]
"""Takes keywords of a schema and a seed, and returns a string."""


def realistic_value(schema: Node, seed: str, sample_string: SampleString) -> Any:
    """Return a value with all properties of a schema; different seeds mostly give different values.

    `sample_string` makes the strings that have to match a pattern.
    """
    return _Builder(Random(seed), sample_string).build(schema)  # noqa: S311  # not for security


class _Builder:
    """Builds one value: a random one, or without a random generator the minimal one."""

    def __init__(self, random: Random | None = None, sample_string: SampleString = lambda keywords, seed: "") -> None:
        self._random = random
        self._sample_string = sample_string
        self.parts = 0

    def build(self, schema: Node, ancestors: tuple[Node, ...] = ()) -> Any:
        """Return a value for a schema, below the schemas of the values that contain it."""
        self.parts += 1
        is_full = len(ancestors) >= _MAX_DEPTH or self.parts > _MAX_PARTS
        if self._random is not None and (is_full or schema in ancestors):
            return deepcopy(self._build_minimal(schema))
        ancestors = (*ancestors, schema)
        for value in self._iter_documented(schema):
            if is_valid(schema, value):
                return deepcopy(value)
        for value in () if is_full else self._iter_alternatives(schema, ancestors):
            if is_valid(schema, value):
                return value
        names = json_types(schema) or implied_types(schema) or ("object",)
        if self._random is not None:
            known = json_types(schema) or implied_types(schema)
            names = tuple(name for name in known if name != "null") or ("string", "object", "null")
        candidates = [self._build_type(name, schema, () if is_full else ancestors) for name in names]
        found = next((value for value in candidates if is_valid(schema, value)), MISSING)
        return self._meet_conditions(schema, candidates[0], ancestors) if found is MISSING else found

    def _meet_conditions(self, schema: Node, value: Any, ancestors: tuple[Node, ...]) -> Any:
        """Return an object with what the conditions of its schema require, if it is valid with them."""
        extended = value
        for condition in composed_schemas(schema) if isinstance(value, dict) else ():
            for inner in direct_subschemas(condition):
                if inner.keyword in ("then", "else", "dependentSchemas") and inner.schema not in ancestors:
                    added = self._build_object(inner.schema, ancestors)
                    described = property_schemas(schema)
                    for name in added:
                        if added[name] is None and name in described:  # described outside of the condition
                            added[name] = self._build_for_all(described[name], ancestors)
                    found = ({**extended, **added}, {**added, **extended})
                    if (valid := next((each for each in found if is_valid(schema, each)), None)) is not None:
                        return valid
        return value

    def _build_minimal(self, schema: Node) -> Any:
        """Return the minimal value with strings that match their patterns, built once for each schema."""
        if _Builder not in schema.derived:
            builder = _Builder(None, self._sample_string)
            schema.derived[_Builder] = builder.build(schema), builder.parts
        value, parts = schema.derived[_Builder]
        self.parts += parts
        return value

    def _iter_documented(self, schema: Node) -> Iterator[Any]:
        members = all_of_members(schema)
        for member in members[:1] if "properties" in merged_keywords(schema) else members:
            yield from self._iter_values(member.data)

    def _iter_values(self, data: Mapping[str, Any]) -> Iterator[Any]:
        groups = {key: [data[key]] for key in ("const", "default", "example") if key in data}
        groups |= {key: data[key] for key in ("x-known-values", "enum", "examples") if key in data}
        if self._random is None:
            for keyword in ("const", "default", "example", "examples", "enum"):
                yield from groups.get(keyword, ())
        else:
            for keyword in ("x-known-values", "const", "enum", "example", "examples", "default"):
                yield from self._random.sample(values := groups.get(keyword, []), len(values))

    def _iter_alternatives(self, schema: Node, ancestors: tuple[Node, ...]) -> Iterator[Any]:
        found = [each.schema for member in all_of_members(schema) for each in alternatives(member)]
        for alternative in found if self._random is None else self._random.sample(found, len(found)):
            value = self.build(alternative, ancestors)
            if isinstance(value, dict) and "properties" in merged_keywords(schema):
                common = self._build_object(schema, ancestors, value)
                yield {**common, **value}
                yield {**value, **common}  # an alternative may require a property without describing it
            yield value
            if isinstance(value, dict) and "oneOf" in schema.data:
                yield without_others(value, alternative, found)

    def _build_type(self, json_type: str, schema: Node, ancestors: tuple[Node, ...]) -> Any:
        """Return a value of a JSON type; without parts if there are no ancestors."""
        match json_type:
            case "object":
                return self._build_object(schema, ancestors) if ancestors else {}
            case "array":
                return self._build_array(schema, ancestors) if ancestors else []
            case "string":
                return self._build_string(merged_keywords(schema))
            case "integer" | "number":
                return _build_number(merged_keywords(schema), self._random, is_integer=json_type == "integer")
            case "boolean":
                return self._random is not None and self._random.random() < 0.5
        return None

    def _build_object(self, schema: Node, ancestors: tuple[Node, ...], others: Iterable[str] = ()) -> dict[str, Any]:
        """Return an object with the required properties, those of `others` that are described and, if random, all."""
        described = property_schemas(schema)
        names = sorted(required_properties(schema) | (described.keys() & set(others)))
        dependent = merged_keywords(schema).get("dependentRequired", {})
        for name in names:
            names += [each for each in dependent.get(name, ()) if each not in names]
        optional = [name for name in described if name not in names and not described[name][0].data.get("writeOnly")]
        fewest = merged_keywords(schema).get("minProperties", 0)
        if self._random is not None:
            names += optional
            is_map = not names and isinstance(schema.data.get("additionalProperties"), Mapping)
            fewest = max(fewest, self._random.randint(1, _MAX_EXAMPLE_ITEMS) if is_map else 0)
        names += optional[: max(0, fewest - len(names))] if self._random is None else []
        found = {name: self._build_for_all(described[name], ancestors) if name in described else None for name in names}
        return found if len(found) >= fewest else {**found, **self._build_others(schema, ancestors, fewest)}

    def _build_others(self, schema: Node, ancestors: tuple[Node, ...], count: int) -> dict[str, Any]:
        """Return properties that a schema allows without naming them, by the keywords that describe them."""
        inner = {each.keyword: each for each in direct_subschemas(schema)}
        words = _WORDS if self._random is None else self._random.sample(_WORDS, len(_WORDS))
        names, described = list(words[:count]), inner.get("additionalProperties")
        if "propertyNames" in inner:
            names = [str(self.build(inner["propertyNames"].schema, ancestors)) for _ in range(min(count, _MAX_PARTS))]
        elif "patternProperties" in inner:
            described = inner["patternProperties"]
            seeds = (f"{number}" if self._random is None else f"{self._random.random()}" for number in range(count))
            names = [self._sample_string({"pattern": described.name}, seed) for seed in seeds]
        return {name: None if described is None else self.build(described.schema, ancestors) for name in names}

    def _build_for_all(self, schemas: Sequence[Node], ancestors: tuple[Node, ...]) -> Any:
        """Return a value that is valid against several schemas, if one of them has such a value."""
        values = [self.build(schemas[0], ancestors)]
        for schema in schemas[1:]:
            if all(is_valid(each, values[-1]) for each in schemas):
                break
            values.append(self.build(schema, ancestors))
        return next((value for value in values if all(is_valid(each, value) for each in schemas)), values[0])

    def _build_array(self, schema: Node, ancestors: tuple[Node, ...]) -> list[Any]:
        keywords = merged_keywords(schema)
        inner = [each for subschema in subschemas(schema) for each in direct_subschemas(subschema)]
        contains = [each.schema for each in inner if each.keyword == "contains"]
        contained, length = contained_item_count(schema), min_item_count(schema)
        if self._random is not None:
            length = max(length, contained + self._random.randint(1, _MAX_EXAMPLE_ITEMS))
        length = min(length, keywords.get("maxItems", length), _MAX_PARTS)
        if keywords.get("items") is False:
            length = min(length, len(keywords.get("prefixItems", ())))
        is_unique = bool(keywords.get("uniqueItems"))
        found: list[Any] = []
        for index in chain(range(length), repeat(length - 1, length * 4 if is_unique and self._random else 0)):
            if len(found) >= length or self.parts > _MAX_LISTED_PARTS:
                break
            item_schema = subschema_at(schema, index) or subschema_at(schema, ANY_ITEM)
            schemas = [*(contains if index < contained else ()), *([item_schema] if item_schema else ())]
            item = self._build_for_all(schemas, ancestors) if schemas else None
            if not (is_unique and item in found):
                found.append(item)
        return found

    def _build_string(self, keywords: Mapping[str, Any]) -> str:
        if "pattern" in keywords:
            seed = "" if self._random is None else str(self._random.randrange(_STRINGS_PER_PATTERN))
            if text := self._sample_string(keywords, seed):
                return text
        name = str(keywords.get("format"))
        text = formatted_string(name, self._random)
        if len(text) > keywords.get("maxLength", MAX_LENGTH):
            text = _SHORT_FORMATTED.get(name, text)
        return text.ljust(min(keywords.get("minLength", 0), MAX_LENGTH), "x")[: keywords.get("maxLength")]


def formatted_string(name: str, random: Random | None) -> str:
    """Return a string of a format, or words if the format is not known; without a random generator always the same."""
    if random is None:
        return _FORMATTED.get(name, "string")
    if name in _RANDOM_FORMATTED:
        return _RANDOM_FORMATTED[name](random)
    return _FORMATTED.get(name) or " ".join(random.sample(_WORDS, random.randint(1, 2)))


def without_others(value: dict[str, Any], alternative: Node, members: Sequence[Node]) -> dict[str, Any]:
    """Return an object of one of several alternatives that no other one accepts, if there is a property for it."""
    for member in members:
        if member is alternative or not is_valid(member, value):
            continue
        names = [name for name in property_schemas(member) if name not in property_schemas(alternative)]
        others: tuple[Any, ...] = (None, 0, "", [], {})
        candidates = ({**value, name: other} for name in names for other in others)
        found = (each for each in candidates if is_valid(alternative, each) and not is_valid(member, each))
        value = next(found, value)
    return value


def _build_number(keywords: Mapping[str, Any], random: Random | None, *, is_integer: bool) -> float:
    """Return a multiple of the step within the limits: the one nearest to 0, or a random one."""
    low = max(keywords.get("minimum", -math.inf), keywords.get("exclusiveMinimum", -math.inf))
    high = min(keywords.get("maximum", math.inf), keywords.get("exclusiveMaximum", math.inf))
    with suppress(OverflowError):  # a limit is too large for a floating-point number
        step = keywords.get("multipleOf") or (1 if is_integer or high - low >= 1 else (high - low) / 4 or 1)
        if random is not None and not is_integer and "multipleOf" not in keywords and step == 1:
            step = 0.25
        if low == -math.inf:
            low = min(0, high - _NUMBER_RANGE) if high < math.inf else 0
        if high == math.inf:
            high = max(low, 0) + _NUMBER_RANGE * step
        first, last = int(-(-low // step)), int(high // step)
        first += first * step == keywords.get("exclusiveMinimum")
        last -= last * step == keywords.get("exclusiveMaximum")
        multiple = min(max(0, first), last) if random is None or first > last else random.randint(first, last)
        return int(multiple * step) if is_integer else multiple * step
    return 0


def _random_time(random: Random) -> datetime:
    return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(30 * 365 * 24 * 60))
