"""The schemas by which pydantic models are validated if their fields cannot say all that the schemas say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from caretasks.codegen.preparation.field_support import FieldSupport
from caretasks.openapi.json_pointer import PointerNotFoundError, has_pointer, join, resolve_pointer, to_fragment, walk
from caretasks.openapi.normalization import normalize
from caretasks.openapi.variants import EXTENSION


class Checks:
    """The schemas of models, and those that are needed to validate them.

    Args:
        document: the spec.
        pointers: the JSON pointers to the schemas of each model: all of them apply.
        classes: the JSON pointers to the components that are classes.

    Attributes:
        pointers: the JSON pointer to the schema of each model that needs one, in the data.
        data: the document that has these schemas; None if the spec has all of them.
    """

    def __init__(
        self, document: dict[str, Any], pointers: Mapping[str, tuple[str, ...]], classes: Collection[str]
    ) -> None:
        rewritten = _without_one_way_requirements(normalize(document))
        self.pointers: dict[str, str] = {}
        combined: dict[str, Any] = {}
        for name, found in pointers.items():
            known = [pointer for pointer in found if has_pointer(rewritten, pointer)]
            if len(known) == 1 and not _is_expressible(document, rewritten, known[0], classes):
                self.pointers[name] = known[0]
            elif len(known) > 1:
                self.pointers[name] = join("/models", name)
                combined[name] = {"allOf": [{"$ref": to_fragment(pointer)} for pointer in known]}
        self.data: dict[str, Any] | None = None
        if self.pointers and (combined or rewritten != document):
            self.data = {key: rewritten[key] for key in ("components", "paths", "webhooks") if key in rewritten}
            self.data["models"] = combined


def _is_expressible(document: Any, rewritten: Any, pointer: str, classes: Collection[str]) -> bool:
    own = resolve_pointer(document, pointer) if has_pointer(document, pointer) else {}
    properties = own.get("properties") if isinstance(own, Mapping) else None
    variants = properties.values() if isinstance(properties, Mapping) else ()
    if any(isinstance(each, Mapping) and EXTENSION in each for each in variants):
        return FieldSupport(document, classes).can_express(own)  # the fields have the types that are rewritten
    return FieldSupport(rewritten, classes).can_express(resolve_pointer(rewritten, pointer))


def _without_one_way_requirements(document: Any) -> Any:
    """Return a document whose schemas do not require properties that are sent in one direction only."""
    changes: dict[str, list[str]] = {}
    for pointer, node in walk(document):
        if (
            isinstance(node, Mapping)
            and isinstance(node.get("required"), list)
            and isinstance(node.get("properties"), Mapping)
        ):
            kept = [name for name in node["required"] if not _is_one_way(document, node["properties"].get(name))]
            if kept != node["required"]:
                changes[join(pointer, "required")] = kept
    return _replace(document, "", changes) if changes else document


def _is_one_way(document: Any, schema: Any) -> bool:
    for _ in range(20):  # references
        if not isinstance(schema, Mapping):
            return False
        if schema.get("readOnly") is True or schema.get("writeOnly") is True:
            return True
        if not isinstance(schema.get("$ref"), str):
            return False
        try:
            schema = resolve_pointer(document, schema["$ref"])
        except PointerNotFoundError:
            return False
    return False


def _replace(node: Any, pointer: str, changes: Mapping[str, Any]) -> Any:
    if pointer in changes:
        return changes[pointer]
    if isinstance(node, Mapping):
        return {key: _replace(value, join(pointer, key), changes) for key, value in node.items()}
    if isinstance(node, list):
        return [_replace(value, join(pointer, index), changes) for index, value in enumerate(node)]
    return node
