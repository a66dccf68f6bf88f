"""Changes of a request body that give it a feature, and no other one."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from caretasks.conformance.analysis.features import characters_of_classes, has_control_characters, time_form
from caretasks.conformance.cases import Parameters
from caretasks.conformance.model import Change, ChangeKind, Feature
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Node
from caretasks.openapi.schema.examples import list_of_length, read_examples
from caretasks.openapi.schema.keywords import merged_keywords, min_item_count, subschema_for_type
from caretasks.openapi.schema.locations import ANY_ITEM, find_at, get_at, subschema_at, with_value_at, without_value_at

_DOCUMENTED_VALUES = ("const", "enum", "example", "examples", "default")
_GROUPS = (
    string.digits,
    string.ascii_lowercase,
    string.ascii_uppercase,
    "!#$%&()*+,-./:;<=>?@_",
    "".join(map(chr, range(0xC0, 0x180))),  # letters of Latin alphabets
)
_OTHER_PUNCTUATION = ("\"'[\\]^`{|}~",)  # characters that a server may reject in any string
_SEVERAL = 2  # items, the smallest number
_ORDINARY_LENGTH = 50  # of a string that no server rejects because of its length


def iter_with_change(body: Any, feature: Feature, change: Change) -> Iterator[Any]:
    """Yield copies of a body with the change of a feature."""
    path = existing_path(body, change.path)
    before = MISSING if path is None else find_at(body, path)
    for value in iter_values(feature, change, before):
        yield with_change(body, replace(change, value=value))


def iter_values(feature: Feature, change: Change, before: Any) -> Iterator[Any]:
    """Yield the value of a change; in place of a long string, ordinary ones with characters of the same classes.

    A server may reject a long string or array because of its length, which is another feature. No value has control
    characters: a server may reject them in any string. `before` is an accepted value.
    """
    value = change.value
    if isinstance(value, list) and change.location == "body" and change.schema is not None and not feature.is_limit:
        yield value[: max(_SEVERAL, min_item_count(change.schema))]
        return
    if isinstance(value, str) and has_control_characters(value):
        return
    if feature.is_limit or not isinstance(value, str) or len(value) <= _ORDINARY_LENGTH:
        yield value
        return
    characters = characters_of_classes(value)
    if isinstance(before, str) and len(before) <= _ORDINARY_LENGTH:
        yield before + characters
        yield (characters * len(before))[: max(len(before), len(characters))]
    yield characters


def with_other_texts(feature: Feature, count: int) -> Iterator[Feature]:
    """Yield features with another string in the body, each character of which is replaced by one of its class.

    A server may reject a single string, such as a name on a block list.
    """
    change = feature.change
    is_text = change is not None and change.kind in (ChangeKind.TEXT, ChangeKind.VALUE)
    if change is not None and is_text and change.location == "body" and isinstance(change.value, str):
        for step in range(1, count + 1):
            yield replace(feature, change=replace(change, value=_other_text(change.value, step)))


def _other_text(text: str, step: int) -> str:
    changed = _with_other_characters(text, step, _GROUPS)
    return changed if changed != text else _with_other_characters(text, step, _OTHER_PUNCTUATION)


def _with_other_characters(text: str, step: int, groups: Iterable[str]) -> str:
    def other(character: str) -> str:
        group = next((each for each in groups if character in each), None)
        if group is not None:
            return group[(group.index(character) + step) % len(group)]
        return character if character.isascii() else _GROUPS[-1][(ord(character) + step) % len(_GROUPS[-1])]

    return "".join(map(other, text))


def without_indexes(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return a path that is the same for all items of an array."""
    return tuple(0 if isinstance(token, int) else token for token in path)


def has_siblings(body: Any, change: Change) -> bool:
    """Return whether a body has all other properties that a change requires; one that is empty may count as missing."""
    if not change.siblings:
        return True
    path = existing_path(body, change.path)
    parent = MISSING if path is None else get_at(body, path[:-1])
    return isinstance(parent, dict) and change.siblings <= {*names_with_value(parent), change.path[-1]}


def names_with_value(values: Mapping[str, Any]) -> AbstractSet[str]:
    """Return the names of the properties or parameters that are not null and not an empty string."""
    return {name for name, value in values.items() if value not in (None, "", [""])}


def is_open_value(change: Change) -> bool:
    """Return whether a change has a string, number or object that the spec does not give: an ID, for example."""
    value = change.value
    if change.kind is ChangeKind.TEXT:
        return isinstance(value, str)
    if change.kind is not ChangeKind.VALUE or isinstance(value, bool) or value is None:
        return False
    if change.location != "body":
        return is_numeric(value)
    keywords = {} if change.schema is None else merged_keywords(change.schema)
    examples = () if change.media is None else read_examples(change.media).values()
    return (
        (isinstance(value, int | float) or (isinstance(value, dict) and bool(value)))
        and keywords.keys().isdisjoint(("const", "enum"))
        and value not in (keywords.get("default"), keywords.get("example"), *keywords.get("examples", ()))
        and all(find_at(example, change.path) != value for example in examples)
    )


