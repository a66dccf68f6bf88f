"""Lint schemas of objects whose `additionalProperties: false` excludes a property that is required.

No object is valid then. Most such schemas are members of an `allOf`: the keyword only considers the properties next to
it, not those of the other members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from caretasks.openapi.json_pointer import Edit, PointerNotFoundError, follow_refs, join
from caretasks.openapi.parts import Part
from caretasks.openapi.problems import Finding, Findings


def find_closed_objects(document: dict[str, Any], parts: list[Part]) -> Findings:
    """Yield each `additionalProperties: false` because of which a schema has no valid object."""
    found: dict[str, set[str]] = {}
    for part in parts:
        if part.kind == "schema" and ("allOf" in part.data or _is_closed(part.data)):
            members = dict(_members(document, part.pointer))
            required = {
                name for member in members.values() for name in _list(member, "required") if isinstance(name, str)
            }
            for pointer, member in members.items():
                if _is_closed(member) and (excluded := required - _properties(member)):
                    found.setdefault(pointer, set()).update(excluded)
    for pointer, names in found.items():
        listed = ", ".join(map(repr, sorted(names)[:3])) + (" and others" if len(names) > 3 else "")
        pointer = join(pointer, "additionalProperties")
        message = f"no value would be valid, because required properties are excluded: {listed}; it has no effect"
        yield Finding(pointer, message, "limitation", Edit(pointer))


def _members(document: dict[str, Any], pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a schema, those that it refers to, and the members of their `allOf`, with their JSON pointers."""
    pending, visited = [pointer], set[str]()
    while pending:
        with suppress(PointerNotFoundError):
            for found, schema in follow_refs(document, pending.pop()):
                if found in visited or not isinstance(schema, Mapping):
                    break
                visited.add(found)
                yield found, schema
                pending += [join(found, "allOf", index) for index, _ in enumerate(_list(schema, "allOf"))]


def _is_closed(schema: Mapping[str, Any]) -> bool:
    return schema.get("additionalProperties") is False and "patternProperties" not in schema


def _list(schema: Mapping[str, Any], keyword: str) -> list[Any]:
    """Return the value of a keyword; empty if it is not a list, which other checks report."""
    found = schema.get(keyword)
    return found if isinstance(found, list) else []


def _properties(schema: Mapping[str, Any]) -> set[str]:
    found = schema.get("properties")
    return set(found) if isinstance(found, Mapping) else set()
