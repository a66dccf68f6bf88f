"""Changes of the properties of objects, and of the items of arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from caretasks.diff.change import CLIENTS, NO_PARTY, SERVERS, Effect, Position, find_broken
from caretasks.diff.schemas.keyword_changes import SchemaChange, Site
from caretasks.diff.schemas.schema_views import SchemaRef, SchemaView, SchemaViews
from caretasks.openapi.json_pointer import join

_ABSENT_FLAG = {Position.REQUEST: "readOnly", Position.RESPONSE: "writeOnly"}
"""The keyword of a property that is not sent at a position."""


class InnerSchemas(NamedTuple):
    """The schemas of a property or an item in the old and the new document, which must be compared, too."""

    old: SchemaRef
    new: SchemaRef
    is_text: bool = False


class MemberComparison:
    """Compares the members of two schemas.

    Args:
        views: The views of the old and the new document.
        old: The old schema.
        new: The new schema.
        site: Where the values are sent.
    """

    def __init__(self, views: tuple[SchemaViews, SchemaViews], old: SchemaView, new: SchemaView, site: Site) -> None:
        self._old_views, self._new_views = views
        self._old = old
        self._new = new
        self._site = site
        self._was_required, self._is_required = old.required(), new.required()
        self._absent_flag = _ABSENT_FLAG[site.position]

    # --- Objects ---

    def iter_object_changes(self) -> Iterator[SchemaChange | InnerSchemas]:
        """Yield the changes of the properties, and the schemas of those that both documents describe."""
        before, after = self._old.properties(), self._new.properties()
        old_open, new_open = self._old.additional(), self._new.additional()
        for name in dict.fromkeys((*before, *after)):
            if name in before and name in after:
                yield from self._compare_property(name, SchemaRef(before[name]), SchemaRef(after[name]))
            elif name in after:
                yield from self._describe_added(name, SchemaRef(after[name]), old_open)
            else:
                yield from self._describe_removed(name, SchemaRef(before[name]), new_open)
        for name in sorted((self._was_required | self._is_required) - before.keys() - after.keys()):
            yield from self._compare_required(name)
        if old_open is not None and new_open is not None:
            yield InnerSchemas(old_open, new_open)
        elif old_open is not new_open:
            yield self._describe_openness(is_open=new_open is not None)

    def _compare_property(self, name: str, old: SchemaRef, new: SchemaRef) -> Iterator[SchemaChange | InnerSchemas]:
        views = self._old_views.view(old), self._new_views.view(new)
        yield from self._compare_flags(name, *views)
        was_absent, is_absent = (view.has_flag(self._absent_flag) for view in views)
        if not was_absent and not is_absent:
            yield from self._compare_required(name, (old.pointers, new.pointers))
        if not (was_absent and is_absent):
            yield InnerSchemas(old, new)

    def _compare_flags(self, name: str, old: SchemaView, new: SchemaView) -> Iterator[SchemaChange]:
        """Yield the changes of `readOnly` and `writeOnly`. What becomes read-only must not be sent in requests."""
        is_request = self._site.position is Position.REQUEST
        for flag, words in (("readOnly", "read-only"), ("writeOnly", "write-only")):
            is_set = new.has_flag(flag)
            if old.has_flag(flag) == is_set:
                continue
            breaks = NO_PARTY
            if flag == self._absent_flag and is_set:
                breaks = CLIENTS | (SERVERS if is_request and name in self._was_required else NO_PARTY)
            elif flag == self._absent_flag and name in self._is_required:
                breaks = find_broken(Effect.NARROWED, self._site.position)
            message = f"the property {name!r} is {'now' if is_set else 'no longer'} {words}"
            pointers = old.keyword_pointer(flag), new.keyword_pointer(flag)
            yield SchemaChange(f"{words}-changed", message, *pointers, breaks=breaks)

    def _compare_required(
        self, name: str, members: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    ) -> Iterator[SchemaChange]:
        was_required, is_required = name in self._was_required, name in self._is_required
        if was_required == is_required:
            return
        kind, adverb = ("property-required", "now") if is_required else ("property-optional", "no longer")
        effect = Effect.NARROWED if is_required else Effect.WIDENED
        pointers = self._old.keyword_pointer("required"), self._new.keyword_pointer("required")
        message = f"the property {name!r} is {adverb} required"
        yield SchemaChange(kind, message, *pointers, effect, members=members)

    def _describe_added(
        self, name: str, new: SchemaRef, additional: SchemaRef | None
    ) -> Iterator[SchemaChange | InnerSchemas]:
        """Yield the change of a new property; `additional` is the old schema of such properties, None for none."""
        view, pointer = self._new_views.view(new), new.pointers[0]
        if view.is_never:
            message = f"the property {name!r} is no longer allowed"
            yield SchemaChange("property-forbidden", message, None, pointer, Effect.NARROWED)
            return
        is_sent = not view.has_flag(self._absent_flag)
        is_required = is_sent and name in self._is_required
        effect = Effect.NARROWED if is_required else Effect.NONE
        if additional is None and is_sent:
            effect |= Effect.WIDENED
        message = f"the {'required' if is_required else 'optional'} property {name!r} was added"
        yield SchemaChange("property-added", message, None, pointer, effect)
        if additional is not None and additional.pointers:
            yield InnerSchemas(additional, new)

    def _describe_removed(
        self, name: str, old: SchemaRef, additional: SchemaRef | None
    ) -> Iterator[SchemaChange | InnerSchemas]:
        """Yield the change of a property that is gone; `additional` is the new schema of such properties."""
        view, pointer = self._old_views.view(old), old.pointers[0]
        if view.is_never:
            message = f"the property {name!r} is now allowed"
            yield SchemaChange("property-allowed", message, pointer, None, Effect.WIDENED)
            return
        is_sent = not view.has_flag(self._absent_flag)
        is_required = is_sent and name in self._was_required
        effect = Effect.WIDENED if is_required else Effect.NONE
        if additional is None and is_sent:
            effect |= Effect.NARROWED
        message = f"the {'required' if is_required else 'optional'} property {name!r} was removed"
        # Clients may use all that is documented: they send the property for its meaning, or read it.
        yield SchemaChange("property-removed", message, pointer, None, effect, CLIENTS if is_sent else NO_PARTY)
        if additional is not None and additional.pointers:
            yield InnerSchemas(old, additional)

    def _describe_openness(self, *, is_open: bool) -> SchemaChange:
        kind, verb = ("object-opened", "now") if is_open else ("object-closed", "no longer")
        names = "additionalProperties", "unevaluatedProperties"
        pointers = self._old.keyword_pointer(*names), self._new.keyword_pointer(*names)
        effect = Effect.WIDENED if is_open else Effect.NARROWED
        return SchemaChange(kind, f"properties that are not described are {verb} allowed", *pointers, effect)

    # --- Arrays ---

    def iter_array_changes(self) -> Iterator[InnerSchemas]:
        """Yield the schemas of the items."""
        before, after = _prefix_items(self._old), _prefix_items(self._new)
        old_items, new_items = _items(self._old), _items(self._new)
        for index in range(max(len(before), len(after))):
            old = before[index] if index < len(before) else old_items
            yield InnerSchemas(old, after[index] if index < len(after) else new_items)
        yield InnerSchemas(old_items, new_items, self._site.is_text)


def _items(view: SchemaView) -> SchemaRef:
    return SchemaRef(tuple(pointer for pointer, value in view.keywords("items") if value not in ({}, True)))


def _prefix_items(view: SchemaView) -> list[SchemaRef]:
    for pointer, value in view.keywords("prefixItems"):
        if isinstance(value, list):
            return [SchemaRef((join(pointer, index),)) for index in range(len(value))]
    return []
