"""A sample request for the landing page: a curl command to which the mock server returns a success."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from caretasks.core.curl import format_command
from caretasks.core.http import JSON_MEDIA_TYPE, Request, encode_path_parameters
from caretasks.core.strict_json import encode_json
from caretasks.mock.operations.operation import compile_operation
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.credentials import encode_credential, is_basic
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.schema.examples import valid_body, valid_parameter
from caretasks.openapi.schema.sampling import SamplingUnavailableError


def sample_curl_command(api: Api, url: str) -> str | None:
    """Return a curl command that reads a documented resource or creates one; None if there is no such operation.

    The operation needs no value that cannot be built without the extra `sample`.
    """
    operation = min(api.operations, key=_rank, default=None)
    with suppress(SamplingUnavailableError):
        return None if operation is None else _format_request(operation, url)
    return None


def _format_request(operation: Operation, url: str) -> str:
    sent: dict[str, dict[str, Any]] = {"header": {}, "query": {}, "cookie": {}, "path": {}}
    path = {} if operation.is_write else next(iter(compile_operation(operation).documented_resources), ({}, None))[0]
    for parameter in operation.parameters:
        if parameter.required:
            value = path.get(parameter.name, valid_parameter(parameter))
            sent[parameter.location].update(serialize_parameter(parameter, value))
    for scheme in next(iter(operation.security), ()):
        location, name = scheme.key_location
        if location:
            sent[location][name] = encode_credential(scheme, "KEY:KEY" if is_basic(scheme) else "KEY")
    if sent["cookie"]:
        sent["header"]["Cookie"] = "; ".join(f"{name}={value}" for name, value in sent["cookie"].items())
    body = b"" if operation.body is None else encode_json(valid_body(operation.body))
    if body:
        sent["header"]["Content-Type"] = JSON_MEDIA_TYPE
    url += operation.path
    for name, encoded in encode_path_parameters(sent["path"]).items():
        url = url.replace("{" + name + "}", encoded)
    url += "?" + urlencode(sent["query"], doseq=True) if sent["query"] else ""
    return format_command(Request(operation.method.upper(), url, tuple(sent["header"].items()), body))


def _rank(operation: Operation) -> int:
    """Prefer a read of a documented resource, then one with an example, then a write with one, then any other read."""
    if not operation.is_write:
        compiled = compile_operation(operation)
        return 0 if compiled.documented_resources else 1 if compiled.examples else 3
    return 2 if operation.body is not None and operation.body.examples() else 4
