"""Severity of a violation of the OpenAPI schema, and the edit with which the rest of a spec can be used.

The edit removes the smallest node: a keyword of a schema, otherwise a key of an object that OpenAPI defines, otherwise
the object. Where the meaning is clear, the edit corrects the node instead.
"""

from __future__ import annotations

from collections.abc import Mapping

import jsonschema_rs

from caretasks.openapi.document import HTTP_METHODS
from caretasks.openapi.json_pointer import Edit, accept_any_value, join
from caretasks.openapi.parts import SCHEMA_ANNOTATIONS, Part, child_form
from caretasks.openapi.problems import Finding

_Kind = jsonschema_rs.ValidationErrorKind

# What `openapi.document` reads, apart from schemas. Without any other key nothing is lost but a description.
_USED_KEYS = frozenset(
    {
        *("components", "callbacks", "info", "openapi", "paths", "security", "servers", "webhooks"),
        *("url", "variables", *HTTP_METHODS, "operationId", "parameters", "requestBody", "responses"),
        *("content", "encoding", "headers", "in", "name", "schema", "scheme", "type"),
    }
)
_IDENTITY_KEYS: Mapping[str, frozenset[str]] = {
    "parameter": frozenset({"name", "in"}),
    "server": frozenset({"url"}),
    "request-body": frozenset({"content"}),
    "security-scheme": frozenset({"type", "name", "in", "scheme"}),
}
"""The keys without which an object has no meaning."""
_OLD_BOOLEANS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum", "required": ""}
"""The keywords that were booleans in earlier versions of JSON Schema, each with the limit that it changes."""
_OTHER_DRAFTS = frozenset({"$recursiveAnchor", "id", "$id", "$anchor", "$comment", "$vocabulary"})
"""Keywords for the identity of a schema. References in a spec are JSON pointers."""


def with_repair(finding: Finding, error: jsonschema_rs.ValidationError, owner: Part, keys: list[str]) -> Finding:
    """Return a finding of a violation with its severity and its edit.

    Args:
        finding: The violation.
        error: The error of the validator.
        owner: The part that contains the location of the violation.
        keys: The tokens from the owner to the location.
    """
    if owner.kind == "schema":
        return _repair_schema(finding, error, owner, keys)
    if isinstance(error.kind, _Kind.UnevaluatedProperties | _Kind.AdditionalProperties):
        return _repair_unknown_key(finding, owner, keys)
    if isinstance(error.kind, _Kind.PropertyNames | _Kind.MinProperties):
        return finding._replace(severity="warning")  # a name with other characters is a name, and a set may be empty
    if (correction := _correct(owner, keys)) is not None:
        return finding._replace(severity="warning", edit=correction)
    if owner.kind == "document" and keys in ([], ["info"], ["paths"]):
        return finding
    if isinstance(error.kind, _Kind.Required) and len(keys) <= 1 and not _identifies(owner, error.kind.property):
        return finding._replace(severity="warning")
    return _remove(finding, owner, keys)


def _identifies(owner: Part, key: str) -> bool:
    return key in _IDENTITY_KEYS.get(owner.kind, ())


def _repair_schema(finding: Finding, error: jsonschema_rs.ValidationError, owner: Part, keys: list[str]) -> Finding:
    if not keys:
        return _limit(finding, accept_any_value(owner.pointer), "this schema accepts any value")
    keyword = keys[0]
    pointer, value = join(owner.pointer, keyword), owner.data.get(keyword)
    if keyword == "required" and isinstance(value, list) and len(keys) == 1:
        return finding._replace(severity="warning", edit=Edit(pointer, list(dict.fromkeys(map(str, value)))))
    if isinstance(value, bool) and keyword in _OLD_BOOLEANS:
        limit = owner.data.get(_OLD_BOOLEANS[keyword]) if value else None
        edit = Edit(pointer) if limit is None else Edit(pointer, limit)
        return finding._replace(severity="warning", edit=edit)
    if keyword in SCHEMA_ANNOTATIONS or keyword in _OTHER_DRAFTS:
        return finding._replace(severity="warning", edit=Edit(pointer))
    if child_form("schema", keyword)[:1] in ("*", "+") and len(keys) > 1:
        return _limit(finding, accept_any_value(join(pointer, keys[1])), "this schema accepts any value")
    return _limit(finding, Edit(pointer), f"`{keyword}` has no effect")


def _repair_unknown_key(finding: Finding, owner: Part, keys: list[str]) -> Finding:
    if owner.kind == "document" and keys == ["paths"]:
        return _limit(finding, Edit(finding.pointer), "this path is left out")
    if keys == ["responses"]:
        return _limit(finding, Edit(finding.pointer), "this response is left out")
    if finding.pointer.endswith("/$ref"):
        return _limit(finding, Edit(finding.pointer), "it has no effect")
    return finding._replace(severity="warning")


def _correct(owner: Part, keys: list[str]) -> Edit | None:
    """Return an edit that corrects a violation of which the meaning is clear."""
    if owner.kind in ("parameter", "header") and "$ref" not in owner.data:
        if "schema" not in owner.data and "content" not in owner.data and keys == []:
            return Edit(join(owner.pointer, "schema"), {})
        if "schema" in owner.data and "content" in owner.data and keys == []:
            return Edit(join(owner.pointer, "content"))
        if owner.data.get("in") == "path" and owner.data.get("required") is not True and keys in ([], ["required"]):
            return Edit(join(owner.pointer, "required"), True)
    if owner.kind == "info":
        title = owner.data.get("title")
        return Edit("/info/title", "Untitled API") if not isinstance(title, str) else _removed_key(owner, keys)
    if owner.kind == "server" and keys[:1] == ["variables"] and len(keys) > 1:
        documented = owner.mapping("variables").get(keys[1])
        values = documented.get("enum") if isinstance(documented, Mapping) else None
        first = values[0] if isinstance(values, list) and values and isinstance(values[0], str) else keys[1]
        return Edit(join(owner.pointer, *keys[:2]), {"default": first})
    return None


def _removed_key(owner: Part, keys: list[str]) -> Edit | None:
    return Edit(join(owner.pointer, keys[0])) if keys and keys[0] in owner.data else None


def _remove(finding: Finding, owner: Part, keys: list[str]) -> Finding:
    """Remove the smallest node that contains a violation and is optional."""
    if not keys or _identifies(owner, keys[0]):
        return _limit(finding, Edit(owner.pointer), f"this {_describe(owner.kind)} is left out")
    form = child_form(owner.kind, keys[0])
    length = 2 if form[:1] in ("*", "+") and len(keys) > 1 else 1
    edit = Edit(join(owner.pointer, *keys[:length]))
    if keys[0] not in _USED_KEYS:
        return finding._replace(severity="warning", edit=edit)
    what = f"this {_describe(form.lstrip('*+'))}" if form and (length == 2 or form[0] not in "*+") else f"`{keys[0]}`"
    return _limit(finding, edit, f"{what} is left out")


def _describe(kind: str) -> str:
    return kind.replace("-", " ") or "node"


def _limit(finding: Finding, edit: Edit, effect: str) -> Finding:
    return finding._replace(message=f"{finding.message}; {effect}", severity="limitation", edit=edit)
