"""Changes of the discriminators of alternatives: which property selects one, and by which values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.diff.change import Effect
from caretasks.diff.schemas.keyword_changes import SchemaChange
from caretasks.diff.schemas.schema_views import SchemaRef, SchemaView, SchemaViews


def iter_discriminator_changes(old: SchemaView, new: SchemaView, new_views: SchemaViews) -> Iterator[SchemaChange]:
    """Yield the changes of a discriminator. It does not compare the alternatives themselves."""
    before, after = (_read(view.keyword("discriminator")) for view in (old, new))
    pointers = old.keyword_pointer("discriminator"), new.keyword_pointer("discriminator")
    if before is None and after is not None:
        effect = Effect.NONE if _has_listed_values(new, after[0], new_views) else Effect.NARROWED
        yield SchemaChange("discriminator-added", f"the discriminator {after[0]!r} was added", *pointers, effect)
    elif before is not None and after is None:
        yield SchemaChange("discriminator-removed", f"the discriminator {before[0]!r} was removed", *pointers)
    elif before is not None and after is not None and before[0] != after[0]:
        message = f"the property that selects the alternative changed from {before[0]!r} to {after[0]!r}"
        yield SchemaChange("discriminator-changed", message, *pointers, Effect.BOTH)
    elif before is not None and after is not None and before[1] and after[1]:
        for value in sorted(before[1].keys() | after[1].keys()):
            found = _compare_targets(value, before[1], after[1])
            if found is not None:
                yield SchemaChange(found[0], found[1], *pointers, found[2])


def _read(discriminator: Any) -> tuple[str, dict[str, str]] | None:
    """Return the property and the mapping of a discriminator, with the names of the schemas."""
    name = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
    if not isinstance(name, str):
        return None
    mapping = discriminator.get("mapping")
    pairs = mapping.items() if isinstance(mapping, Mapping) else ()
    return name, {str(value): str(target).removeprefix("#/components/schemas/") for value, target in pairs}


def _compare_targets(value: str, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, str, Effect] | None:
    """Return the change of one value. An alternative that is added or removed with its value is not reported again."""
    old, new = before.get(value), after.get(value)
    if old == new:
        return None
    if new is None:
        message = f"{value!r} no longer selects the alternative {old}"
        return ("discriminator-value-removed", message, Effect.NARROWED) if old in after.values() else None
    message = f"{value!r} now selects the alternative {new}"
    if old is None:
        return ("discriminator-value-added", message, Effect.WIDENED) if new in before.values() else None
    return "discriminator-value-changed", message, Effect.BOTH


def _has_listed_values(view: SchemaView, name: str, views: SchemaViews) -> bool:
    """Return whether the alternatives list the values of the property themselves."""
    members = [member for group in view.alternatives for member in group.members]
    found = [views.view(SchemaRef((member,))).properties().get(name, ()) for member in members]
    return bool(found) and all(each and views.view(SchemaRef(each)).values is not None for each in found)
