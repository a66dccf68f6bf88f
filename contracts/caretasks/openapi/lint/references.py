"""Lint the references of a spec: each must point to a part of the same file, and none may lead back to itself."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Any

from caretasks.openapi.json_pointer import join
from caretasks.openapi.parts import IN_PLACE_KEYWORDS, Part, find_target, iter_children
from caretasks.openapi.problems import Finding, Findings

_MAX_EXPANSION = 10_000


def find_reference_problems(document: Any, parts: list[Part]) -> Findings:
    """Yield unresolved, external and circular references. A spec must be self-contained."""
    for part in parts:
        reference = part.reference
        if reference is None:
            continue
        pointer = join(part.pointer, "$ref")
        if not reference.startswith("#"):
            message = f"external reference {reference!r}: only references in the same file (`#/...`) are supported"
            yield Finding(pointer, message)
        elif not (reference == "#" or reference.startswith("#/")):
            yield Finding(pointer, f"reference {reference!r} is not a JSON pointer: use `#/...`")
        elif find_target(document, part) is None:
            yield Finding(
                pointer, f"unresolved reference {reference!r}: this file has no object with this JSON pointer"
            )


def find_expansion_problems(document: Any, parts: list[Part]) -> Findings:
    """Yield parts that contain themselves or too many schemas, through references and keywords such as `allOf`.

    Every value has to be validated against all of them, which takes too long.
    """
    graph = {part.pointer: _pointers_in_place(document, part) for part in parts}
    references = {part.pointer: part.reference for part in parts if part.reference is not None}
    while True:
        try:
            order = list(TopologicalSorter(graph).static_order())
            break
        except CycleError as error:
            cycle = set(error.args[1])
            pointer = next(pointer for pointer in references if pointer in cycle)
            yield Finding(
                join(pointer, "$ref"), f"circular reference {references[pointer]!r}: it only leads back to itself"
            )
            graph[pointer] = []
    sizes: dict[str, int] = {}
    for pointer in order:
        inner = [sizes[each] for each in graph.get(pointer, [])]
        sizes[pointer] = 1 + sum(inner)
        if sizes[pointer] > _MAX_EXPANSION >= max(inner):
            yield Finding(
                pointer, f"its `$ref`, `allOf`, `anyOf` and `oneOf` expand to more than {_MAX_EXPANSION:,} schemas"
            )


def _pointers_in_place(document: Any, part: Part) -> list[str]:
    """Return the JSON pointers of the parts that apply to the same value as a part."""
    target = find_target(document, part)
    pointers = [] if target is None else [target.pointer]
    if part.kind == "schema":
        keyword_start = len(part.pointer) + 1
        pointers += [
            child.pointer
            for child in iter_children(part)
            if child.pointer[keyword_start:].partition("/")[0] in IN_PLACE_KEYWORDS
        ]
    return pointers
