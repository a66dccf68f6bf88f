"""Lint the operations of a spec: ids, parameters, links, security."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.openapi.json_pointer import DanglingPointerError, follow, join, resolve
from caretasks.openapi.lint.parts import Part, parts
from caretasks.openapi.source import Problem, Source


def operation_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    operations = [part for part in parts if part.kind == "operation" and isinstance(part.node, Mapping)]
    yield from _operation_id_problems(source, operations)
    for part in parts:
        if part.kind in ("path", "operation"):
            yield from _doubled_parameter_problems(source, part)
    yield from _path_parameter_problems(source)
    for pointer, node in [("", source.data), *((part.pointer, part.node) for part in operations)]:
        yield from _security_problems(source, pointer, node)


def _operation_id_problems(source: Source, operations: list[Part]) -> Iterator[Problem]:
    """Ids given twice, reported where the second one stands."""
    first: dict[str, str] = {}
    for part in operations:
        identifier = part.node.get("operationId")
        if not isinstance(identifier, str):
            continue
        if identifier in first:
            place = join(part.pointer, "operationId")
            yield source.problem(place, f"the operationId {identifier!r} is taken by {first[identifier]}")
        first.setdefault(identifier, part.pointer)


def link_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Links to operations that are not there, or with parameters that those do not have."""
    parts = [part for part in parts if isinstance(part.node, Mapping)]
    operations = [part for part in parts if part.kind == "operation"]
    for part in parts:
        if part.kind != "link" or "operationId" not in part.node:
            continue
        target = next((one for one in operations if one.node.get("operationId") == part.node["operationId"]), None)
        if target is None:
            message = f"no operation has the id {part.node['operationId']!r}"
            yield source.problem(join(part.pointer, "operationId"), message)
            continue
        path = Part(target.pointer.rpartition("/")[0], "path", resolve(source.data, target.pointer.rpartition("/")[0]))
        taken = [(place, name) for owner in (path, target) for _, place, name in _parameters(source, owner)]
        names = {form for place, name in taken for form in (name, f"{place}.{name}")}
        given = part.node.get("parameters")
        for name in given if isinstance(given, Mapping) else ():
            if name not in names:
                message = f"{part.node['operationId']} has no parameter {name!r}"
                yield source.problem(join(part.pointer, "parameters", name), message)


def _parameters(source: Source, owner: Part) -> Iterator[tuple[str, str, str]]:
    """Where each parameter of a path or an operation stands, what it is in, and its name."""
    listed = owner.node.get("parameters") if isinstance(owner.node, Mapping) else None
    for index in range(len(listed) if isinstance(listed, list) else 0):
        place = join(owner.pointer, "parameters", index)
        try:
            node = resolve(source.data, follow(source.data, place))
        except DanglingPointerError:
            continue
        if not isinstance(node, Mapping):
            continue
        if node.get("in") in ("path", "query", "header", "cookie") and isinstance(node.get("name"), str):
            yield place, node["in"], node["name"]


def _doubled_parameter_problems(source: Source, owner: Part) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for place, location, name in _parameters(source, owner):
        key = (location, name.lower() if location == "header" else name)
        if key in seen:
            yield source.problem(place, f"the {location} parameter {name!r} is given twice")
        seen.add(key)


def _path_parameter_problems(source: Source) -> Iterator[Problem]:
    """Parameters in a path that are not declared, and declared ones that are not in the path."""
    paths = source.data.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        names = set(re.findall(r"\{([^{}]+)\}", path))
        owner = Part(join("/paths", path), "path", item)
        shared = [(place, name) for place, location, name in _parameters(source, owner) if location == "path"]
        everywhere = list(shared)
        for part in parts(owner):
            if part.kind != "operation" or not isinstance(part.node, Mapping):
                continue
            own = [(place, name) for place, location, name in _parameters(source, part) if location == "path"]
            everywhere += own
            missing = sorted(names - {name for _, name in (*shared, *own)})
            # A parameter that cannot be read is reported elsewhere, and may be the one that is missing here.
            if missing and not _has_unreadable_parameter(source, owner, part):
                listed = ", ".join(f"{{{name}}}" for name in missing)
                yield source.problem(part.pointer, f"the path has {listed}, which no parameter declares")
        for place, name in everywhere:
            if name not in names:
                yield source.problem(place, f"the path has no {{{name}}} for this path parameter")


def _has_unreadable_parameter(source: Source, *owners: Part) -> bool:
    for owner in owners:
        listed = owner.node.get("parameters") if isinstance(owner.node, Mapping) else []
        if listed is not None and (not isinstance(listed, list) or len(listed) != len([*_parameters(source, owner)])):
            return True
    return False


def _security_problems(source: Source, pointer: str, node: Any) -> Iterator[Problem]:
    """Security requirements that name no scheme."""
    components = source.data.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    known = schemes if isinstance(schemes, Mapping) else {}
    requirements = node.get("security")
    for index, requirement in enumerate(requirements if isinstance(requirements, list) else ()):
        for name in requirement if isinstance(requirement, Mapping) else ():
            if name not in known:
                place = join(pointer, "security", index, name)
                yield source.problem(place, f"there is no security scheme {name!r} in the components")