def is_numeric(value: Any) -> bool:
    """Return whether the value of a parameter is a number, or a list of numbers."""
    texts = value if isinstance(value, list) else [value]
    return bool(texts) and all(re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", str(text)) for text in texts)


def other_numbers(parameters: Parameters, body: Any, change: Change) -> list[str]:
    """Return the names of the other numbers in the object of one that changes: their order may be a rule."""
    name = change.path[-1] if change.path else ""
    if change.location != "body":
        values = parameters[change.location].items() if is_numeric(change.value) else ()
        return [other for other, value in values if other != name and is_numeric(value)]
    path = existing_path(body, change.path)
    if not path or not _is_number(change.value) or not isinstance(parent := get_at(body, path[:-1]), dict):
        return []
    return [other for other, value in parent.items() if other != name and _is_number(value)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def with_change(body: Any, change: Change) -> Any:
    """Return a copy of a body with a change; `MISSING` if the body has no such location."""
    path = existing_path(body, change.path)
    if path is None or body is MISSING:
        return MISSING
    try:
        before = get_at(body, path)
    except LookupError:
        before = MISSING
    match change.kind:
        case ChangeKind.MISSING:
            return MISSING if before is MISSING else without_value_at(body, path)
        case ChangeKind.EXTRA:
            return with_value_at(body, path, {**before, **change.value}) if isinstance(before, dict) else MISSING
        case ChangeKind.TIME:
            value = _in_form(before, change.value)
        case ChangeKind.LIST:
            value = _with_length(before, change)
        case _:
            is_same_kind = isinstance(before, dict) and isinstance(change.value, dict) and change.value
            value = MISSING if is_same_kind else change.value
    return MISSING if value is MISSING else with_value_at(body, path, value)


def existing_path(body: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """Return the path in a body, with the first item in place of one that does not exist; None without the parent."""
    found: list[str | int] = []
    for position, token in enumerate(path):
        is_last = position == len(path) - 1
        if isinstance(token, int):
            if not isinstance(body, list) or not body:
                return None
            token = token if token < len(body) else 0
        elif not isinstance(body, dict) or (token not in body and not is_last):
            return None
        found.append(token)
        body = MISSING if isinstance(body, dict) and token not in body else body[token]
    return tuple(found)


def _with_length(before: Any, change: Change) -> Any:
    """Return an array as long as the one that has the feature, which starts with the items that were accepted.

    `MISSING` without an item that the server or the spec says is accepted: the item may be what the server rejects.
    """
    items = [*before, *change.items] if isinstance(before, list) else [*change.items]
    if change.schema is None:
        return change.value
    if change.value and not items and not _has_documented_items(change.schema):
        return MISSING
    found = list_of_length(change.schema, len(change.value), items[: len(change.value)])
    if change.items and (found is None or has_repeated_items(found)):
        return MISSING
    return change.value if found is None else found


def has_repeated_items(items: list[Any]) -> bool:
    """Return whether an array has an item twice."""
    return any(item in items[:index] for index, item in enumerate(items))


def _has_documented_items(schema: Node) -> bool:
    """Return whether a schema or the spec gives values for the items of an array, or for the array as a whole."""
    items = subschema_at(subschema_for_type(schema, "array"), ANY_ITEM)
    documented = [merged_keywords(each) for each in (schema, items) if each is not None]
    return any(not keywords.keys().isdisjoint(_DOCUMENTED_VALUES) for keywords in documented)


def _in_form(before: Any, example: str) -> Any:
    """Return the same time in the form of another one; `MISSING` if it cannot be written in it.

    Another time may be rejected for its value: an end that is before the start.
    """
    if not isinstance(before, str):
        return MISSING
    try:
        instant = datetime.fromisoformat(before.upper())
    except ValueError:
        return MISSING
    if instant.tzinfo is None:
        return MISSING
    form = time_form(example)
    for zone in (UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-1))):
        try:
            moved = instant.astimezone(zone)
        except OverflowError:  # before the first year, or after the last one
            continue
        for precision in ("seconds", "milliseconds", "microseconds"):
            text = moved.isoformat(timespec=precision)
            for written in (text, text.replace("+00:00", "Z"), text.replace("+00:00", "z").replace("T", "t")):
                if time_form(written) == form:
                    return written
    return MISSING
