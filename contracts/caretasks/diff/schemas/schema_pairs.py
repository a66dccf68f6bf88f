"""Changes between two schemas and everything in them, with the effect of each on the values that are allowed.

Pairs of schemas form a graph, because schemas may contain themselves. Each pair is compared once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from caretasks.diff.change import Change, Effect, find_broken
from caretasks.diff.schemas.alternatives import match_alternatives
from caretasks.diff.schemas.containment import Containment
from caretasks.diff.schemas.discriminators import find_extensions, iter_discriminator_changes
from caretasks.diff.schemas.keyword_changes import SchemaChange, Site, allowed_types, iter_keyword_changes
from caretasks.diff.schemas.members import InnerSchemas, MemberComparison
from caretasks.diff.schemas.schema_views import Alternatives, SchemaRef, SchemaView, SchemaViews, value_key

_OPAQUE_KEYWORDS = (
    ("not",),
    ("if", "then", "else"),
    ("dependentRequired",),
    ("dependentSchemas",),
    ("propertyNames",),
    ("contains", "minContains", "maxContains"),
    ("patternProperties",),
    ("unevaluatedItems",),
    ("contentSchema",),
    ("xml",),
    ("x-sibling-discriminator",),
)
"""Keywords whose changes are not taken apart: whether more or fewer values are allowed, containment decides."""
_NO_JSON_SCHEMA = frozenset({"contentSchema", "xml", "x-sibling-discriminator"})


class PairKey(NamedTuple):
    """Two schemas to compare, and where their values are sent."""

    old: SchemaRef
    new: SchemaRef
    site: Site


@dataclass
class Pair:
    """Two compared schemas.

    Attributes:
        changes: The changes of the schemas themselves.
        inner: The pairs of schemas in them.
    """

    changes: list[SchemaChange] = field(default_factory=list)
    inner: list[PairKey] = field(default_factory=list)


class SchemaComparison:
    """Compares the schemas of two documents."""

    def __init__(self, old: Any, new: Any) -> None:
        self._old = SchemaViews(old)
        self._new = SchemaViews(new)
        self._containment = Containment(old, new)
        self._pairs: dict[PairKey, Pair] = {}
        self._compared: dict[PairKey, tuple[Change, ...]] = {}

    def compare(self, old: SchemaRef, new: SchemaRef, site: Site) -> tuple[Change, ...]:
        """Return all changes between two schemas and in them."""
        key = PairKey(old, new, site)
        if key not in self._compared:
            self._compared[key] = tuple(
                Change(
                    each.kind,
                    each.message,
                    each.old_pointer,
                    each.new_pointer,
                    each.breaks | find_broken(each.effect, site.position),
                    frozenset({site.position}),
                    old_references=each.members[0] or inner.old.pointers,
                    new_references=each.members[1] or inner.new.pointers,
                )
                for inner, pair in self._iter_pairs(key)
                for each in pair.changes
            )
        return self._compared[key]

    def _iter_pairs(self, key: PairKey) -> Iterator[tuple[PairKey, Pair]]:
        """Yield the pair and all inside it, each once."""
        pending, seen = deque([key]), {key}
        while pending:
            found = pending.popleft()
            pair = self._pair(found)
            yield found, pair
            for inner in pair.inner:
                if inner not in seen:
                    seen.add(inner)
                    pending.append(inner)

    def _pair(self, key: PairKey) -> Pair:
        pair = self._pairs.get(key)
        if pair is None:
            pair = self._pairs[key] = Pair()
            self._compare_pair(pair, key)
        return pair

    def _compare_pair(self, pair: Pair, key: PairKey) -> None:
        old, new = self._old.view(key.old), self._new.view(key.new)
        if old.is_never or new.is_never:
            if old.is_never != new.is_never:
                verb, effect = ("no longer", Effect.NARROWED) if new.is_never else ("now", Effect.WIDENED)
                message = f"a value is {verb} allowed"
                pair.changes.append(SchemaChange("value-allowed", message, old.pointer, new.pointer, effect))
            return
        before, after = old.alternatives, new.alternatives
        if len(before) == len(after) == 1:
            self._compare_alternatives(pair, key, before[0], after[0])
        elif len(before) + len(after) == 1:
            self._compare_alternatives(pair, key, next(iter(before), None), next(iter(after), None))
            pair.changes += iter_discriminator_changes(old, new, (self._old, self._new))
            return
        elif len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                self._compare_alternatives(pair, key, one, other, is_alone=False)
        else:
            pair.changes += self._iter_opaque_changes(old, new, ("oneOf", "anyOf"))
        pair.changes += iter_discriminator_changes(old, new, (self._old, self._new))
        self._compare_extensions(pair, old, new, key.site)
        self._compare_plain(pair, old, new, key.site)

    def _compare_plain(self, pair: Pair, old: SchemaView, new: SchemaView, site: Site) -> None:
        """Compare everything but the alternatives."""
        pair.changes += iter_keyword_changes(old, new, site)
        types = allowed_types(old, site) & allowed_types(new, site)
        members = MemberComparison((self._old, self._new), old, new, site)
        found: list[SchemaChange | InnerSchemas] = []
        if "object" in types:
            found += members.iter_object_changes()
        if "array" in types:
            found += members.iter_array_changes()
        for each in found:
            if isinstance(each, SchemaChange):
                pair.changes.append(each)
            elif each.old.pointers or each.new.pointers:
                pair.inner.append(PairKey(each.old, each.new, Site(site.position, each.is_text)))
        for keywords in _OPAQUE_KEYWORDS:
            pair.changes += self._iter_opaque_changes(old, new, keywords)

    # --- Alternatives ---

    def _compare_extensions(self, pair: Pair, old: SchemaView, new: SchemaView, site: Site) -> None:
        """Compare the schemas that extend one with a discriminator, and that a value of its property selects."""
        before, after = find_extensions(old, self._old), find_extensions(new, self._new)
        pointers = old.keyword_pointer("discriminator"), new.keyword_pointer("discriminator")
        for value in dict.fromkeys((*before, *after)):
            if value in before and value in after:
                pair.inner.append(PairKey(SchemaRef((before[value],)), SchemaRef((after[value],)), site))
            elif value in before and before[value] not in after.values():
                message = f"the alternative {value!r} was removed"
                pair.changes.append(SchemaChange("alternative-removed", message, *pointers, Effect.NARROWED))
            elif value in after and after[value] not in before.values():
                message = f"the alternative {value!r} was added"
                pair.changes.append(SchemaChange("alternative-added", message, *pointers, Effect.WIDENED))

    def _compare_alternatives(
        self, pair: Pair, key: PairKey, old: Alternatives | None, new: Alternatives | None, *, is_alone: bool = True
    ) -> None:
        def is_covered(one: SchemaRef, other: SchemaRef, effect: Effect) -> bool:
            return not has_discriminator and self._is_covered(PairKey(one, other, key.site), effect)

        views = self._old.view(key.old), self._new.view(key.new)
        has_discriminator = any(view.keyword("discriminator") is not None for view in views)
        members = [_list_members(view, group, is_alone=is_alone) for view, group in zip(views, (old, new), strict=True)]
        matches = match_alternatives(self._old, self._new, members[0], members[1], is_covered)
        pair.inner += [PairKey(*refs, key.site) for refs in matches.pairs]
        pointers = old.pointer if old else views[0].pointer, new.pointer if new else views[1].pointer
        for name in matches.removed:
            message = f"the alternative {name} was removed"
            pair.changes.append(SchemaChange("alternative-removed", message, *pointers, Effect.NARROWED))
        for name in matches.added:
            message = f"the alternative {name} was added"
            pair.changes.append(SchemaChange("alternative-added", message, *pointers, Effect.WIDENED))

    def _is_covered(self, key: PairKey, effect: Effect) -> bool:
        """Return whether no change between two schemas has an effect, and neither loses a property."""
        return not any(
            each.effect & effect or each.kind in ("property-removed", "property-added")
            for _, pair in self._iter_pairs(key)
            for each in pair.changes
        )

    # --- Other keywords ---

    def _iter_opaque_changes(
        self, old: SchemaView, new: SchemaView, keywords: tuple[str, ...]
    ) -> Iterator[SchemaChange]:
        name = next((each for each in keywords if _texts(old, each) != _texts(new, each)), None)
        if name is None:
            return
        effect = Effect.BOTH
        if _NO_JSON_SCHEMA.isdisjoint(keywords):
            effect = self._containment.find_effect(_select(old, keywords), _select(new, keywords))
        if effect is not Effect.NONE:
            before, after = old.keyword(name), new.keyword(name)
            verb = "was added" if before is None else "was removed" if after is None else "changed"
            pointers = old.keyword_pointer(name), new.keyword_pointer(name)
            yield SchemaChange(f"{name}-changed", f"`{name}` {verb}", *pointers, effect)


def _list_members(view: SchemaView, group: Alternatives | None, *, is_alone: bool) -> list[SchemaRef]:
    """Return the alternatives, each with the other keywords of the schema; without a group, one per type."""
    ref = view.ref
    if group is not None:
        base = tuple(dict.fromkeys((*ref.base, *ref.pointers))) if is_alone else ()
        return [SchemaRef((member,), base, ref.only) for member in group.members]
    types = sorted(view.types - ({"integer"} if "number" in view.types else set()))
    if len(types) < 2 or not view.parts:
        return [ref]
    return [SchemaRef(ref.pointers, ref.base, each) for each in types]


def _texts(view: SchemaView, keyword: str) -> list[str]:
    return [value_key(value) for _, value in view.keywords(keyword)]


def _select(view: SchemaView, keywords: Iterable[str]) -> list[dict[str, Any]]:
    """Return the schemas of a view with some of their keywords only."""
    names = tuple(keywords)
    return [{name: part.data[name] for name in names if name in part.data} for part in view.parts]
