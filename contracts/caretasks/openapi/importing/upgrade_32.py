"""OpenAPI 3.2 to 3.1: what 3.1 can express in another way. The rest is left out, and named in the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from caretasks.openapi.importing.changes import ChangeLog
from caretasks.openapi.json_pointer import join, split
from caretasks.openapi.parts import Part

_EVENT_STREAM = "text/event-stream"


def downgrade(document: dict[str, Any], parts: list[Part], changes: ChangeLog) -> None:
    """Rewrite a document of version 3.2 in place."""
    if document.pop("$self", None) is not None:
        changes.add("`$self` was removed", "")
    components = document.get("components")
    if isinstance(components, dict) and components.pop("mediaTypes", None):
        changes.add("references to media types were replaced by the media types", "/components/mediaTypes")
    for index, tag in enumerate(document.get("tags") or ()):
        _rename(tag, ("summary", "parent", "kind"), join("/tags", index), changes)
    for part in parts:
        rewrite = _REWRITES.get(part.kind)
        if rewrite is not None and isinstance(part.data, dict):
            rewrite(part.data, part.pointer, changes)


def _rename(value: Any, keys: tuple[str, ...], pointer: str, changes: ChangeLog) -> None:
    """Make keys that 3.1 does not have extensions."""
    for key in keys:
        if isinstance(value, dict) and key in value:
            value[f"x-{key}"] = value.pop(key)
            changes.add(f"`{key}`, which OpenAPI 3.1 does not have there, became `x-{key}`", pointer)


def _rewrite_path_item(item: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    methods = {"QUERY": item.pop("query", None)} | (item.pop("additionalOperations", None) or {})
    for method, operation in methods.items():
        if operation is not None:
            path = split(pointer)[-1]
            changes.leave_out(pointer, f"the operation {method} {path}: OpenAPI 3.1 does not have this method")


def _rewrite_operation(operation: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    _remove_query_strings(operation, pointer, changes)
    for each in operation.get("servers") or ():
        _rename(each, ("name",), pointer, changes)


def _remove_query_strings(owner: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    parameters = owner.get("parameters")
    for parameter in list(parameters) if isinstance(parameters, list) else ():
        if isinstance(parameter, dict) and parameter.get("in") == "querystring" and "$ref" not in parameter:
            _rewrite_query_string(parameter, pointer, changes)
            if parameter["in"] == "querystring":
                owner["parameters"] = [each for each in owner["parameters"] if each is not parameter]
                changes.leave_out(pointer, "a parameter that is the whole query string: OpenAPI 3.1 has no such one")


def _rewrite_query_string(parameter: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    content = parameter.get("content")
    form = content.get("application/x-www-form-urlencoded") if isinstance(content, Mapping) else None
    if isinstance(form, Mapping) and "schema" in form:
        del parameter["content"]
        parameter.update({"in": "query", "style": "form", "explode": True, "schema": form["schema"]})
        changes.add("a form as query string became an exploded query parameter", pointer, str(parameter.get("name")))


def _rewrite_parameter(parameter: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    if parameter.get("in") == "querystring":
        _rewrite_query_string(parameter, pointer, changes)
    if parameter.get("style") == "cookie":
        parameter["style"] = "form"
        changes.add("the style `cookie` became `form`", pointer)


def _rewrite_media_type(media: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    if "itemSchema" in media:
        item = media.pop("itemSchema")
        if split(pointer)[-1] == _EVENT_STREAM:
            item = _event_data(item)
        media.setdefault("schema", item)
        changes.add("the `itemSchema` of a stream became its `schema`", pointer)
    for key in ("prefixEncoding", "itemEncoding"):
        if media.pop(key, None) is not None:
            changes.leave_out(pointer, f"`{key}`, which OpenAPI 3.1 does not have")


def _event_data(item: Any) -> Any:
    """Return the schema of the data of an event, if it is described."""
    properties = item.get("properties") if isinstance(item, Mapping) else None
    data = properties.get("data") if isinstance(properties, Mapping) else None
    return data.get("contentSchema", item) if isinstance(data, Mapping) else item


def _rewrite_example(example: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    serialized = example.pop("serializedValue", None)
    if "dataValue" in example:
        example["value"] = example.pop("dataValue")
        changes.add("the `dataValue` of an example became its `value`", pointer)
    elif serialized is not None:
        example["value"] = serialized
        changes.add("the `serializedValue` of an example became its `value`", pointer)


def _rewrite_response(response: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    summary = response.pop("summary", None)
    if summary is not None:
        response.setdefault("description", summary)
        changes.add("the summary of a response became its description, or was removed", pointer)


def _rewrite_scheme(scheme: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    _rename(scheme, ("deprecated", "oauth2MetadataUrl"), pointer, changes)
    flows = scheme.get("flows")
    if isinstance(flows, dict) and flows.pop("deviceAuthorization", None) is not None:
        changes.leave_out(pointer, "the OAuth2 flow deviceAuthorization, which OpenAPI 3.1 does not have")


def _rewrite_schema(schema: dict[str, Any], pointer: str, changes: ChangeLog) -> None:
    discriminator = schema.get("discriminator")
    _rename(discriminator, ("defaultMapping",), pointer, changes)
    xml = schema.get("xml")
    if isinstance(xml, dict) and "nodeType" in xml:
        kind = xml.pop("nodeType")
        if kind == "attribute":
            xml["attribute"] = True
        changes.add("the `nodeType` of `xml` became `attribute`, or was removed", pointer)


_REWRITES: dict[str, Callable[[dict[str, Any], str, ChangeLog], None]] = {
    "example": _rewrite_example,
    "media-type": _rewrite_media_type,
    "operation": _rewrite_operation,
    "parameter": _rewrite_parameter,
    "path-item": _rewrite_path_item,
    "response": _rewrite_response,
    "schema": _rewrite_schema,
    "security-scheme": _rewrite_scheme,
    "server": lambda server, pointer, changes: _rename(server, ("name",), pointer, changes),
}
