"""Sends requests that go to the limits of what a document allows, beside those that the engine makes up.

The engine varies a value here and there, and leaves some of what a document allows to chance. These go to the limits,
in everything at once, so that they are few: every optional part left out, null wherever it is allowed, further fields
in every object, text beyond ASCII, the shortest and the longest values, each value of each enum. Where no limit is set,
a text of 10,000 characters and a list of 100 items are thought to be allowed. One more is a body that breaks off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from schemathesis import Case
from schemathesis.core import NOT_SET
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance import rules
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import case_metadata, session
from caretasks.conformance.phases import cases
from caretasks.conformance.phases.cases import Failed
from caretasks.conformance.styled import written
from caretasks.conformance.target import user_values
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic import replay
from caretasks.mock.handler.responses import success
from caretasks.openapi.document import Operation, Place
from caretasks.openapi.schema.keywords import properties, types
from caretasks.openapi.schema.locations import (
    LONG_LIST,
    Path,
    Spot,
    at,
    closed,
    example,
    further_field,
    grown,
    is_text,
    keywords,
    list_of,
    members,
    occurrences,
    of_type,
    replaced,
    shortest,
    text_of,
    valid,
    walk,
    without,
)
from caretasks.openapi.schema.sampling import simplest
from caretasks.openapi.schema.validation import fits, violations

LONG_TEXT = 10_000
"""How many characters a text may have whose schema sets no limit."""

PHASE = "limits"
"""What the phase of these requests is called."""

_LETTERS = "Žofie Ünal 李 ☎ 𝄞 "
_UNLIKELY = 1_000_003


@dataclass(frozen=True)
class Attempt:
    """A request for an operation.

    Attributes:
        operation: what it asks for.
        query: the query.
        body: the JSON data, or bytes that are no JSON; `NOT_SET` for none.
        valid: whether the document allows it.
    """

    operation: Operation
    query: Mapping[str, Any]
    body: Any
    valid: bool = True


def send(target: Target, schema: OpenApiSchema, settings: Settings) -> Iterator[ScenarioRecorder | Failed]:
    """Sends the requests of all operations asked for, and yields the engine's record of each."""
    names = (*replay.CHECKED, *(rule.name for rule in rules.of(target.api)))
    for operation in target.api.operations:
        if not settings.made_up(operation) or (operation.writes and target.url is not None):
            continue  # what a document shows calls a person where a server is not ours
        try:
            for attempt in of(operation):
                session.demand_uninterrupted()
                made = _case(attempt, target, schema)
                yield cases.checked(made, made.call(), names)
        except Exception as error:  # noqa: BLE001 - as the engine has it: a server in this process raises anything
            yield Failed(operation, error)


def of(operation: Operation) -> Iterator[Attempt]:
    """The attempts at an operation; none where nothing can be varied."""
    query = _given(operation, "query")
    for parameter in operation.parameters:
        if parameter.location == "query" and parameter.schema is not None and is_text(parameter.schema):
            for text in _texts(parameter.schema):
                yield Attempt(operation, {**query, parameter.name: text}, _body(operation))
    media = operation.body
    if media is None:
        return
    if not operation.body_required:
        yield Attempt(operation, query, NOT_SET)
    if media.schema is not None:
        for body in bodies(media.schema, tuple(media.examples().values())):
            yield Attempt(operation, query, body)
        if (body := _with_the_servers_own(operation, media.schema)) is not None:
            yield Attempt(operation, query, body)
    yield Attempt(operation, query, b'{"', valid=False)


def _body(operation: Operation) -> Any:
    media = operation.body
    if media is None or media.schema is None:
        return NOT_SET
    return example(media.schema, tuple(media.examples().values()))


def _with_the_servers_own(operation: Operation, schema: Place) -> Any:
    """A body with what an answer names and a request does not, such as an id; None where that is nothing."""
    _, response = success(operation)
    answered = None if response is None or response.media is None else response.media.schema
    body = _body(operation)
    if answered is None or not isinstance(body, dict):
        return None
    further = {name: _unlikely(inner) for name, inner in properties(answered).items() if name not in properties(schema)}
    whole = {**body, **further}
    return whole if further and not any(violations(schema, whole, sent=True)) else None


def _unlikely(schema: Place) -> Any:
    """A value that a server does not come to by itself: a number of one digit it may, and so may the mask of one."""
    value = simplest(schema)
    return _UNLIKELY if type(value) is int and fits(schema, _UNLIKELY) else value


def _given(operation: Operation, location: str) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for parameter in operation.parameters:
        if parameter.location == location and parameter.required:
            given.update(written(parameter, valid(parameter)))
    return given


