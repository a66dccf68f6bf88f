"""Lint the operations of a spec: IDs, parameters, links and security requirements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.core.errors import suggest_name
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, resolve_refs
from caretasks.openapi.parts import Part, iter_children
from caretasks.openapi.source import Problem, Source


def find_operation_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Yield the problems with operation IDs, parameters and security requirements."""
    operations = [part for part in parts if part.kind == "operation" and isinstance(part.data, Mapping)]
    yield from _find_operation_id_problems(source, operations)
    for part in parts:
        if part.kind in ("path", "operation"):
            yield from _find_duplicate_parameters(source, part)
    yield from _find_path_parameter_problems(source)
    for pointer, node in [("", source.data), *((part.pointer, part.data) for part in operations)]:
        yield from _find_security_problems(source, pointer, node)


def _find_operation_id_problems(source: Source, operations: list[Part]) -> Iterator[Problem]:
    """Yield each operation ID that an earlier operation has."""
    first_uses: dict[str, str] = {}
    for part in operations:
        identifier = part.data.get("operationId")
        if not isinstance(identifier, str):
            continue
        if identifier in first_uses:
            pointer = join(part.pointer, "operationId")
            message = f"duplicate operationId {identifier!r}: {first_uses[identifier]} has it, too"
            yield source.make_problem(pointer, message)
        first_uses.setdefault(identifier, part.pointer)


def find_link_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Yield links to unknown operations, and link parameters that the linked operation does not have."""
    parts = [part for part in parts if isinstance(part.data, Mapping)]
    operations = [part for part in parts if part.kind == "operation"]
    for part in parts:
        if part.kind != "link" or "operationId" not in part.data:
            continue
        identifier = part.data["operationId"]
        target = next((each for each in operations if each.data.get("operationId") == identifier), None)
        if target is None:
            known = [each.data["operationId"] for each in operations if isinstance(each.data.get("operationId"), str)]
            message = f"unknown operationId {identifier!r}.{suggest_name(str(identifier), known)}"
            yield source.make_problem(join(part.pointer, "operationId"), message)
            continue
        path_pointer = target.pointer.rpartition("/")[0]
        path = Part(path_pointer, "path", resolve_pointer(source.data, path_pointer))
        declared = [(each, name) for owner in (path, target) for _, each, name in _iter_parameters(source, owner)]
        accepted = {form for location, name in declared for form in (name, f"{location}.{name}")}
        parameters = part.data.get("parameters")
        for name in parameters if isinstance(parameters, Mapping) else ():
            if name not in accepted:
                message = f"{identifier} has no parameter {name!r}.{suggest_name(name, sorted(accepted))}"
                yield source.make_problem(join(part.pointer, "parameters", name), message)


def _iter_parameters(source: Source, part: Part) -> Iterator[tuple[str, str, str]]:
    """Yield the JSON pointer, the location (`path`, `query` ...) and the name of each parameter of a part."""
    parameters = part.data.get("parameters") if isinstance(part.data, Mapping) else None
    for index in range(len(parameters) if isinstance(parameters, list) else 0):
        pointer = join(part.pointer, "parameters", index)
        try:
            node = resolve_pointer(source.data, resolve_refs(source.data, pointer))
        except PointerNotFoundError:
            continue
        if not isinstance(node, Mapping):
            continue
        if node.get("in") in ("path", "query", "header", "cookie") and isinstance(node.get("name"), str):
            yield pointer, node["in"], node["name"]


def _find_duplicate_parameters(source: Source, part: Part) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for pointer, location, name in _iter_parameters(source, part):
        key = (location, name.lower() if location == "header" else name)
        if key in seen:
            yield source.make_problem(pointer, f"duplicate {location} parameter {name!r}: remove one of them")
        seen.add(key)


def _find_path_parameter_problems(source: Source) -> Iterator[Problem]:
    """Yield undeclared parameters of paths, and declared path parameters that are not in their path."""
    paths = source.data.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        names = set(re.findall(r"\{([^{}]+)\}", path))
        owner = Part(join("/paths", path), "path", item)
        shared = [(each, name) for each, location, name in _iter_parameters(source, owner) if location == "path"]
        declared = list(shared)
        for part in iter_children(owner):
            if part.kind != "operation" or not isinstance(part.data, Mapping):
                continue
            operation_parameters = [
                (each, name) for each, location, name in _iter_parameters(source, part) if location == "path"
            ]
            declared += operation_parameters
            missing = sorted(names - {name for _, name in (*shared, *operation_parameters)})
            # An invalid parameter is reported separately, and may be the one that is missing here.
            if missing and not _has_invalid_parameter(source, owner, part):
                placeholders = ", ".join(f"{{{name}}}" for name in missing)
                message = f"undeclared path parameters: {placeholders}; add them to `parameters`"
                yield source.make_problem(part.pointer, message)
        for pointer, name in declared:
            if name not in names:
                message = f"the path has no {{{name}}}: add it to the path, or remove this parameter"
                yield source.make_problem(pointer, message)


def _has_invalid_parameter(source: Source, *owners: Part) -> bool:
    for owner in owners:
        parameters = owner.data.get("parameters") if isinstance(owner.data, Mapping) else []
        if parameters is not None and (
            not isinstance(parameters, list) or len(parameters) != len([*_iter_parameters(source, owner)])
        ):
            return True
    return False


def _find_security_problems(source: Source, pointer: str, node: Any) -> Iterator[Problem]:
    """Yield security requirements with an unknown scheme."""
    components = source.data.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    known = schemes if isinstance(schemes, Mapping) else {}
    requirements = node.get("security")
    for index, requirement in enumerate(requirements if isinstance(requirements, list) else ()):
        for name in requirement if isinstance(requirement, Mapping) else ():
            if name not in known:
                requirement_pointer = join(pointer, "security", index, name)
                yield source.make_problem(
                    requirement_pointer, f"unknown security scheme {name!r}: define it in /components/securitySchemes"
                )
