"""Boundary values: bodies that go to the limits of what a schema allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import msgspec

from caretasks.openapi.document import Place
from caretasks.openapi.schema.examples import LONG_LIST, example, further_field, grown, list_of, text_of
from caretasks.openapi.schema.keywords import closed, keywords, members, of_type, shortest, types
from caretasks.openapi.schema.locations import Path, Spot, at, occurrences, replaced, walk, without
from caretasks.openapi.schema.sampling import simplest
from caretasks.openapi.schema.validation import fits, violations

LONG_TEXT = 10_000
"""How many characters a text may have whose schema sets no limit."""

_LETTERS = "Žofie Ünal 李 ☎ 𝄞 "

Change = list[tuple[Path, Callable[[Any, Path], Any]]]
"""What is done to a value at some places: each gets the value and a place in it, and gives a new value."""


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
    by_limit = [list(boundary_strings(spot.schema)) for spot in texts]
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


def boundary_strings(schema: Place) -> Iterator[str]:
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