def bodies(schema: Place, shown: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Values that a schema allows and that go to its limits, each once.

    Args:
        schema: the schema.
        shown: values that the document gives as examples.
    """
    spots = [spot for spot in walk(schema) if not spot.schema.node.get("readOnly")]
    whole = example(schema, shown)
    for spot in spots:
        if not any(violations(schema, fuller := grown(schema, whole, spot.path, shown), sent=True)):
            whole = fuller
        for where in occurrences(whole, spot.path):
            if at(whole, where) is None and not any(
                violations(schema, fuller := replaced(whole, where, simplest(spot.schema)))
            ):
                whole = fuller
    seen: set[bytes] = set()
    for change in _changes(spots):
        for body in _changed(schema, whole, change):
            text = msgspec.json.encode(body)
            if text not in seen:
                seen.add(text)
                yield body


Change = list[tuple[Path, Callable[[Any, Path], Any]]]
"""What is done to a value at some places: each gets the value and a place in it, and gives a new value."""


def _changed(schema: Place, whole: Any, change: Change) -> Iterator[Any]:
    """A value that is changed in all places; where that is not allowed, one for each place where it is."""
    together = whole
    alone: list[Any] = []
    for path, change_at in change:
        # Of several items the last, so that they stay different.
        alone.extend(change_at(whole, where) for where in occurrences(whole, path)[-1:])
        for where in occurrences(together, path)[-1:]:
            together = change_at(together, where)
    if not any(violations(schema, together, sent=True)):
        yield together
    else:
        yield from (each for each in alone if not any(violations(schema, each, sent=True)))


def _changes(spots: list[Spot]) -> Iterator[Change]:
    yield []
    yield from _rounds(spots, lambda spot: "null" in types(spot.schema), lambda spot: _putting(None))
    yield from _rounds(spots, _may_be_left_out, lambda spot: without, len)
    yield [
        (spot.path, _further(spot.schema))
        for spot in spots
        if "object" in types(spot.schema) and not closed(spot.schema)
    ]
    texts = [spot for spot in spots if "string" in types(spot.schema)]
    by_limit = [list(_texts(spot.schema)) for spot in texts]
    for number in range(max(map(len, by_limit), default=0)):
        yield [
            (spot.path, _putting(found[min(number, len(found) - 1)]))
            for spot, found in zip(texts, by_limit, strict=True)
            if found
        ]
    for limit in (0, 1):
        lists = [spot for spot in spots if "array" in types(spot.schema)]
        yield from _rounds(lists, lambda spot: True, partial(_at_limit, limit))
    enums = {spot.path: found for spot in spots if (found := members(spot.schema))}
    for number in range(max(map(len, enums.values()), default=0)):
        yield [(path, _putting(found[number % len(found)])) for path, found in enums.items()]
    for keyword in ("minimum", "maximum"):
        yield [
            (s.path, _putting(keywords(s.schema)[keyword]))
            for s in spots
            if keywords(s.schema).get(keyword) is not None
        ]


def _rounds(
    spots: list[Spot],
    meant: Callable[[Spot], bool],
    change: Callable[[Spot], Callable[[Any, Path], Any]],
    level: Callable[[Path], int] | None = None,
) -> Iterator[Change]:
    """A change of all places that are meant, but none within another one of the same change."""
    chosen = [spot for spot in spots if meant(spot)]
    by_level: dict[int, Change] = {}
    for spot in chosen:
        above = sum(other.path == spot.path[: len(other.path)] for other in chosen) - 1
        by_level.setdefault(above if level is None else level(spot.path), []).append((spot.path, change(spot)))
    yield from by_level.values()


def _may_be_left_out(spot: Spot) -> bool:
    return bool(spot.path) and isinstance(spot.path[-1], str) and not spot.required


def _putting(new: Any) -> Callable[[Any, Path], Any]:
    return lambda value, where: replaced(value, where, new)


def _further(schema: Place) -> Callable[[Any, Path], Any]:
    def add(value: Any, where: Path) -> Any:
        there = at(value, where)
        return replaced(value, where, {**there, **further_field(schema)}) if isinstance(there, dict) else value

    return add


def _at_limit(limit: int, spot: Spot) -> Callable[[Any, Path], Any]:
    return _long(spot.schema, limit)


def _long(schema: Place, limit: int) -> Callable[[Any, Path], Any]:
    """Makes a list as short as may be, or as long."""
    words = keywords(of_type(schema, "array"))
    length = (shortest(schema), words.get("maxItems", LONG_LIST))[limit]

    def stretch(value: Any, where: Path) -> Any:
        items = at(value, where)
        found = list_of(schema, length, items if isinstance(items, list) else ())
        return value if found is None else replaced(value, where, found)

    return stretch


def _texts(schema: Place) -> Iterator[str]:
    """Texts that a schema allows, the same number for each that leaves them free: beyond ASCII, short, long."""
    words = keywords(of_type(schema, "string"))
    if {"enum", "const"} & set(words):
        return
    low, high = words.get("minLength", 0), words.get("maxLength", LONG_TEXT)
    letters = _LETTERS.strip()
    for text in ((letters if len(letters) >= low else (letters * low)[:low])[:high], text_of(schema, low)):
        if text is not None and fits(schema, text):
            yield text
    longest = "é" + "x" * (high - 1) if high else ""
    text = longest if fits(schema, longest) else text_of(schema, high)
    if text is not None:
        yield text


def _case(attempt: Attempt, target: Target, schema: OpenApiSchema) -> Case[Any]:
    operation = attempt.operation
    given = {location: _given(operation, location) for location in ("path", "header", "cookie")}
    whole = user_values.Write(given["path"], attempt.query, given["header"], given["cookie"], attempt.body)
    how = case_metadata.valid("path", "query", "header", "body") if attempt.valid else case_metadata.invalid("body")
    return cases.case(target, schema, operation, whole, how)
