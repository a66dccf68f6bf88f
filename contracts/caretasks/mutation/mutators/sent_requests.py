"""Sent requests: find their violations of the spec, and return them with other parameters or cookies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from caretasks.core.http import is_json
from caretasks.core.missing import MISSING
from caretasks.mutation.injection import SentRequest
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.operation import parameters
from caretasks.openapi.schema.validation import iter_violations


def parameter_violations(operation: Operation, request: SentRequest) -> dict[tuple[str, str], str]:
    """Return the violation of each invalid parameter, by location and name.

    A violation is `required` if the parameter is missing, and `schema` if its value is invalid.
    """
    return {
        (parameter.location, parameter.name): violation
        for parameter, violation in parameters.iter_parameter_violations(operation, request.raw_parameters)
    }


def body_violation(operation: Operation, request: SentRequest) -> str:
    """Return the violation of the body.

    Returns:
        `body` if a required body is missing, `json` if it is not JSON, `schema` if it is invalid; empty if it is valid.
    """
    if not request.body:
        return "body" if operation.body_required else ""
    if operation.body is None or not is_json(request.headers.get("content-type", "")):
        return ""
    if request.json is MISSING:
        return "json"
    schema = operation.body.schema
    return "schema" if schema is not None and any(iter_violations(schema, request.json, in_request=True)) else ""


def is_valid_request(operation: Operation, request: SentRequest) -> bool:
    """Return whether the parameters and the body conform to the spec."""
    return not parameter_violations(operation, request) and not body_violation(operation, request)


def with_parameter(request: SentRequest, parameter: Parameter, values: Mapping[str, Any]) -> SentRequest:
    """Return the request with another value for a parameter.

    Args:
        request: The request.
        parameter: The parameter.
        values: The serialized value: strings or lists of strings by name, as `serialize_parameter` returns them.
    """
    new = {name: list(value) if isinstance(value, list) else [value] for name, value in values.items()}
    match parameter.location:
        case "path":
            return replace(
                request, path_values={**request.path_values, **{name: value for name, (value,) in new.items()}}
            )
        case "query":
            replaced = {*new, *parameters.parameter_reader(parameter).sent_strings(request.raw_parameters)}
            others = [(name, value) for name, value in request.query if name not in replaced]
            return replace(request, query=(*others, *((name, value) for name in new for value in new[name])))
        case "header":
            headers = {name.lower(): ", ".join(strings) for name, strings in new.items()}
            return replace(request, headers={**request.headers, **headers})
    return with_cookies(request, {name: strings[-1] for name, strings in new.items()})


def with_cookies(request: SentRequest, cookies: Mapping[str, str]) -> SentRequest:
    """Return the request with some cookies replaced or added."""
    sent_cookies = {name: strings[0] for name, strings in request.raw_parameters["cookie"].items()}
    header = "; ".join(f"{name}={value}" for name, value in {**sent_cookies, **cookies}.items())
    return replace(request, headers={**request.headers, "cookie": header})
