"""Values that a schema forbids, one for each of its keywords, as near to an allowed one as may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from caretasks.openapi.document import Place
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.examples import example, several
from caretasks.openapi.schema.keywords import keywords, parts, properties, types
from caretasks.openapi.schema.locations import EACH, Path, at, occurrences, replaced, walk
from caretasks.openapi.schema.sampling import simplest
from caretasks.openapi.schema.validation import fits, violations

TYPES = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
_OF_TYPE: dict[str, Any] = {
    "boolean": True,
    "number": 5,
    "string": "text",
    "array": ["text"],
    "object": {"text": "text"},
}
_NO_FORMATS: dict[str, tuple[str, ...]] = {
    "uuid": ("123e4567-e89b-12d3-a456-42661417400", "123e4567-e89b-12d3-a456-42661417400g"),
    "date-time": ("2024-03-15 10:30", "2024-03-15T25:30:00Z"),
    "date": ("2024-02-30", "15.03.2024"),
    "time": ("25:00:00Z",),
    "uri": ("no uri", "//"),
    "email": ("nobody.example.com",),
    "hostname": ("-.example.com",),
    "ipv4": ("192.0.2.256",),
    "ipv6": ("2001:db8::g",),
}
_NOTHING: tuple[Any, ...] = ("?", "", " ", "\\", "%", "\u0000", "0", "x" * 50)


class Wrong(StrEnum):
    """What is wrong with a value."""

    MISSING = "a required part missing"
    NULL = "null where nothing may be null"
    TYPE = "a wrong JSON type"
    ITEM = "an item of the wrong kind"
    ENUM = "a value outside the enum"
    FORMAT = "a malformed format"
    PATTERN = "a pattern broken"
    SHORT = "a value too short or too small"
    LONG = "a value too long or too large"
    FURTHER = "a field that the document closes out"


def type_of(value: Any) -> str:
    """The JSON type of a value: null, boolean, number, string, array or object."""
    return TYPES.get(type(value), "null")


@dataclass(frozen=True)
class Spoil:
    """A way in which a value is forbidden.

    Attributes:
        kind: of what kind it is.
        keyword: the keyword that forbids it.
        word: what tells it from others of the keyword: a JSON type, or the name of a property.
        pointer: the keyword's place in the document.
        what: what is wrong, in words.
        spoilt: makes it of an allowed value.
        alone: whether nothing else about the value is forbidden as well.
    """

    kind: Wrong
    keyword: str
    word: str
    pointer: str
    what: str
    spoilt: Callable[[Any], Any]
    alone: bool = True


def spoils(schema: Place, path: Path = (), whole: Place | None = None, *, sent: bool = False) -> Iterator[Spoil]:
    """All ways in which the value at a place is forbidden by what describes it there.

    Args:
        schema: what describes it.
        path: the place.
        whole: all that describes it, where `schema` is one alternative of several, or one part of what has more; which
            types it may be of is for the whole to say.
        sent: whether it is the client who sends it.
    """
    if whole is None:
        yield from _types(schema, path)
    seen: set[tuple[str, str]] = set()
    for part in parts(schema):
        for keyword in part.node:
            for spoil in _by_keyword(schema, part, keyword, whole or schema, sent=sent):
                if (spoil.keyword, spoil.word) not in seen:
                    seen.add((spoil.keyword, spoil.word))
                    yield spoil


def _types(schema: Place, path: Path) -> Iterator[Spoil]:
    allowed = types(schema)
    if not allowed:
        return
    owner = next((part for part in parts(schema) if "type" in part.node), schema)
    pointer = join(owner.pointer, "type") if "type" in owner.node else owner.pointer
    if "null" not in allowed:
        yield Spoil(Wrong.NULL, "type", "null", pointer, "null", lambda _: None)
    kind = Wrong.ITEM if path and path[-1] == EACH else Wrong.TYPE
    for name, value in _OF_TYPE.items():
        if name in allowed or (name == "number" and "integer" in allowed):
            continue
        yield Spoil(kind, "type", name, pointer, f"{_article(name)} {name}", partial(_constant, value))
    if "integer" in allowed and "number" not in allowed:
        yield Spoil(kind, "type", "fraction", pointer, "a number with a fraction", lambda _: 1.5)


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _by_keyword(schema: Place, part: Place, keyword: str, whole: Place, *, sent: bool) -> Iterator[Spoil]:
    limit = part.node[keyword]
    step = keywords(schema).get("multipleOf", 1)

    def spoil(kind: Wrong, what: str, spoilt: Callable[[Any], Any], word: str = "", *, alone: bool = True) -> Spoil:
        return Spoil(kind, keyword, word, join(part.pointer, keyword), what, spoilt, alone)

    def constant(kind: Wrong, what: str, candidates: Iterable[Any]) -> Iterator[Spoil]:
        found = _forbidden(schema, keyword, candidates, whole)
        if found is not None:
            value, alone = found
            yield spoil(kind, what, partial(_constant, value), alone=alone)

    match keyword:
        case "required":
            described = properties(schema)
            for name in limit:
                needless = name in described and described[name].node.get("readOnly" if sent else "writeOnly")
                if not needless:
                    yield spoil(Wrong.MISSING, f"no {name}", partial(_without, name), name)
        case "enum" | "const":
            members = limit if keyword == "enum" else [limit]
            yield from constant(Wrong.ENUM, "a value outside the enum", _outside(members))
        case "format":
            candidates = (*_NO_FORMATS.get(str(limit), ()), *_NOTHING)
            yield from constant(Wrong.FORMAT, f"a text that is no {limit}", candidates)
        case "pattern":
            yield from constant(Wrong.PATTERN, "a text that the pattern does not match", _near(schema))
        case "minLength" if limit > 0:
            yield spoil(Wrong.SHORT, f"a text of {limit - 1} characters", lambda value: _cut(value, limit - 1))
        case "maxLength":
            yield spoil(
                Wrong.LONG, f"a text of {limit + 1} characters", lambda value: str(value)[:1].ljust(limit + 1, "x")
            )
        case "minItems" if limit > 0:
            yield spoil(Wrong.SHORT, f"a list of {limit - 1}", lambda value: list(value)[: limit - 1])
        case "maxItems":
            yield spoil(Wrong.LONG, f"a list of {limit + 1}", lambda value: _stretched(schema, value, limit + 1))
        case "uniqueItems" if limit:
            yield spoil(Wrong.ITEM, "an item twice", lambda value: _twice(schema, value))
        case "minimum":
            yield spoil(Wrong.SHORT, f"a number below {limit}", lambda _: limit - step)
        case "maximum":
            yield spoil(Wrong.LONG, f"a number above {limit}", lambda _: limit + step)
        case "exclusiveMinimum":
            yield spoil(Wrong.SHORT, f"{limit}, which is excluded", lambda _: limit)
        case "exclusiveMaximum":
            yield spoil(Wrong.LONG, f"{limit}, which is excluded", lambda _: limit)
        case "multipleOf":
            yield from constant(
                Wrong.TYPE,
                f"no multiple of {limit}",
                [v + more for more in (limit / 2, 1, 2) for v in (simplest(schema), 0, limit)],
            )
        case "minProperties" if limit > 0:
            yield spoil(Wrong.SHORT, f"an object of {limit - 1}", lambda value: dict(list(value.items())[: limit - 1]))
        case "maxProperties":
            yield spoil(Wrong.LONG, f"an object of {limit + 1}", lambda value: _crowded(part, value, limit + 1))
        case "additionalProperties" | "unevaluatedProperties" if limit is False:
            yield spoil(Wrong.FURTHER, "a further field", lambda value: {**value, "caretasks_further": 1})
        case "dependentRequired":
            for name, needed in limit.items():
                for other in needed:
                    what = f"{name} without {other}"
                    yield spoil(Wrong.MISSING, what, partial(_depending, schema, name, other), f"{name} {other}")
        case "propertyNames" if names := _forbidden_names(part.at(keyword)):
            yield spoil(Wrong.FURTHER, "a field with a name that is not allowed", partial(_named, part, names[0]))
        case "not":
            yield spoil(Wrong.TYPE, "a value that is excluded", partial(_excluded, part.at(keyword)))
        case "contains":
            yield spoil(Wrong.ITEM, "no item of the kind that has to be there", partial(_lacking, part))
        case "then" | "else" if "if" in part.node:
            for inner in walk(part.at(keyword)):
                for below in spoils(inner.schema, inner.path, sent=sent):
                    word = f"{join('', *map(str, inner.path))} {below.keyword} {below.word}".strip()
                    change = partial(_conditional, part, keyword == "then", inner.path, below)
                    yield spoil(below.kind, f"{below.what}, which is forbidden then", change, word)


def _constant(new: Any, value: Any) -> Any:
    return new


def _without(name: str, value: Any) -> Any:
    return {key: inner for key, inner in value.items() if key != name} if isinstance(value, dict) else value


def _outside(members: list[Any]) -> Iterator[Any]:
    for member in members:
        if isinstance(member, str):
            yield f"{member}_2"
        elif isinstance(member, int | float) and not isinstance(member, bool):
            yield member + 1
            yield member + 1000
    yield from _NOTHING


def _near(schema: Place) -> Iterator[Any]:
    value = simplest(schema)
    shown = [value] if isinstance(value, str) else []
    for text in [*shown, "+12025550123", "text"]:
        yield from (f"{text}x", f"{text} ", text[:-1], f"?{text}", text.upper(), text[::-1])
    yield from _NOTHING


def _forbidden(schema: Place, keyword: str, candidates: Iterable[Any], whole: Place) -> tuple[Any, bool] | None:
    """The first candidate that this keyword alone forbids, else the first that it forbids among others."""
    second: tuple[Any, bool] | None = None
    for value in candidates:
        if whole is not schema and fits(whole, value):
            continue
        found = {violation.keyword for violation in violations(schema, value)}
        if found == {keyword}:
            return value, True
        if keyword in found and second is None:
            second = value, False
    return second


def _cut(value: Any, length: int) -> str:
    return (value if isinstance(value, str) else "x" * length).ljust(length, "x")[:length]


def _stretched(schema: Place, value: Any, length: int) -> list[Any]:
    return several(schema, length, value if isinstance(value, list) else ())


def _twice(schema: Place, value: Any) -> list[Any]:
    items = _stretched(schema, value, 1) if not value else list(value)
    return [*items, items[-1]]


def _crowded(schema: Place, value: Any, length: int) -> dict[str, Any]:
    found = dict(value) if isinstance(value, dict) else {}
    free = isinstance(schema.node.get("additionalProperties"), Mapping)
    inner = example(schema.at("additionalProperties")) if free else 1
    return {**found, **{f"caretasks_{number}": inner for number in range(length - len(found))}}


def _depending(schema: Place, name: str, other: str, value: Any) -> Any:
    inner = properties(schema).get(name)
    there = {} if name in value else {name: 1 if inner is None else example(inner)}
    return {**_without(other, value), **there}


def _forbidden_names(schema: Place) -> list[str]:
    return [name for name in ("caretasks further", "?", "", "x" * 300) if not fits(schema, name)]


def _named(schema: Place, name: str, value: Any) -> Any:
    known = next((inner for inner in value.values()), 1)
    free = schema.node.get("additionalProperties")
    return {**value, name: example(schema.at("additionalProperties")) if isinstance(free, dict) else known}


def _excluded(schema: Place, value: Any) -> Any:
    """A value that fits what it must not fit."""
    excluded = example(schema)
    return {**value, **excluded} if isinstance(value, dict) and isinstance(excluded, dict) else excluded


def _lacking(schema: Place, value: Any) -> list[Any]:
    """The list without the items that have to be there, each replaced by another one where there is another kind."""
    wanted = schema.at("contains")
    other = example(schema.at("items")) if isinstance(schema.node.get("items"), dict) else None
    kept = [item if not fits(wanted, item) else other for item in value]
    return [item for item in kept if not fits(wanted, item)]


def _conditional(schema: Place, meets: bool, path: Path, how: Spoil, value: Any) -> Any:
    """A value for which the condition holds, or does not, and that breaks what is demanded then."""
    condition = schema.at("if")
    if fits(condition, value) is not meets and isinstance(value, dict):
        changed = example(condition)
        if meets and isinstance(changed, dict):
            value = {**value, **{name: example(inner) for name, inner in properties(condition).items()}, **changed}
        else:
            value = {name: inner for name, inner in value.items() if name not in condition.node.get("required", [])}
    for where in occurrences(value, path):
        value = replaced(value, where, how.spoilt(at(value, where)))
    return value
