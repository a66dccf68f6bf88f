"""What is wrong with a request, and a request with other parts: for the faults of servers that do not mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mutation.injection import Sent
from caretasks.mutation.mutators.credentials import with_cookies
from caretasks.openapi.document import Operation, Parameter, is_json
from caretasks.openapi.operation import parameters
from caretasks.openapi.schema.validation import violations


def wrong_parameters(operation: Operation, sent: Sent) -> dict[tuple[str, str], str]:
    """The parameters of a request that are wrong, by location and name: `required` if missing, else `schema`."""
    return {(each.location, each.name): word for each, word in parameters.unfit(operation, sent.by_location)}


def wrong_body(operation: Operation, sent: Sent) -> str:
    """What is wrong with the body of a request: `body` where it is missing, `json` where it is none, `schema`."""
    if not sent.body:
        return "body" if operation.body_required else ""
    if operation.body is None or not is_json(sent.headers.get("content-type", "")):
        return ""
    if sent.json is MISSING:
        return "json"
    schema = operation.body.schema
    return "schema" if schema is not None and any(violations(schema, sent.json, sent=True)) else ""


def with_parameter(sent: Sent, parameter: Parameter, texts: Mapping[str, Any]) -> Sent:
    """A request with other texts for a parameter, by the names under which they stand."""
    every = {name: list(value) if isinstance(value, list) else [value] for name, value in texts.items()}
    gone = {*every, *parameters.given(parameter, sent.by_location)}
    match parameter.location:
        case "path":
            return replace(sent, path={**sent.path, **{name: value for name, (value,) in every.items()}})
        case "query":
            kept = tuple((name, value) for name, value in sent.query if name not in gone)
            return replace(sent, query=(*kept, *((name, value) for name, values in every.items() for value in values)))
        case "header":
            named = {name.lower(): ", ".join(values) for name, values in every.items()}
            return replace(sent, headers={**sent.headers, **named})
    cookies = {name: found[0] for name, found in sent.by_location["cookie"].items()}
    return with_cookies(sent, {**cookies, **{name: values[-1] for name, values in every.items()}})
