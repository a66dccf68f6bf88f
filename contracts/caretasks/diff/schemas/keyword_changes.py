"""Changes of the keywords of one schema: types, listed values, limits, formats, patterns and annotations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from caretasks.diff.change import ALL_PARTIES, CLIENTS, NO_PARTY, Effect, Party, Position
from caretasks.diff.schemas.schema_views import (
    SchemaView,
    contains_value,
    format_types,
    value_key,
)


class Site(NamedTuple):
    """The sender and the form of the values of a schema.

    Attributes:
        position: Who sends them.
        is_text: Whether they are sent as text, as those of parameters: numbers and booleans are then strings, too.
    """

    position: Position
    is_text: bool = False


class SchemaChange(NamedTuple):
    """A change of a schema; see `Change`.

    Attributes:
        breaks: For whom it is breaking, in addition to what follows from the effect.
        members: JSON pointers of the property that it is about, in the old and in the new document.
    """

    kind: str
    message: str
    old_pointer: str | None
    new_pointer: str | None
    effect: Effect = Effect.NONE
    breaks: frozenset[Party] = NO_PARTY
    members: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


_SIZE_LIMITS = {
    "minLength": "string",
    "maxLength": "string",
    "minItems": "array",
    "maxItems": "array",
    "minProperties": "object",
    "maxProperties": "object",
}
_FORMAT_RANGES = {"int32": "int64", "float": "double"}
"""Formats whose values are among those of another format."""
_HINTS = frozenset({"password", "textarea"})
"""Formats that say how a value is displayed, not which values are valid."""
_CONTENT_KEYWORDS = ("contentEncoding", "contentMediaType")
_ANNOTATIONS = ("title", "description", "externalDocs", "deprecated")
_PLURALS = frozenset({"examples", "externalDocs", "links", "tags", "termsOfService"})
_WORDS = {"externalDocs": "external docs", "termsOfService": "terms of service"}
_MAX_SHOWN = 60


def iter_keyword_changes(old: SchemaView, new: SchemaView, site: Site) -> Iterator[SchemaChange]:
    """Yield the changes of the keywords that are not about properties or items."""
    old_types, new_types = allowed_types(old, site), allowed_types(new, site)
    yield from _iter_type_changes(old, new, old_types, new_types)
    shared = old_types & new_types
    yield from _iter_value_changes(old, new, shared)
    for keyword, json_type in _SIZE_LIMITS.items():
        if json_type in shared:
            yield from _iter_size_changes(old, new, keyword)
    if shared & {"integer", "number"}:
        is_integer = "number" not in shared
        yield from _iter_bound_changes(old, new, is_integer=is_integer)
        yield from _iter_multiple_changes(old, new)
    if "string" in shared:
        yield from _iter_constraint_changes(old, new, "pattern")
        for keyword in _CONTENT_KEYWORDS:
            yield from _iter_constraint_changes(old, new, keyword)
    if shared & {"integer", "number", "string"}:
        yield from _iter_format_changes(old, new)
    if "array" in shared:
        yield from _iter_uniqueness_changes(old, new)
    yield from _iter_default_changes(old, new, site)
    yield from _iter_annotation_changes(old, new)


def allowed_types(view: SchemaView, site: Site) -> frozenset[str]:
    """Return the types of a view; as text, a string may also be a number or a boolean."""
    if site.is_text and "string" in view.types and view.values is None:
        is_free = not any(view.keyword(name) is not None for name in ("pattern", "format", "maxLength", "minLength"))
        return view.types | {"integer", "number", "boolean"} if is_free else view.types
    return view.types


def _iter_type_changes(
    old: SchemaView, new: SchemaView, old_types: frozenset[str], new_types: frozenset[str]
) -> Iterator[SchemaChange]:
    removed, added = old_types - new_types, new_types - old_types
    if not removed and not added:
        return
    effect = _effect(widened=bool(added), narrowed=bool(removed))
    pointers = old.keyword_pointer("type", "enum", "const"), new.keyword_pointer("type", "enum", "const")
    if old.values is not None and new.values is not None and old_types & new_types and not (removed | added) - {"null"}:
        return  # the listed values say it
    if added == {"null"} and not removed:
        yield SchemaChange("null-allowed", "null is now allowed", *pointers, effect)
    elif removed == {"null"} and not added:
        yield SchemaChange("null-forbidden", "null is no longer allowed", *pointers, effect)
    else:
        kind = "type-changed" if effect is Effect.BOTH else "type-widened" if added else "type-narrowed"
        before, after = format_types(old.types), format_types(new.types)
        yield SchemaChange(kind, f"the type changed from {before} to {after}", *pointers, effect)


def _iter_value_changes(old: SchemaView, new: SchemaView, shared: frozenset[str]) -> Iterator[SchemaChange]:
    before, after = old.values, new.values
    if before is None and after is None:
        return
    pointers = old.keyword_pointer("enum", "const"), new.keyword_pointer("enum", "const")
    if before is None or after is None:
        listed = (after if before is None else before) or []
        if {value_key(each) for each in listed} >= {"true", "false"} and shared <= {"boolean"}:
            return
        if before is None and shared:
            yield SchemaChange(
                "values-restricted", f"only these values are now allowed: {show(listed)}", *pointers, Effect.NARROWED
            )
        elif shared:
            yield SchemaChange(
                "values-released", f"values other than {show(listed)} are now allowed", *pointers, Effect.WIDENED
            )
        return
    removed = [each for each in before if not contains_value(after, each)]
    added = [each for each in after if not contains_value(before, each)]
    if removed:
        message = f"the {_agree(removed)} no longer allowed"
        yield SchemaChange("enum-value-removed", message, *pointers, Effect.NARROWED)
    if added:
        message = f"the {_agree(added)} now allowed"
        yield SchemaChange("enum-value-added", message, *pointers, Effect.WIDENED)


def _agree(values: list[Any]) -> str:
    return f"value {show(values)} is" if len(values) == 1 else f"values {show(values)} are"


def _iter_size_changes(old: SchemaView, new: SchemaView, keyword: str) -> Iterator[SchemaChange]:
    is_lower = keyword.startswith("min")
    before, after = (_size_limit(view, keyword, is_lower=is_lower) for view in (old, new))
    if before != after:
        yield _limit_change(old, new, keyword, before, after, is_lower=is_lower)


def _size_limit(view: SchemaView, keyword: str, *, is_lower: bool) -> float | None:
    limits = [value for _, value in view.keywords(keyword) if _is_number(value)]
    if not limits:
        return None
    return (max(limits) or None) if is_lower else min(limits)


def _limit_change(
    old: SchemaView, new: SchemaView, keyword: str, before: float | None, after: float | None, *, is_lower: bool
) -> SchemaChange:
    pointers = old.keyword_pointer(keyword), new.keyword_pointer(keyword)
    if before is None:
        return SchemaChange("limit-tightened", f"`{keyword}` {after} was added", *pointers, Effect.NARROWED)
    if after is None:
        return SchemaChange("limit-relaxed", f"`{keyword}` {before} was removed", *pointers, Effect.WIDENED)
    is_narrower = (after > before) == is_lower
    kind, effect = ("limit-tightened", Effect.NARROWED) if is_narrower else ("limit-relaxed", Effect.WIDENED)
    return SchemaChange(kind, f"`{keyword}` changed from {before} to {after}", *pointers, effect)


def _iter_bound_changes(old: SchemaView, new: SchemaView, *, is_integer: bool) -> Iterator[SchemaChange]:
    for inclusive, exclusive, is_lower in (
        ("minimum", "exclusiveMinimum", True),
        ("maximum", "exclusiveMaximum", False),
    ):
        before, after = (_bound(view, inclusive, exclusive, is_lower, is_integer) for view in (old, new))
        if before == after:
            continue
        pointers = old.keyword_pointer(inclusive, exclusive), new.keyword_pointer(inclusive, exclusive)
        if before is None:
            message, effect = f"the {inclusive} {_show_bound(after)} was added", Effect.NARROWED
        elif after is None:
            message, effect = f"the {inclusive} {_show_bound(before)} was removed", Effect.WIDENED
        else:
            is_narrower = (after > before) == is_lower
            effect = Effect.NARROWED if is_narrower else Effect.WIDENED
            message = f"the {inclusive} changed from {_show_bound(before)} to {_show_bound(after)}"
        kind = "limit-tightened" if effect is Effect.NARROWED else "limit-relaxed"
        yield SchemaChange(kind, message, *pointers, effect)


def _bound(
    view: SchemaView, inclusive: str, exclusive: str, is_lower: bool, is_integer: bool
) -> tuple[float, float] | None:
    """Return the effective bound as a pair that can be compared; the second number is not 0 if it is exclusive."""
    side = 1 if is_lower else -1
    found: list[tuple[float, float]] = [(value, 0) for _, value in view.keywords(inclusive) if _is_number(value)]
    found += [(value, side) for _, value in view.keywords(exclusive) if _is_number(value)]
    if is_integer:
        found = [
            (math.floor(value) + 1 if is_lower else math.ceil(value) - 1, 0)
            if is_exclusive
            else (math.ceil(value) if is_lower else math.floor(value), 0)
            for value, is_exclusive in found
        ]
    if not found:
        return None
    return max(found) if is_lower else min(found)


def _show_bound(bound: tuple[float, float] | None) -> str:
    value, is_exclusive = bound or (0, 0)
    return f"{value:g} (exclusive)" if is_exclusive else str(value)


def _iter_multiple_changes(old: SchemaView, new: SchemaView) -> Iterator[SchemaChange]:
    before, after = old.keyword("multipleOf"), new.keyword("multipleOf")
    if before == after or not all(each is None or (_is_number(each) and each) for each in (before, after)):
        return
    is_narrower = before is None or (after is not None and _is_multiple(after, before))
    is_wider = after is None or (before is not None and _is_multiple(before, after))
    effect = Effect.BOTH if is_narrower == is_wider else Effect.NARROWED if is_narrower else Effect.WIDENED
    yield _constraint_change("multipleOf", old, new, before, after, effect)


def _is_multiple(value: float, step: float) -> bool:
    return math.isclose(value / step, round(value / step))


def _iter_constraint_changes(old: SchemaView, new: SchemaView, keyword: str) -> Iterator[SchemaChange]:
    before, after = (sorted({value_key(each) for _, each in view.keywords(keyword)}) for view in (old, new))
    if before == after:
        return
    narrowed, widened = not set(after) <= set(before), not set(before) <= set(after)
    effect = _effect(widened=widened, narrowed=narrowed)
    yield _constraint_change(keyword, old, new, old.keyword(keyword), new.keyword(keyword), effect)


def _iter_format_changes(old: SchemaView, new: SchemaView) -> Iterator[SchemaChange]:
    before, after = (view.keyword("format") for view in (old, new))
    if before == after:
        return
    was_free, is_free = (each in (None, *_HINTS) for each in (before, after))
    if was_free and is_free:
        effect = Effect.NONE
    elif was_free or _FORMAT_RANGES.get(str(after)) == before:
        effect = Effect.NARROWED
    elif is_free or _FORMAT_RANGES.get(str(before)) == after:
        effect = Effect.WIDENED
    else:
        effect = Effect.BOTH
    yield _constraint_change("format", old, new, before, after, effect)


def _iter_uniqueness_changes(old: SchemaView, new: SchemaView) -> Iterator[SchemaChange]:
    before, after = (view.has_flag("uniqueItems") for view in (old, new))
    if before != after:
        message = "items must now be unique" if after else "items need no longer be unique"
        pointers = old.keyword_pointer("uniqueItems"), new.keyword_pointer("uniqueItems")
        yield SchemaChange("unique-items-changed", message, *pointers, Effect.NARROWED if after else Effect.WIDENED)


def _constraint_change(
    keyword: str, old: SchemaView, new: SchemaView, before: Any, after: Any, effect: Effect
) -> SchemaChange:
    pointers = old.keyword_pointer(keyword), new.keyword_pointer(keyword)
    if before is None:
        return SchemaChange(f"{keyword}-added", f"`{keyword}` {show_value(after)} was added", *pointers, effect)
    if after is None:
        return SchemaChange(f"{keyword}-removed", f"`{keyword}` {show_value(before)} was removed", *pointers, effect)
    message = f"`{keyword}` changed from {show_value(before)} to {show_value(after)}"
    return SchemaChange(f"{keyword}-changed", message, *pointers, effect)


def _iter_default_changes(old: SchemaView, new: SchemaView, site: Site) -> Iterator[SchemaChange]:
    """Yield the change of the default: what a server does with a request that leaves the value out."""
    (before, had), (after, has) = (_default(view) for view in (old, new))
    if had == has and value_key(before) == value_key(after):
        return
    pointers = old.keyword_pointer("default"), new.keyword_pointer("default")
    is_request = site.position is Position.REQUEST
    if not had:
        yield SchemaChange("default-added", f"the default {show_value(after)} was added", *pointers)
    elif not has:
        breaks = CLIENTS if is_request else NO_PARTY
        yield SchemaChange("default-removed", f"the default {show_value(before)} was removed", *pointers, breaks=breaks)
    else:
        message = f"the default changed from {show_value(before)} to {show_value(after)}"
        yield SchemaChange("default-changed", message, *pointers, breaks=ALL_PARTIES if is_request else NO_PARTY)


def _default(view: SchemaView) -> tuple[Any, bool]:
    return next(((value, True) for _, value in view.keywords("default")), (None, False))


def _iter_annotation_changes(old: SchemaView, new: SchemaView) -> Iterator[SchemaChange]:
    for keyword in _ANNOTATIONS:
        before, after = old.keyword(keyword), new.keyword(keyword)
        if before in (None, False) and after in (None, False):
            continue
        if value_key(before) != value_key(after):
            pointers = old.keyword_pointer(keyword), new.keyword_pointer(keyword)
            yield SchemaChange(*describe_annotation(keyword, before, after), *pointers)
    before, after = _examples(old), _examples(new)
    if {value_key(each) for each in before} != {value_key(each) for each in after}:
        pointers = old.keyword_pointer("examples", "example"), new.keyword_pointer("examples", "example")
        yield SchemaChange(*describe_annotation("examples", before or None, after or None), *pointers)


def _examples(view: SchemaView) -> list[Any]:
    lists = [value if isinstance(value, list) else [value] for _, value in view.keywords("examples")]
    return [*(value for _, value in view.keywords("example")), *(each for values in lists for each in values)]


def describe_annotation(keyword: str, before: Any, after: Any, owner: str = "") -> tuple[str, str]:
    """Return the kind and the sentence of a change that is documentation only.

    Args:
        keyword: The keyword.
        before: Its old value, or None.
        after: Its new value, or None.
        owner: What it documents, such as ` of the operation`; empty for a schema.
    """
    if keyword == "deprecated":
        subject = owner.removeprefix(" of ") or "this value"
        return (
            ("deprecated", f"{subject} is now deprecated")
            if after
            else ("undeprecated", f"{subject} is no longer deprecated")
        )
    be = "were" if keyword in _PLURALS else "was"
    verb = f"{be} added" if before is None else f"{be} removed" if after is None else "changed"
    return f"{keyword}-changed", f"the {_WORDS.get(keyword, keyword)}{owner} {verb}"


def show(values: list[Any]) -> str:
    """Return JSON values for a sentence."""
    shown = ", ".join(show_value(each) for each in values[:10])
    return f"{shown} and {len(values) - 10:,} more" if len(values) > 10 else shown


def show_value(value: Any) -> str:
    """Return a JSON value for a sentence, cut off if it is long."""
    text = value_key(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1]}…"


def _effect(*, widened: bool, narrowed: bool) -> Effect:
    return (Effect.WIDENED if widened else Effect.NONE) | (Effect.NARROWED if narrowed else Effect.NONE)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
