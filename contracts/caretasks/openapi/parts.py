"""The parts of a spec: the objects that OpenAPI defines, each with its JSON pointer and its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from caretasks.openapi.document import HTTP_METHODS
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, resolve_refs, split

IN_PLACE_KEYWORDS = frozenset({"allOf", "anyOf", "dependentSchemas", "else", "if", "not", "oneOf", "then"})
"""The keywords whose subschemas apply to the same value as their schema."""

KINDS_WITHOUT_REFERENCES = frozenset(
    {"document", "info", "server", "components", "operation", "media-type", "encoding"}
)

# The children of each kind of part: a key holds one part, or a mapping (`*`) or a list (`+`) of parts. Anything else,
# such as the value of an example, has no parts, even if its keys are the same. The kinds are those of the OpenAPI
# schema in `lint.structure`.
PART_CHILDREN: dict[str, dict[str, str]] = {
    "document": {
        "info": "info",
        "servers": "+server",
        "paths": "*path-item",
        "webhooks": "*path-item",
        "components": "components",
    },
    "components": {
        "schemas": "*schema",
        "responses": "*response",
        "parameters": "*parameter",
        "examples": "*example",
        "requestBodies": "*request-body",
        "headers": "*header",
        "securitySchemes": "*security-scheme",
        "links": "*link",
        "callbacks": "*callbacks",
        "pathItems": "*path-item",
    },
    "path-item": {"parameters": "+parameter", **dict.fromkeys(HTTP_METHODS, "operation")},
    "operation": {
        "parameters": "+parameter",
        "requestBody": "request-body",
        "responses": "*response",
        "callbacks": "*callbacks",
    },
    "request-body": {"content": "*media-type"},
    "response": {"content": "*media-type", "headers": "*header", "links": "*link"},
    "parameter": {"schema": "schema", "content": "*media-type", "examples": "*example"},
    "header": {"schema": "schema", "content": "*media-type", "examples": "*example"},
    "media-type": {"schema": "schema", "examples": "*example", "encoding": "*encoding"},
    "encoding": {"headers": "*header"},
    "schema": {
        **dict.fromkeys(("properties", "patternProperties", "$defs", "dependentSchemas"), "*schema"),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "+schema"),
        **dict.fromkeys(("additionalProperties", "contains", "contentSchema", "else", "if", "items", "not"), "schema"),
        **dict.fromkeys(("propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"), "schema"),
    },
}


SCHEMA_ANNOTATIONS = frozenset(
    {"$comment", "default", "deprecated", "description", "example", "examples", "externalDocs", "summary", "title"}
)
"""The keywords of a schema that do not restrict values."""


def child_form(kind: str, key: str) -> str:
    """Return the kind of the part at a key of a part; after `*` for a mapping of parts, after `+` for a list."""
    return PART_CHILDREN.get(kind, {}).get(key, "")


_CHILDREN = {
    kind: {key: (form.lstrip("*+"), form[0]) for key, form in children.items()}
    for kind, children in PART_CHILDREN.items()
}


class Part(NamedTuple):
    """An OpenAPI object in a spec.

    Attributes:
        pointer: Its JSON pointer, before references are followed.
        kind: The kind of object, such as `operation` or `schema`.
        data: Its content; empty for a boolean schema. The values in it may be invalid, of any type.
    """

    pointer: str
    kind: str
    data: Mapping[str, Any]

    @property
    def reference(self) -> str | None:
        """The `$ref` of the part, if this kind of part can have one."""
        reference = None if self.kind in KINDS_WITHOUT_REFERENCES else self.data.get("$ref")
        return reference if isinstance(reference, str) else None

    def mapping(self, key: str) -> Mapping[str, Any]:
        """Return the mapping at a key; empty if there is none."""
        value = self.data.get(key)
        return value if isinstance(value, Mapping) else {}


def document_parts(document: Any) -> list[Part]:
    """Return a document and all of its parts."""
    return list(iter_parts(document, [Part("", "document", document)]))


def iter_parts(
    document: Any, start: Iterable[Part], *, skipped: frozenset[str] = frozenset(), follow_references: bool = True
) -> Iterator[Part]:
    """Yield parts and their descendants, through references, each once, without those under skipped keys."""
    pending = list(start)[::-1]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        yield part
        pending.extend(list(iter_children(part, skipped))[::-1])
        if follow_references and (target := find_target(document, part)) is not None:
            pending.append(target)


def iter_children(part: Part, skipped: frozenset[str] = frozenset()) -> Iterator[Part]:
    """Yield the parts directly inside a part. References are not followed."""
    owner, owner_kind, data = part
    if owner_kind == "callbacks":
        children = {key: ("path-item", "") for key in data if key != "$ref"}
    else:
        children = _CHILDREN.get(owner_kind, {})
    for key, (kind, form) in children.items():
        if key not in data or key in skipped:
            continue
        pointer, value = join(owner, key), data[key]
        members: Iterable[tuple[str, Any]]
        if form == "*":
            members = ((join(pointer, name), each) for name, each in part.mapping(key).items())
        elif form == "+":
            items = value if isinstance(value, list) else ()
            members = ((f"{pointer}/{index}", each) for index, each in enumerate(items))
        else:
            members = ((pointer, value),)
        may_be_extension = kind in ("path-item", "response")
        for member_pointer, member in members:
            if may_be_extension and member_pointer.rpartition("/")[2].startswith("x-"):
                continue
            if (child := _make_part(member_pointer, kind, member)) is not None:
                yield child


def _make_part(pointer: str, kind: str, data: Any) -> Part | None:
    if isinstance(data, dict | Mapping):  # the check for `dict` is the fast one
        return Part(pointer, kind, data)
    return Part(pointer, kind, {}) if kind == "schema" and isinstance(data, bool) else None


def find_target(document: Any, part: Part) -> Part | None:
    """Return the part that a part refers to; None if it has no reference, or one that cannot be followed."""
    reference = part.reference
    if reference is None or not reference.startswith("#"):
        return None
    try:
        pointer = join("", *split(reference))
        return _make_part(pointer, part.kind, resolve_pointer(document, pointer))
    except PointerNotFoundError:
        return None


def resolve_part(document: Any, part: Part) -> Part | None:
    """Return the part at the end of a chain of references, the part itself without one; None if it does not end."""
    try:
        pointer = resolve_refs(document, part.pointer)
    except PointerNotFoundError:
        return None
    return _make_part(pointer, part.kind, resolve_pointer(document, pointer))
