"""Request bodies of limited depth, for schemas that refer to one another so often that they describe too many values.

Schemathesis enumerates all paths through the references of a body: their number grows exponentially with the depth.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from caretasks.openapi.document import Node, Operation
from caretasks.openapi.json_pointer import join, resolve_pointer, split
from caretasks.openapi.parts import IN_PLACE_KEYWORDS, Part, find_target, iter_children, iter_parts
from caretasks.openapi.schema.locations import max_depth
from caretasks.openapi.schema.sampling import simplest_value

_MAX_PARAMETER_DEPTH = 10
_NO_VALUE: dict[str, Any] = {"not": {}}


def limit_depth(document: dict[str, Any], operation: Operation) -> None:
    """Replace the schema of the operation's body in a copy of the spec, if it has more than its `max_depth` levels.

    Valid values of the new schema are valid values of the original one. It leaves out optional properties with
    references below this depth, and allows one value for other parts there.
    """
    body = operation.body
    depth = None if body is None or body.schema is None else max_depth(body.schema)
    if body is not None and depth is not None:
        request_body = resolve_pointer(document, operation.child("requestBody").pointer)
        *_, media_type = split(body.pointer)
        media = request_body["content"][media_type]
        part = Part(join(body.pointer, "schema"), "schema", media["schema"])
        schema = _Inliner(document, operation).inline(part, depth)
        # New objects, because a response may share the old ones through an alias in YAML.
        content = {**request_body["content"], media_type: {**media, "schema": schema}}
        resolve_pointer(document, operation.pointer)["requestBody"] = {**request_body, "content": content}


def inline_references(document: dict[str, Any], operation: Operation, schema: Node) -> dict[str, Any]:
    """Return a schema of an operation without references: Schemathesis validates a parameter against it alone."""
    part = Part(schema.pointer, "schema", dict(schema.data))
    return dict(_Inliner(document, operation).inline(part, max_depth(schema) or _MAX_PARAMETER_DEPTH))


class _Inliner:
    """Replaces references in a schema by what they refer to."""

    def __init__(self, document: dict[str, Any], operation: Operation) -> None:
        self._document, self._operation = document, operation

    def inline(self, part: Part, depth: int, references: tuple[str, ...] = ()) -> Any:
        """Return a schema without references; `references` are those that led to it at the same value."""
        if part.reference is None:
            return self._inline_children(part, depth, references)
        target = find_target(self._document, part)
        if target is None or part.reference in references:
            return _NO_VALUE
        found = self.inline(target, depth, (*references, part.reference))
        siblings = {keyword: value for keyword, value in part.data.items() if keyword != "$ref"}
        if not siblings:
            return found
        return {"allOf": [found, self._inline_children(Part(part.pointer, part.kind, siblings), depth, references)]}

    def _inline_children(self, part: Part, depth: int, references: tuple[str, ...]) -> Any:
        if not part.data:
            return resolve_pointer(self._document, part.pointer)  # a boolean schema or an empty one
        schema = {keyword: copy(value) for keyword, value in part.data.items() if keyword != "$defs"}
        for child in list(iter_children(Part(part.pointer, part.kind, schema))):
            keyword, *names = split(child.pointer[len(part.pointer) :])
            if keyword in IN_PLACE_KEYWORDS:
                new = self.inline(child, depth, references)
            elif depth > 1 or not self._has_reference(child):
                new = self.inline(child, depth - 1)
            elif keyword == "properties" and names[0] not in schema.get("required", ()):
                del schema["properties"][names[0]]
                continue
            else:
                new = {"enum": [simplest_value(self._operation.api.node(child.pointer))]}
            if names:
                schema[keyword][int(names[0]) if isinstance(schema[keyword], list) else names[0]] = new
            else:
                schema[keyword] = new
        is_wrapper = schema.keys() == {"allOf"} and len(schema["allOf"]) == 1
        return schema["allOf"][0] if is_wrapper else schema

    def _has_reference(self, part: Part) -> bool:
        parts = iter_parts(self._document, [part], follow_references=False)
        return any(each.reference is not None for each in parts)
