"""Lint the references of a spec: each must point to a part of the same file, and none may lead back to itself.

A schema with another reference accepts any value. Any other object with one is left out.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Any

from caretasks.openapi.json_pointer import Edit, accept_any_value, join, resolve_pointer, split
from caretasks.openapi.parts import IN_PLACE_KEYWORDS, SCHEMA_ANNOTATIONS, Part, find_target, iter_children
from caretasks.openapi.problems import Finding, Findings, Severity

_MAX_EXPANSION = 10_000


def find_reference_problems(document: Any, parts: list[Part]) -> Findings:
    """Yield unresolved, external and circular references. A spec must be self-contained."""
    for part in parts:
        reference = part.reference
        if reference is None:
            continue
        if not reference.startswith("#"):
            message = (
                f"unresolved external reference {reference!r}: it leads to no file or node that can be read; "
                "refer to one in this file (`#/...`)"
            )
        elif not (reference == "#" or reference.startswith("#/")):
            message = f"reference {reference!r} is not a JSON pointer: use `#/...`"
        elif find_target(document, part) is None:
            message = f"unresolved reference {reference!r}: this file has no object with this JSON pointer"
        else:
            continue
        yield _without_reference(part, message)


def _without_reference(part: Part, message: str) -> Finding:
    pointer = join(part.pointer, "$ref")
    if part.kind == "schema":
        edit = Edit(pointer) if part.data.keys() - {"$ref", *SCHEMA_ANNOTATIONS} else accept_any_value(part.pointer)
        return Finding(pointer, f"{message}; it has no effect", "limitation", edit)
    effect = f"this {part.kind.replace('-', ' ')} is left out"
    severity: Severity = "warning" if part.kind in ("example", "link") else "limitation"
    return Finding(pointer, f"{message}; {effect}", severity, Edit(part.pointer))


def find_expansion_problems(document: Any, parts: list[Part]) -> Findings:
    """Yield parts that contain themselves or too many schemas, through references and keywords such as `allOf`.

    Every value has to be validated against all of them, which takes too long.
    """
    graph = {part.pointer: pointers for part in parts if (pointers := _pointers_in_place(document, part))}
    references = {part.pointer: part for part in parts if part.reference is not None}
    while True:
        try:
            order = list(TopologicalSorter(graph).static_order())
            break
        except CycleError as error:
            cycle = set(error.args[1])
            circular = [part for pointer, part in references.items() if pointer in cycle]
            part = min(circular, key=lambda each: not _is_alternative(each))
            pointer = part.pointer
            yield _without_circular_reference(document, part)
            graph[pointer] = []
    sizes: dict[str, int] = {}
    for pointer in order:
        inner = [sizes[each] for each in graph.get(pointer, [])]
        sizes[pointer] = 1 + sum(inner)
        if sizes[pointer] > _MAX_EXPANSION:
            sizes[pointer] = 1
            message = f"its `$ref`, `allOf`, `anyOf` and `oneOf` expand to more than {_MAX_EXPANSION:,} schemas"
            yield Finding(pointer, f"{message}; this schema accepts any value", "limitation", accept_any_value(pointer))


def _is_alternative(part: Part) -> bool:
    """Return whether a schema is an alternative of a union. One that contains the union adds nothing to it."""
    return part.kind == "schema" and split(part.pointer)[-2:-1] in (["oneOf"], ["anyOf"])


def _without_circular_reference(document: Any, part: Part) -> Finding:
    found = _without_reference(part, f"circular reference {part.reference!r}: it only leads back to itself")
    if not (_is_alternative(part) and set(part.data) == {"$ref"}):
        return found
    union = part.pointer.rpartition("/")[0]
    return found._replace(edit=Edit(part.pointer if len(resolve_pointer(document, union)) > 1 else union))


def _pointers_in_place(document: Any, part: Part) -> list[str]:
    """Return the JSON pointers of the parts that apply to the same value as a part."""
    target = find_target(document, part)
    pointers = [] if target is None else [target.pointer]
    if part.kind == "schema" and not IN_PLACE_KEYWORDS.isdisjoint(part.data):
        keyword_start = len(part.pointer) + 1
        pointers += [
            child.pointer
            for child in iter_children(part)
            if child.pointer[keyword_start:].partition("/")[0] in IN_PLACE_KEYWORDS
        ]
    return pointers
