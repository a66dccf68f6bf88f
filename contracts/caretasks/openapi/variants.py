"""Variants of a property that a sibling property decides on (`x-sibling-discriminator`), as a part of the schema.

JSON Schema has no keyword for it. So a document is rewritten when it is loaded: the schema of the object gets an
`anyOf` with one alternative per value of the sibling. Validation, generation and mutation do not treat it specially.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from caretasks.openapi.json_pointer import join, resolve_pointer
from caretasks.openapi.parts import Part, document_parts
from caretasks.openapi.problems import Finding, Findings

EXTENSION = "x-sibling-discriminator"
DECIDED_BY = "x-decided-by"
"""The keyword of an alternative in a rewritten schema: the name of the property that decides on it."""


class Discriminator(NamedTuple):
    """An `x-sibling-discriminator`.

    Attributes:
        owner: The JSON pointer to the schema of the object.
        property: The name of the property whose schema the sibling decides on.
        sibling: The name of the sibling.
        mapping: The reference to the schema for each value of the sibling.
    """

    owner: str
    property: str
    sibling: str
    mapping: Mapping[str, str]


def iter_discriminators(document: Any, parts: Iterable[Part] | None = None) -> Iterator[Discriminator]:
    """Yield the discriminators of a document. Malformed ones are left out; the linter reports them.

    Args:
        document: The document.
        parts: Its parts, if they are known.
    """
    for part in document_parts(document) if parts is None else parts:
        for name, schema in part.mapping("properties").items() if part.kind == "schema" else ():
            found = schema.get(EXTENSION) if isinstance(schema, Mapping) else None
            if isinstance(found, Mapping) and not list(find_discriminator_problems(part, name)):
                yield Discriminator(part.pointer, name, found["propertyName"], found["mapping"])


def find_discriminator_problems(owner: Part, name: str) -> Findings:
    """Yield each problem with the discriminator of a property of a schema."""
    schema = owner.data["properties"][name]
    discriminator, alternatives = schema[EXTENSION], schema.get("anyOf")
    pointer = join(owner.pointer, "properties", name, EXTENSION)
    if not isinstance(discriminator, Mapping) or set(discriminator) != {"propertyName", "mapping"}:
        yield Finding(pointer, "must be an object with `propertyName` and `mapping`")
        return
    sibling, mapping = discriminator["propertyName"], discriminator["mapping"]
    names = list(owner.mapping("properties"))
    if sibling not in names[: names.index(name)]:
        yield Finding(
            join(pointer, "propertyName"), "must be the name of a property before this one, of the same schema"
        )
    if {"additionalProperties", "unevaluatedProperties"} & set(owner.data):
        yield Finding(
            pointer, "the schema of the object must not have `additionalProperties` or `unevaluatedProperties`"
        )
    is_named = isinstance(alternatives, list) and all(
        isinstance(each, Mapping) and set(each) == {"$ref"} for each in alternatives
    )
    if not is_named:
        yield Finding(pointer, "the property needs an `anyOf` that consists of references")
    elif not isinstance(mapping, Mapping) or not mapping:
        yield Finding(join(pointer, "mapping"), "must name a schema for at least one value")
    else:
        known = [each["$ref"] for each in alternatives]
        for value, reference in mapping.items():
            if reference not in known:
                yield Finding(
                    join(pointer, "mapping", value), "must be one of the references in the `anyOf` of the property"
                )


def with_variants(document: Any, parts: Iterable[Part] | None = None) -> Any:
    """Return a document in which each discriminator is expressed by JSON Schema; the document itself without any.

    The property moves into the alternatives. With a value of the sibling that has no schema, it may have any value.

    Args:
        document: The document.
        parts: Its parts, if they are known.
    """
    discriminators = list(iter_discriminators(document, parts))
    if not discriminators:
        return document
    rewritten = deepcopy(document)
    for each in discriminators:
        _rewrite(rewritten, each)
    return rewritten


def _rewrite(document: Any, discriminator: Discriminator) -> None:
    owner = resolve_pointer(document, discriminator.owner)
    name, sibling, mapping = discriminator.property, discriminator.sibling, discriminator.mapping
    documented = owner["properties"].pop(name)
    annotations = {keyword: value for keyword, value in documented.items() if keyword not in ("anyOf", EXTENSION)}
    alternatives: list[dict[str, Any]] = [
        {DECIDED_BY: sibling, "properties": {sibling: {"const": value}, name: {**annotations, "$ref": reference}}}
        for value, reference in mapping.items()
    ]
    alternatives.append({"not": {"required": [sibling], "properties": {sibling: {"enum": list(mapping)}}}})
    if "anyOf" in owner:
        owner.setdefault("allOf", []).append({"anyOf": alternatives})
    else:
        owner["anyOf"] = alternatives
