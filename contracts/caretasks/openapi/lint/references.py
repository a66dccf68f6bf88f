"""Lint the references of a spec: each must point to a part of the same file, and none may be circular."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.openapi.json_pointer import join, resolve_pointer
from caretasks.openapi.parts import Part, find_target
from caretasks.openapi.source import Problem, Source


def find_reference_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Yield unresolved, external and circular references. A spec must be self-contained."""
    circular: set[str] = set()
    for part in parts:
        reference = part.reference
        if reference is None:
            continue
        pointer = join(part.pointer, "$ref")
        if not reference.startswith("#"):
            message = f"external reference {reference!r}: only references in the same file (`#/...`) are supported"
            yield source.make_problem(pointer, message)
        elif not (reference == "#" or reference.startswith("#/")):
            yield source.make_problem(pointer, f"reference {reference!r} is not a JSON pointer: use `#/...`")
        elif find_target(source.data, reference) is None:
            yield source.make_problem(pointer, f"unresolved reference {reference!r}: it does not exist in this file")
        elif part.pointer not in circular:
            cycle = _find_cycle(source.data, part.pointer)
            circular |= cycle
            if cycle:
                message = f"circular reference {reference!r}: it only leads back to itself"
                yield source.make_problem(pointer, message)


def _find_cycle(document: Any, start: str) -> set[str]:
    """Return the JSON pointers on a circular chain of references from `start` to itself; empty if there is none."""
    visited: list[str] = []
    pointer: str | None = start
    while pointer is not None and pointer not in visited:
        visited.append(pointer)
        node = resolve_pointer(document, pointer)
        reference = node.get("$ref") if isinstance(node, Mapping) else None
        pointer = find_target(document, reference) if isinstance(reference, str) else None
    return set(visited) if pointer == start else set()
