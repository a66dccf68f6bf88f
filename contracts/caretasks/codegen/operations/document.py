"""The spec as openapi-python-client is given it: the same operations, in the constructs that it reads.

It reads one media type of a response, few media types of a body, no parameters with `content`, and no names of path
parameters with dots. What the templates know from the spec itself is left out, and only schemas remain: those of JSON
under a status, and further ones of the same response under a status that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from caretasks.codegen.compilation.names import distinct_names
from caretasks.codegen.operations.media_kinds import RequestKind, request_kind, response_kind
from caretasks.codegen.operations.parameters import python_name
from caretasks.openapi.document import Media, Node, Operation, Parameter, Response
from caretasks.openapi.json_pointer import join

_PATH_PARAMETER = re.compile(r"\{([^}]*)\}")
_READABLE_NAME = re.compile(r"[a-zA-Z_-][a-zA-Z0-9_-]*").fullmatch
_STATUS_OF_FIRST_MEDIA_TYPE = 1000
"""The first status of a media type that is not the first of its response; the generator accepts any number."""

_CONTENT_KEYS: Mapping[RequestKind, str] = {
    "json": "application/json",
    "lines": "application/json",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data",
    "binary": "application/octet-stream",
    "text": "application/octet-stream",
}


def generator_path(path: str) -> str:
    """Return a path template with the names that its parameters have for the generator."""
    return _PATH_PARAMETER.sub(lambda found: "{" + generator_name(found[1]) + "}", path)


def generator_name(name: str) -> str:
    """Return the name of a path parameter for the generator, which reads no dots and no leading digits in it."""
    return name if _READABLE_NAME(name) else python_name(name)


def parameter_names(operation: Operation) -> dict[tuple[str, str], str]:
    """Return the names that the parameters of an operation have for the generator, by their locations and names."""
    found: dict[tuple[str, str], str] = {}
    for location in dict.fromkeys(each.location for each in operation.parameters):
        names = [each.name for each in operation.parameters if each.location == location]
        wanted = {each: generator_name(each) if location == "path" else each for each in names}
        found |= {(location, name): chosen for name, chosen in distinct_names(wanted).items()}
    return found


def content_key(media: Media) -> str:
    """Return the media type under which the generator is given the schema of a body: one that it reads, and unique."""
    kind = request_kind(media)
    key = _CONTENT_KEYS[kind]
    is_read = media.essence == key or (kind == "json" and media.essence.endswith("+json"))
    return media.name if is_read and media.name.startswith(media.essence) else f"{key}; of={media.name}"


def statuses(response: Response) -> dict[str, Media]:
    """Return the media types of a response whose schema becomes a type, by the status for the generator."""
    found: dict[str, Media] = {}
    for index, media in enumerate(response.media_types):
        if response_kind(media) in ("json", "events", "lines"):
            number = int(response.status) if response.status.isdecimal() else ord(response.status[0])
            synthetic = str(_STATUS_OF_FIRST_MEDIA_TYPE * index + number)
            found[response.status if index == 0 else synthetic] = media
    return found


class Schemas(Protocol):
    """The schemas of a spec as the generator reads them, by JSON pointers.

    `parent` and `name` are those of the operation and of the part of it, after which a class is named.
    """

    def schema_at(self, pointer: str, parent: str, name: str) -> dict[str, Any]:
        """Return the schema at a pointer."""
        ...

    def schema_with_default(self, pointer: str, parent: str, name: str) -> dict[str, Any]:
        """Return the schema at a pointer, with its default if the client can have one."""
        ...


def prepare_operation(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    """Return an operation for the generator."""
    name = operation.python_name
    found: dict[str, Any] = {"operationId": name, "responses": {}}
    names = parameter_names(operation)
    found["parameters"] = [
        _parameter(each, names[each.location, each.name], name, schemas) for each in _used_parameters(operation)
    ]
    found["parameters"] += _undeclared(operation)
    if "tags" in operation.data:
        found["tags"] = list(operation.data["tags"])
    if operation.body_media:
        content = {content_key(each): {"schema": _body(each, operation, schemas)} for each in operation.body_media}
        found["requestBody"] = {"required": operation.body_required, "content": content}
    for response in operation.responses.values():
        for status, media in statuses(response).items():
            pointer = _item_pointer(media)
            schema = None if pointer is None else schemas.schema_at(pointer, name, f"response_{response.status}")
            content = {} if schema is None else {"application/json": {"schema": schema}}
            found["responses"][status] = {"description": "", "content": content}
    return found


def _used_parameters(operation: Operation) -> list[Parameter]:
    names = _PATH_PARAMETER.findall(operation.path)
    return [each for each in operation.parameters if each.location != "path" or each.name in names]


def _parameter(parameter: Parameter, name: str, operation: str, schemas: Schemas) -> dict[str, Any]:
    owner: Node = parameter
    if "content" in parameter.data:
        content = parameter.child("content")
        owner = content.child(next(iter(content.data)))
    is_in_path = parameter.location == "path"
    found = {
        "name": name,
        "in": parameter.location,
        "required": is_in_path or parameter.required,
        "schema": {},
    }
    if "schema" in owner.data:
        found["schema"] = schemas.schema_with_default(join(owner.pointer, "schema"), operation, parameter.name)
    return found


def _undeclared(operation: Operation) -> list[dict[str, Any]]:
    """Return parameters for the names in the path that the spec does not declare."""
    declared = {each.name for each in operation.path_parameters}
    names = dict.fromkeys(_PATH_PARAMETER.findall(operation.path))
    return [
        {"name": generator_name(name), "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
        if name not in declared
    ]


def _body(media: Media, operation: Operation, schemas: Schemas) -> dict[str, Any]:
    """Return the schema of a media type of a body."""
    kind = request_kind(media)
    if kind in ("text", "binary"):
        return {"type": "string", **({"format": "binary"} if kind == "binary" else {})}
    schema: dict[str, Any] = {"type": "object"} if kind in ("form", "multipart") else {}
    if "schema" in media.data:
        suffix = _NAMES[kind] if len(operation.body_media) > 1 else ""
        schema = schemas.schema_at(join(media.pointer, "schema"), operation.python_name + suffix, "body")
    return {"type": "array", "items": schema} if kind == "lines" and not _is_array(media) else schema


_NAMES = {"json": "_json", "lines": "_lines", "form": "_data", "multipart": "_files"}


def _item_pointer(media: Media) -> str | None:
    """Return the pointer to the schema of a response, or of one item of a stream; None without one."""
    if media.schema is None:
        return None
    kind = response_kind(media)
    if kind != "json" and _is_array(media):
        return join(media.schema.pointer, "items") if "items" in media.schema.data else None
    properties = media.schema.data.get("properties", {})
    if kind == "events" and "data" in properties and properties.keys() <= _EVENT_FIELDS:
        data = media.schema.child("properties", "data")
        return join(data.pointer, "contentSchema") if "contentSchema" in data.data else data.pointer
    return join(media.pointer, "schema")


_EVENT_FIELDS = {"data", "event", "id", "retry"}


def _is_array(media: Media) -> bool:
    return media.schema is not None and media.schema.data.get("type") == "array"
