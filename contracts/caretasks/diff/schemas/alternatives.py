"""Which alternatives of two schemas belong together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from caretasks.diff.change import Effect
from caretasks.diff.schemas.keyword_changes import show
from caretasks.diff.schemas.schema_views import SchemaRef, SchemaView, SchemaViews, format_types, value_key

IsCovered = Callable[[SchemaRef, SchemaRef, Effect], bool]
"""Returns whether no change between an old and a new schema has an effect, and neither loses a property."""

_MAX_COMPARED = 40
"""The most alternatives that are compared with all others; more of them belong together by their names only."""


@dataclass
class Matches:
    """Alternatives that belong together.

    Attributes:
        pairs: The old and the new one of each.
        removed: Descriptions of those that are no longer allowed.
        added: Descriptions of those that are newly allowed.
    """

    pairs: list[tuple[SchemaRef, SchemaRef]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


def match_alternatives(
    old_views: SchemaViews, new_views: SchemaViews, old: list[SchemaRef], new: list[SchemaRef], is_covered: IsCovered
) -> Matches:
    """Return which alternatives belong together: those of one name, without a difference, of one type, or similar."""
    old = [each for ref in old for each in _flatten(old_views, ref)]
    new = [each for ref in new for each in _flatten(new_views, ref)]
    matches = Matches()
    is_small = len(old) <= _MAX_COMPARED and len(new) <= _MAX_COMPARED

    def is_alike(one: SchemaRef, other: SchemaRef) -> bool:
        return bool(old_views.view(one).types & new_views.view(other).types)

    def have_same(describe: Callable[[SchemaViews, SchemaRef], str]) -> Callable[[SchemaRef, SchemaRef], bool]:
        return lambda one, other: describe(old_views, one) == describe(new_views, other) != ""

    def pair_matching(is_match: Callable[[SchemaRef, SchemaRef], bool]) -> None:
        for one in list(old):
            other = next((each for each in new if is_match(one, each)), None)
            if other is not None:
                matches.pairs.append((one, other))
                old.remove(one)
                new.remove(other)

    kept_old, kept_new = list(old), list(new)
    pair_matching(have_same(_name))
    if is_small:
        pair_matching(lambda one, other: is_alike(one, other) and is_covered(one, other, Effect.BOTH))
    pair_matching(have_same(_tag))
    pair_matching(have_same(_scalar_type))
    pair_matching(lambda one, other: _similarity(old_views.view(one), new_views.view(other)) >= 0.5)
    if len(old) == len(new) == 1:
        pair_matching(is_alike)
    for one in old:
        if not (is_small and any(is_covered(one, other, Effect.NARROWED) for other in kept_new)):
            matches.removed.append(describe(old_views, one))
    for other in new:
        if not (is_small and any(is_covered(one, other, Effect.WIDENED) for one in kept_old)):
            matches.added.append(describe(new_views, other))
    return matches


def _flatten(views: SchemaViews, ref: SchemaRef, depth: int = 5) -> list[SchemaRef]:
    """Return the alternatives of an alternative that has nothing else; else the alternative itself."""
    own = views.view(SchemaRef(ref.pointers))
    is_union = len(own.alternatives) == 1 and all(part.data.keys() <= _UNION_KEYWORDS for part in own.parts)
    if not is_union or depth == 0:
        return [ref]
    members = own.alternatives[0].members
    return [each for member in members for each in _flatten(views, SchemaRef((member,), ref.base, ref.only), depth - 1)]


_UNION_KEYWORDS = frozenset({"$ref", "oneOf", "anyOf", "title", "description", "discriminator", "example", "examples"})


def _name(views: SchemaViews, ref: SchemaRef) -> str:
    """Return the name of the component that an alternative refers to, or its title."""
    if ref.only or not ref.pointers:
        return ""
    target = views.target(ref.pointers[0])
    if target != ref.pointers[0]:
        return target.rpartition("/")[2]
    title = views.view(SchemaRef(ref.pointers)).keyword("title")
    return title if isinstance(title, str) else ""


def _tag(views: SchemaViews, ref: SchemaRef) -> str:
    """Return the first property of an object with one possible value, and that value."""
    for name, pointers in views.view(ref).properties().items():
        values = views.view(SchemaRef(pointers)).values
        if values is not None and len(values) == 1:
            return f"{name}={value_key(values[0])}"
    return ""


def _scalar_type(views: SchemaViews, ref: SchemaRef) -> str:
    types = views.view(ref).types
    return "" if "object" in types and len(types) == 1 else format_types(types)


def _similarity(old: SchemaView, new: SchemaView) -> float:
    """Return the share of the properties that two schemas have in common."""
    before, after = set(old.properties()), set(new.properties())
    return len(before & after) / len(before | after) if before | after else 0


def describe(views: SchemaViews, ref: SchemaRef) -> str:
    """Return a name for an alternative."""
    name = _name(views, ref)
    if name:
        return repr(name)
    view = views.view(ref)
    if view.values is not None:
        return f"of {show(view.values)}"
    properties = list(view.properties())
    if properties:
        return f"with {', '.join(map(repr, properties[:3]))}"
    return f"of type {format_types(view.types)}"
