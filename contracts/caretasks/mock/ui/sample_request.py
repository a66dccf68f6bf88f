"""The first request to send to an API: one that its stand-in answers with a success, as a line for the shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from caretasks.mock.resources.examples import documented_things
from caretasks.openapi.document import Api, Operation, Parameter, SecurityScheme
from caretasks.openapi.schema.minimal import build
from caretasks.openapi.schema.validation import fits

_KEY = "KEY"


def curl(api: Api, url: str) -> str | None:
    """A command that reads what the document shows, or else creates it; None for an API without operations.

    Args:
        api: the API.
        url: its base URL.
    """
    operation = _first(api)
    if operation is None:
        return None
    sent: dict[str, dict[str, str]] = {"header": {}, "query": {}, "cookie": {}, "path": {}}
    place = next(iter(documented_things(operation)), ({}, None))[0] if not operation.writes else {}
    for parameter in operation.parameters:
        if parameter.required:
            sent[parameter.location][parameter.name] = _text(place.get(parameter.name, _value(parameter)))
    for scheme in next(iter(operation.security), ()):
        where, name, value = _credentials(scheme)
        sent[where][name] = value
    if sent["cookie"]:
        sent["header"]["Cookie"] = "; ".join(f"{name}={value}" for name, value in sent["cookie"].items())
    body = _body(operation)
    if body is not None:
        sent["header"]["Content-Type"] = "application/json"
    words = ["curl", _target(operation, url, sent)]
    words += [] if operation.method == "get" else ["-X", operation.method.upper()]
    for name, value in sent["header"].items():
        words += ["-H", f"{name}: {value}"]
    words += [] if body is None else ["-d", json.dumps(body, ensure_ascii=False)]
    return shlex.join(words)


def _first(api: Api) -> Operation | None:
    """A read that has an example of its own, else a write with an example, else any operation."""

    def rank(operation: Operation) -> int:
        if not operation.writes:
            return 0 if documented_things(operation) else 2
        return 1 if operation.body is not None and operation.body.examples() else 3

    return min(api.operations, key=rank, default=None)


def _value(parameter: Parameter) -> Any:
    example = next(iter(parameter.examples().values()), None)
    if example is not None or parameter.schema is None:
        return example
    return "any" if fits(parameter.schema, "any") else build(parameter.schema)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value)


def _credentials(scheme: SecurityScheme) -> tuple[str, str, str]:
    if scheme.header is not None:
        basic = str(scheme.node.get("scheme", "")).lower() == "basic"
        return "header", scheme.header, scheme.prefix + ("S0VZOktFWQ==" if basic else _KEY)
    return str(scheme.node.get("in", "header")), str(scheme.node.get("name", "")), _KEY


def _body(operation: Operation) -> Any:
    media = operation.body
    if media is None:
        return None
    examples = list(media.examples().values())
    if examples or media.schema is None:
        return examples[0] if examples else None
    return build(media.schema)


def _target(operation: Operation, url: str, sent: Mapping[str, Mapping[str, str]]) -> str:
    path = operation.path
    for name, value in sent["path"].items():
        path = path.replace("{" + name + "}", quote(value, safe=""))
    return url + path + ("?" + urlencode(sent["query"]) if sent["query"] else "")
