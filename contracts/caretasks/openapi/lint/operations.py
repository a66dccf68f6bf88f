"""Lint the operations of a spec: IDs, tags, parameters, links and security requirements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from caretasks.core.errors import suggest_name
from caretasks.openapi.api_info import default_operation_id
from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import Edit, join, split
from caretasks.openapi.operation.credentials import scheme_variables, used_schemes
from caretasks.openapi.operation.path_templates import api_routes
from caretasks.openapi.parts import Part, iter_children, resolve_part
from caretasks.openapi.problems import Finding, Findings

_CONNECTION_HEADERS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)  # in lower case

_REQUEST_PARAMETER = re.compile(r"\$request\.(header|query|path)\.([^.{}#$]+)")
_EXPRESSION = (
    rf"(?:\$url|\$method|\$statusCode|{_REQUEST_PARAMETER.pattern}"
    r"|\$response\.header\.[^.{}#$]+|\$(?:request|response)\.body(?:#[^{}]*)?)"
)
_RUNTIME_VALUE = re.compile(rf"{_EXPRESSION}|(?:[^${{}}]|\{{{_EXPRESSION}\}})*")


def find_operation_id_problems(parts: list[Part]) -> Findings:
    """Yield each operation without an ID, or with that of an earlier one. Its ID is made of its method and path."""
    operations = [part for part in parts if part.kind == "operation" and part.pointer.startswith("/paths/")]
    first_uses: dict[str, str] = {}
    for part in operations:
        if isinstance(identifier := part.data.get("operationId"), str):
            first_uses.setdefault(identifier, part.pointer)
    taken = set(first_uses)
    for part in operations:
        pointer, identifier = join(part.pointer, "operationId"), part.data.get("operationId")
        if "operationId" in part.data and (
            not isinstance(identifier, str) or first_uses[identifier] == part.pointer or not identifier
        ):
            continue
        made = base = default_operation_id(*reversed(split(part.pointer)[1:3]))
        number = 1
        while made in taken:
            number += 1
            made = f"{base}_{number}"
        taken.add(made)
        message = f"missing key `operationId`: the operation is called {made!r}"
        if identifier is not None:
            pointer_of_first = first_uses[identifier]
            message = (
                f"duplicate operationId {identifier!r}: {pointer_of_first} has it, too; this one is called {made!r}"
            )
        yield Finding(pointer if identifier is not None else part.pointer, message, "warning", Edit(pointer, made))


def find_security_problems(document: dict[str, Any], parts: list[Part]) -> Findings:
    """Yield security requirements with an unknown scheme."""
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    known = schemes if isinstance(schemes, Mapping) else {}
    for part in parts:
        requirements = part.data.get("security") if part.kind in ("document", "operation") else None
        for index, requirement in enumerate(requirements if isinstance(requirements, list) else ()):
            for name in requirement if isinstance(requirement, Mapping) else ():
                if name not in known:
                    pointer = join(part.pointer, "security", index, name)
                    message = f"unknown security scheme {name!r}: define it in /components/securitySchemes"
                    yield Finding(pointer, f"{message}; it is left out", "limitation", Edit(pointer))


def find_variable_problems(api: Api) -> Findings:
    """Yield security schemes and account headers whose environment variable is that of another one."""
    owners = {api.base_url_variable: "the base URL"}
    schemes = (
        (variable, f"security scheme {scheme.name!r}", scheme.pointer)
        for scheme in used_schemes(api)
        for variable in scheme_variables(scheme)
    )
    headers = (
        (parameter.environment_variable, f"account header {parameter.name!r}", parameter.pointer)
        for operation in api.operations
        for parameter in operation.parameters
        if parameter.is_account_header
    )
    for variable, owner, pointer in (*schemes, *headers):
        if owners.setdefault(variable, owner) != owner:
            message = f"the environment variable {variable} is that of {owners[variable]}, too; rename one of them"
            yield Finding(pointer, message, "warning")


def find_hidden_operations(api: Api) -> Findings:
    """Yield the operations that no request reaches, since an earlier one has their method and their path."""
    for operation in api_routes(api).hidden:
        reason = "; what follows a # is not sent" if "#" in operation.path else ""
        message = f"no request reaches this operation: an earlier one has its method and its path{reason}"
        yield Finding(operation.pointer, message, "limitation")


def find_server_problems(parts: list[Part]) -> Findings:
    """Yield the servers whose URL has a variable that is not defined."""
    for part in parts:
        url = part.data.get("url") if part.kind == "server" else None
        names = (
            set(re.findall(r"\{([^{}]+)\}", url)) - set(part.mapping("variables")) if isinstance(url, str) else set()
        )
        if names:
            variables = ", ".join(f"{{{name}}}" for name in sorted(names))
            yield Finding(join(part.pointer, "url"), f"undefined variables: {variables}; name the base URL", "warning")


def find_tag_problems(document: dict[str, Any]) -> Findings:
    """Yield each tag that is described a second time."""
    tags = document.get("tags")
    seen: list[Any] = []
    for index, tag in enumerate(tags if isinstance(tags, list) else ()):
        name = tag.get("name") if isinstance(tag, Mapping) else None
        if name is not None and name in seen:
            yield Finding(f"/tags/{index}/name", f"duplicate tag {name!r}: remove one of them", "warning")
        seen.append(name)


def find_parameter_problems(document: dict[str, Any], parts: list[Part]) -> Findings:
    """Yield duplicate parameters, undeclared path parameters, and path parameters that are not in their path.

    Headers of the connection are left out, too: each HTTP library sets them itself.
    """
    for part in parts:
        if part.kind in ("path-item", "operation"):
            seen: set[tuple[str, str]] = set()
            for pointer, location, name in _iter_parameters(document, part):
                key = (location, name.lower() if location == "header" else name)
                if location == "header" and name.lower() in _CONNECTION_HEADERS:
                    message = f"HTTP libraries set the header {name} themselves: this parameter is left out"
                    yield Finding(pointer, message, "limitation", Edit(pointer))
                if key in seen:
                    message = f"duplicate {location} parameter {name!r}: this one is left out"
                    yield Finding(pointer, message, "limitation", Edit(pointer))
                seen.add(key)
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        if isinstance(item, Mapping):
            yield from _find_path_parameter_problems(document, path, Part(join("/paths", path), "path-item", item))


def _find_path_parameter_problems(document: Any, path: str, item: Part) -> Findings:
    names = set(re.findall(r"\{([^{}]+)\}", path))
    operations = [part for part in iter_children(item) if part.kind == "operation"]
    declared = {  # names by the pointers to their parameters, by the pointers to their owners
        owner.pointer: {pointer: name for pointer, kind, name in _iter_parameters(document, owner) if kind == "path"}
        for owner in (item, *operations)
    }
    for operation in operations:
        found = {**declared[item.pointer], **declared[operation.pointer]}
        missing = sorted(names - set(found.values()))
        # An invalid parameter is reported separately, and may be the one that is missing here.
        if missing and not any(_has_invalid_parameter(document, owner) for owner in (item, operation)):
            placeholders = ", ".join(f"{{{name}}}" for name in missing)
            message = f"undeclared path parameters: {placeholders}; add them to `parameters`. They are strings here"
            listed = [*operation.data.get("parameters", []), *map(_string_parameter, missing)]
            yield Finding(operation.pointer, message, "warning", Edit(join(operation.pointer, "parameters"), listed))
    for parameters in declared.values():
        for pointer, name in parameters.items():
            if name not in names:
                message = f"the path has no {{{name}}}: add it to the path, or remove this parameter, which is left out"
                yield Finding(pointer, message, "limitation", Edit(pointer))


def _string_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _iter_parameters(document: Any, owner: Part) -> Iterator[tuple[str, str, str]]:
    """Yield the JSON pointer, the location (`path`, `query` ...) and the name of each valid parameter of a part."""
    for part in iter_children(owner):
        target = resolve_part(document, part) if part.kind == "parameter" else None
        if target is not None:
            location, name = target.data.get("in"), target.data.get("name")
            if location in ("path", "query", "header", "cookie") and isinstance(name, str):
                yield part.pointer, location, name


def _has_invalid_parameter(document: Any, owner: Part) -> bool:
    parameters = owner.data.get("parameters", [])
    return not isinstance(parameters, list) or len(parameters) != len([*_iter_parameters(document, owner)])


def find_link_problems(document: dict[str, Any], parts: list[Part]) -> Findings:
    """Yield links to unknown operations, parameters that their operations do not have, and invalid expressions."""
    pointers = {part.pointer: part for part in parts}
    operations = {
        identifier: part
        for part in reversed(parts)
        if part.kind == "operation" and isinstance(identifier := part.data.get("operationId"), str)
    }
    for part in parts:
        if part.kind != "link" or not ({"operationId", "operationRef"} & part.data.keys()):
            continue
        key = "operationId" if "operationId" in part.data else "operationRef"
        identifier = part.data[key]
        target = _find_link_target(identifier, operations if key == "operationId" else pointers)
        if target is None:
            known = list(reversed(operations)) if key == "operationId" else ()
            message = f"unknown {key} {identifier!r}.{suggest_name(str(identifier), known)}"
            yield Finding(join(part.pointer, key), message, "warning", Edit(part.pointer))
            continue
        declared = _declared_parameters(document, pointers, target)
        accepted = {form for location, name in declared for form in (name, f"{location}.{name}")}
        for name in part.mapping("parameters"):
            if name not in accepted:
                message = f"{identifier} has no parameter {name!r}.{suggest_name(name, sorted(accepted))}"
                pointer = join(part.pointer, "parameters", name)
                yield Finding(pointer, message, "warning", Edit(pointer))
    found = dict[str, Finding]()  # operations share components
    for operation in (part for part in parts if part.kind == "operation"):
        declared = _declared_parameters(document, pointers, operation)
        for link in _iter_links(document, operation):
            for finding in _find_expression_problems(link, declared):
                found.setdefault(finding.pointer, finding)
    yield from found.values()


def _find_link_target(identifier: Any, targets: Mapping[str, Part]) -> Part | None:
    name = join("", *split(identifier)) if str(identifier).startswith("#/") else identifier
    part = targets.get(name) if isinstance(name, str) else None
    return part if part is not None and part.kind == "operation" else None


def _declared_parameters(document: Any, pointers: Mapping[str, Part], operation: Part) -> set[tuple[str, str]]:
    """Return the location and the name of each parameter of an operation and of its path."""
    path = pointers[operation.pointer.rpartition("/")[0]]
    return {(location, name) for owner in (path, operation) for _, location, name in _iter_parameters(document, owner)}


def _iter_links(document: Any, operation: Part) -> Iterator[Part]:
    for response in iter_children(operation):
        target = resolve_part(document, response) if response.kind == "response" else None
        for part in () if target is None else iter_children(target):
            link = resolve_part(document, part) if part.kind == "link" else None
            if link is not None:
                yield link


def _find_expression_problems(link: Part, declared: set[tuple[str, str]]) -> Findings:
    """Yield the parameters of a link whose runtime expressions have no value in any response of an operation."""
    for name, value in link.mapping("parameters").items():
        if not isinstance(value, str) or not {"$", "{", "}"} & {*value}:
            continue
        pointer = join(link.pointer, "parameters", name)
        if not _RUNTIME_VALUE.fullmatch(value):
            yield Finding(pointer, f"{value!r} is not a runtime expression", "warning", Edit(pointer))
        for location, parameter in _REQUEST_PARAMETER.findall(value):
            if (location, parameter) not in declared:
                message = f"{value!r}: the operation of this response has no {location} parameter {parameter!r}."
                known = sorted(known for place, known in declared if place == location)
                yield Finding(pointer, message + suggest_name(parameter, known), "warning", Edit(pointer))
