"""References by `$id`, `$anchor` and `$dynamicRef`, rewritten as JSON pointers.

Everything that reads a spec follows JSON pointers only. Without the identifiers, these apply to the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag, urljoin

from caretasks.openapi.json_pointer import Edit, PointerNotFoundError, has_pointer, join, split, to_fragment
from caretasks.openapi.parts import Part

_ANCHORS = ("$anchor", "$dynamicAnchor")
_IDENTIFIERS = ("$id", "$schema", "$vocabulary", *_ANCHORS)
_ROOT = "urn:spec"


def find_identifier_edits(document: Any, parts: list[Part]) -> list[Edit]:
    """Return the edits that remove the identifiers of schemas and rewrite the references to them."""
    schemas = [part for part in parts if part.kind == "schema"]
    root = [Edit("/$id")] if "$id" in document else []
    if not any(key in part.data for part in schemas for key in (*_IDENTIFIERS, "$dynamicRef")):
        return root
    bases = _find_bases(schemas)
    resources = {_ROOT: "", **{bases[part.pointer]: part.pointer for part in schemas if "$id" in part.data}}
    anchors = {
        f"{bases[part.pointer]}#{part.data[key]}": part.pointer
        for part in schemas
        for key in _ANCHORS
        if isinstance(part.data.get(key), str)
    }
    edits = root + [Edit(join(part.pointer, key)) for part in schemas for key in _IDENTIFIERS if key in part.data]
    for part in schemas:
        for key in ("$ref", "$dynamicRef"):
            reference = part.data.get(key)
            if not isinstance(reference, str):
                continue
            target = _resolve(_absolute(bases[part.pointer], reference), resources, anchors)
            if target is not None and has_pointer(document, target):
                if key == "$dynamicRef":
                    edits.append(Edit(join(part.pointer, key)))
                if to_fragment(target) != reference:
                    edits.append(Edit(join(part.pointer, "$ref"), to_fragment(target)))
    return edits


def _find_bases(schemas: list[Part]) -> dict[str, str]:
    """Return the base URI of each schema by its JSON pointer: that of the nearest `$id`."""
    bases: dict[str, str] = {"": _ROOT}
    for part in sorted(schemas, key=lambda each: len(each.pointer)):
        inherited = next(bases[above] for above in _iter_above(part.pointer) if above in bases)
        identifier = part.data.get("$id")
        bases[part.pointer] = _absolute(inherited, identifier) if isinstance(identifier, str) else inherited
    return bases


def _iter_above(pointer: str) -> Iterator[str]:
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer
    yield ""


def _absolute(base: str, reference: str) -> str:
    """Return a reference as an absolute URI; as it is if it is no URI."""
    try:
        if reference.startswith("#"):
            return urldefrag(base).url + reference
        return urljoin("" if base == _ROOT else base, reference)
    except ValueError:
        return reference


def _resolve(uri: str, resources: dict[str, str], anchors: dict[str, str]) -> str | None:
    """Return the JSON pointer to which a URI refers; None if no schema of the file has this identifier."""
    if uri in anchors:
        return anchors[uri]
    resource, _, fragment = uri.partition("#")
    owner = resources.get(resource)
    if owner is None:
        return None
    try:
        return owner + join("", *split(f"#{fragment}"))
    except PointerNotFoundError:
        return None
