"""A sample request for the landing page: a curl command to which the mock server returns a success."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from caretasks.mock.resources.examples import documented_resources
from caretasks.openapi.document import Api, Operation, Parameter, SecurityScheme
from caretasks.openapi.schema.minimal import minimal_value
from caretasks.openapi.schema.validation import is_valid

_PLACEHOLDER_KEY = "KEY"


def sample_curl_command(api: Api, url: str) -> str | None:
    """Return a curl command that reads a documented resource or creates one, or None for an API without operations.

    Args:
        api: The API.
        url: Its base URL.
    """
    operation = _sample_operation(api)
    if operation is None:
        return None
    sent: dict[str, dict[str, str]] = {"header": {}, "query": {}, "cookie": {}, "path": {}}
    path = {} if operation.is_write else next(iter(documented_resources(operation)), ({}, None))[0]
    for parameter in operation.parameters:
        if parameter.required:
            value = path.get(parameter.name, _sample_value(parameter))
            sent[parameter.location][parameter.name] = _format_value(value)
    for scheme in next(iter(operation.security), ()):
        location, name, credential = _credentials(scheme)
        sent[location][name] = credential
    if sent["cookie"]:
        sent["header"]["Cookie"] = "; ".join(f"{name}={value}" for name, value in sent["cookie"].items())
    body = _sample_body(operation)
    if body is not None:
        sent["header"]["Content-Type"] = "application/json"
    command = ["curl", _build_url(operation, url, sent)]
    command += [] if operation.method == "get" else ["-X", operation.method.upper()]
    for name, value in sent["header"].items():
        command += ["-H", f"{name}: {value}"]
    command += [] if body is None else ["-d", json.dumps(body, ensure_ascii=False)]
    return shlex.join(command)


def _sample_operation(api: Api) -> Operation | None:
    """Return a read with an example, otherwise a write with an example, otherwise any operation."""

    def rank(operation: Operation) -> int:
        if not operation.is_write:
            return 0 if documented_resources(operation) else 2
        return 1 if operation.body is not None and operation.body.examples() else 3

    return min(api.operations, key=rank, default=None)


def _sample_value(parameter: Parameter) -> Any:
    example = next(iter(parameter.examples().values()), None)
    if example is not None or parameter.schema is None:
        return example
    return "any" if is_valid(parameter.schema, "any") else minimal_value(parameter.schema)


def _format_value(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_format_value, value))
    return value if isinstance(value, str) else json.dumps(value)


def _credentials(scheme: SecurityScheme) -> tuple[str, str, str]:
    """Return the location, the name and a placeholder value for a security scheme."""
    if scheme.header_name is not None:
        is_basic = str(scheme.data.get("scheme", "")).lower() == "basic"
        value = "S0VZOktFWQ==" if is_basic else _PLACEHOLDER_KEY  # KEY:KEY
        return "header", scheme.header_name, scheme.key_prefix + value
    return str(scheme.data.get("in", "header")), str(scheme.data.get("name", "")), _PLACEHOLDER_KEY


def _sample_body(operation: Operation) -> Any:
    media = operation.body
    if media is None:
        return None
    examples = list(media.examples().values())
    if examples or media.schema is None:
        return examples[0] if examples else None
    return minimal_value(media.schema)


def _build_url(operation: Operation, url: str, sent: Mapping[str, Mapping[str, str]]) -> str:
    path = operation.path
    for name, value in sent["path"].items():
        path = path.replace("{" + name + "}", quote(value, safe=""))
    return url + path + ("?" + urlencode(sent["query"]) if sent["query"] else "")
