"""Whether a request that was sent fits its document, as far as can be told from what the engine says of it.

The engine makes its data by its own reading of a schema, which passes over what the document asks of some texts.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from schemathesis import Case

from caretasks.mock.schemas import types
from caretasks.openapi.api import Operation, Parameter
from caretasks.openapi.validation import fits


def fit(operation: Operation, case: Case[Any], body: bytes | None) -> bool:
    """Whether the body and all parameters fit."""
    return _fit_body(operation, body) and all(_fit_text(parameter, case) for parameter in operation.parameters)


def _fit_body(operation: Operation, body: bytes | None) -> bool:
    """Whether a body fits the document; what is not JSON is not judged."""
    if operation.body is None or operation.body.schema is None or not body:
        return True
    try:
        return fits(operation.body.schema, json.loads(body))
    except ValueError:
        return True


def _fit_text(parameter: Parameter, case: Case[Any]) -> bool:
    """Whether a parameter fits the document; only a plain text is judged, since it is sent as it stands."""
    places = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}
    value = (places[parameter.location] or {}).get(parameter.name)
    if parameter.schema is None or not isinstance(value, str) or {*types(parameter.schema)} - {"null"} != {"string"}:
        return True
    if "null" in types(parameter.schema) and value in ("", "null"):
        return True  # what null is written as
    return fits(parameter.schema, unquote(value) if parameter.location == "path" else value)
