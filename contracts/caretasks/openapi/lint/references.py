"""Lint the references of a spec: each must lead to a part of the right kind, and none in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.openapi.json_pointer import join, resolve
from caretasks.openapi.lint.parts import Part, find_target
from caretasks.openapi.source import Problem, Source


def reference_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """References that lead nowhere. Only those within the document are followed, so that it is whole by itself."""
    circular: set[str] = set()
    for part in parts:
        reference = part.reference
        if reference is None:
            continue
        place = join(part.pointer, "$ref")
        if not reference.startswith("#"):
            yield source.problem(place, f"refers to {reference!r}, outside this document; only `#/...` can be followed")
        elif not (reference == "#" or reference.startswith("#/")):
            yield source.problem(place, f"refers to {reference!r}, which is no JSON pointer (`#/...`)")
        elif find_target(source.data, reference) is None:
            yield source.problem(place, f"refers to {reference!r}, which is not in this document")
        elif part.pointer not in circular:
            ring = _ring(source.data, part.pointer)
            circular |= ring
            if ring:
                yield source.problem(place, f"refers to {reference!r}, which leads back here and to nothing else")


def _ring(document: Any, start: str) -> set[str]:
    """The places from which references lead round in a circle to `start`; none if they lead elsewhere."""
    ring: list[str] = []
    pointer: str | None = start
    while pointer is not None and pointer not in ring:
        ring.append(pointer)
        node = resolve(document, pointer)
        reference = node.get("$ref") if isinstance(node, Mapping) else None
        pointer = find_target(document, reference) if isinstance(reference, str) else None
    return set(ring) if pointer == start else set()
