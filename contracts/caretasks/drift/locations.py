"""The schemas that describe a location of a response, in the text of a spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

from caretasks.drift.drift_files import DifferenceKey
from caretasks.drift.spec_edits import SpecText
from caretasks.openapi.json_pointer import join, split

_COMBINING = ("allOf", "anyOf", "oneOf")


def find_responses(spec: SpecText, key: DifferenceKey) -> str | None:
    """Return the pointer of the responses of the operation of a difference, or None."""
    paths = [key.path] if key.path in spec.pairs(spec.find("/paths")) else list(spec.pairs(spec.find("/paths")))
    for path in paths:
        for pointer, item in spec.follow(join("/paths", path)):
            for method in spec.pairs(item):
                operation = join(pointer, method)
                identifier = spec.find(join(operation, "operationId"))
                is_named = isinstance(identifier, yaml.ScalarNode) and identifier.value == key.operation
                if is_named or (path == key.path and method.upper() == key.method.upper()):
                    return join(operation, "responses")
    return None


def find_response_keys(spec: SpecText, responses: str, status: int) -> list[str]:
    """Return the keys of the documented response for a status; if it is undocumented, those of the successes."""
    documented = list(spec.pairs(spec.find(responses)))
    for wanted in (str(status), f"{status // 100}XX", "DEFAULT"):
        if found := [each for each in documented if each.upper() == wanted]:
            return found
    return [each for each in documented if each.startswith("2")]


def find_body_schemas(spec: SpecText, responses: str, status: int) -> list[str]:
    """Return the pointers of the schemas of the JSON bodies of a response."""
    found = []
    for key in find_response_keys(spec, responses, status):
        for pointer, response in spec.follow(join(responses, key)):
            media = list(spec.pairs(spec.child(response, "content")))
            is_json = [each for each in media if "json" in each.lower()] or media
            found += [join(pointer, "content", each, "schema") for each in is_json]
    return [each for each in found if spec.find(each) is not None]


def find_schemas(spec: SpecText, schemas: Iterable[str], pointer: str) -> list[str]:
    """Return the pointers of the schemas at a location in a value; the last ones are not followed."""
    found = list(schemas)
    for token in split(pointer):
        found = list(dict.fromkeys(each for parent in found for each in _iter_members(spec, parent, token)))
    return found


def expand(spec: SpecText, pointer: str, visited: set[str] | None = None) -> Iterator[str]:
    """Yield a schema and all that it refers to or combines."""
    visited = set() if visited is None else visited
    for each, node in spec.follow(pointer):
        if each in visited:
            return
        visited.add(each)
        yield each
        for keyword in _COMBINING:
            for index in range(len(spec.items(spec.child(node, keyword)))):
                yield from expand(spec, join(each, keyword, index), visited)


def _iter_members(spec: SpecText, schema: str, name: str) -> Iterator[str]:
    for pointer in expand(spec, schema):
        node = spec.find(pointer)
        if name != "*":
            if spec.child(spec.child(node, "properties"), name) is not None:
                yield join(pointer, "properties", name)
            continue
        for keyword in ("items", "additionalProperties"):
            if isinstance(spec.child(node, keyword), yaml.MappingNode):
                yield join(pointer, keyword)
        for index in range(len(spec.items(spec.child(node, "prefixItems")))):
            yield join(pointer, "prefixItems", index)
        for pattern in spec.pairs(spec.child(node, "patternProperties")):
            yield join(pointer, "patternProperties", pattern)
