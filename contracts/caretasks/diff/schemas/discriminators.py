"""Changes of the discriminators of alternatives: which property selects one, and by which values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from caretasks.diff.change import Effect
from caretasks.diff.schemas.keyword_changes import SchemaChange
from caretasks.diff.schemas.schema_views import SchemaRef, SchemaView, SchemaViews


class Discriminator(NamedTuple):
    """A discriminator.

    Attributes:
        name: The name of the property.
        targets: The JSON pointers of the schemas by the values that select them.
        are_listed: Whether all schemas list the values of the property themselves.
    """

    name: str
    targets: dict[str, str]
    are_listed: bool


def read_discriminator(view: SchemaView, views: SchemaViews) -> Discriminator | None:
    """Return the discriminator of a schema, or None.

    Its schemas are the alternatives; without alternatives, those that extend the schema by `allOf`. The name of a
    schema selects it if the mapping has no value for it, and the schema itself lists none.
    """
    found: Any = view.keyword("discriminator")
    name = found.get("propertyName") if isinstance(found, Mapping) else None
    if not isinstance(name, str):
        return None
    targets = _read_mapping(found, views)
    members = [views.target(member) for group in view.alternatives for member in group.members]
    schemas = members or _extensions(view, views)
    is_listed = [_listed_values(views, name, each) for each in schemas]
    for schema, values in zip(schemas, is_listed, strict=True):
        if schema not in targets.values():
            is_component = schema.startswith("/components/schemas/")
            targets |= dict.fromkeys(values or ([schema.rpartition("/")[2]] if is_component else []), schema)
    return Discriminator(name, targets, bool(members) and all(is_listed))


def find_extensions(view: SchemaView, views: SchemaViews) -> dict[str, str]:
    """Return the JSON pointers of the schemas that extend one with a discriminator, by the values that select them.

    There are none if the schema has alternatives.
    """
    if view.alternatives or not _extensions(view, views):
        return {}
    discriminator = read_discriminator(view, views)
    return {} if discriminator is None else discriminator.targets


def _extensions(view: SchemaView, views: SchemaViews) -> list[str]:
    """Return the schemas that extend a schema itself, not one in its `allOf`."""
    own = {views.target(pointer) for pointer in view.ref.pointers}
    bases = [part.pointer for part in view.parts if "discriminator" in part.data and part.pointer in own]
    return [each for base in bases for each in views.extensions(base)]


def iter_discriminator_changes(
    old: SchemaView, new: SchemaView, views: tuple[SchemaViews, SchemaViews]
) -> Iterator[SchemaChange]:
    """Yield the changes of a discriminator, but not those of the schemas that it selects."""
    before, after = read_discriminator(old, views[0]), read_discriminator(new, views[1])
    pointers = old.keyword_pointer("discriminator"), new.keyword_pointer("discriminator")
    if before is None and after is not None:
        effect = Effect.NONE if after.are_listed else Effect.NARROWED
        yield SchemaChange("discriminator-added", f"the discriminator {after.name!r} was added", *pointers, effect)
    elif before is not None and after is None:
        effect = Effect.NONE if before.are_listed else Effect.WIDENED
        yield SchemaChange("discriminator-removed", f"the discriminator {before.name!r} was removed", *pointers, effect)
    elif before is not None and after is not None and before.name != after.name:
        message = f"the property that selects the alternative changed from {before.name!r} to {after.name!r}"
        yield SchemaChange("discriminator-changed", message, *pointers, Effect.BOTH)
    elif before is not None and after is not None:
        for value in sorted(before.targets.keys() | after.targets.keys()):
            found = _compare_targets(value, _short_names(before), _short_names(after))
            if found is not None:
                yield SchemaChange(found[0], found[1], *pointers, found[2])


def _read_mapping(discriminator: Mapping[str, Any], views: SchemaViews) -> dict[str, str]:
    mapping = discriminator.get("mapping")
    found = {}
    for value, target in mapping.items() if isinstance(mapping, Mapping) else ():
        reference = str(target) if str(target).startswith("#") else f"#/components/schemas/{target}"
        found[str(value)] = views.target(reference.removeprefix("#"))
    return found


def _short_names(discriminator: Discriminator) -> dict[str, str]:
    return {value: target.rpartition("/")[2] for value, target in discriminator.targets.items()}


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


def _listed_values(views: SchemaViews, name: str, schema: str) -> list[str]:
    """Return the values of the discriminating property that a schema lists."""
    pointers = views.view(SchemaRef((schema,))).properties().get(name, ())
    values = views.view(SchemaRef(pointers)).values if pointers else None
    return [str(value) for value in values or ()]
