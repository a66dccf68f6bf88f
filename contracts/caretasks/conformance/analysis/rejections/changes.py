"""Changes of a request body that give it a feature, and no other one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from caretasks.conformance.analysis.correlation import characters_of_classes, has_control_characters, time_form
from caretasks.conformance.model import Change, ChangeKind, Feature
from caretasks.core.missing import MISSING
from caretasks.openapi.schema.examples import list_of_length
from caretasks.openapi.schema.locations import find_at, get_at, with_value_at, without_value_at

_ORDINARY_LENGTH = 50  # of a string that no server rejects because of its length


def iter_with_change(body: Any, feature: Feature, change: Change) -> Iterator[Any]:
    """Yield copies of a body with the change of a feature."""
    path = _existing_path(body, change.path)
    before = MISSING if path is None else find_at(body, path)
    for value in iter_values(feature, change, before):
        yield with_change(body, replace(change, value=value))


def iter_values(feature: Feature, change: Change, before: Any) -> Iterator[Any]:
    """Yield the value of a change; in place of a long string, ordinary ones with characters of the same classes.

    A server may reject a long string because of its length, which is another feature. No value has control characters:
    a server may reject them in any string. `before` is an accepted value.
    """
    value = change.value
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


def without_indexes(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return a path that is the same for all items of an array."""
    return tuple(0 if isinstance(token, int) else token for token in path)


def has_siblings(body: Any, change: Change) -> bool:
    """Return whether a body has all other properties that a change requires."""
    if not change.siblings:
        return True
    path = _existing_path(body, change.path)
    parent = MISSING if path is None else get_at(body, path[:-1])
    return isinstance(parent, dict) and change.siblings <= {*parent, change.path[-1]}


def with_change(body: Any, change: Change) -> Any:
    """Return a copy of a body with a change; `MISSING` if the body has no such location."""
    path = _existing_path(body, change.path)
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


def _existing_path(body: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
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
    """Return an array as long as the one that has the feature, which starts with the items that were accepted."""
    if change.schema is None or before is MISSING:
        return change.value
    items = before if isinstance(before, list) else []
    found = list_of_length(change.schema, len(change.value), items[: len(change.value)])
    return change.value if found is None else found


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
        moved = instant.astimezone(zone)
        for precision in ("seconds", "milliseconds", "microseconds"):
            text = moved.isoformat(timespec=precision)
            for written in (text, text.replace("+00:00", "Z"), text.replace("+00:00", "z").replace("T", "t")):
                if time_form(written) == form:
                    return written
    return MISSING
