"""Explanations of the errors of openapi-python-client, with JSON pointers into the spec."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openapi_python_client.parser.errors import GeneratorError

from caretasks.codegen.operations.document import generator_path
from caretasks.codegen.preparation.client_document import ClientDocument
from caretasks.codegen.preparation.reduction import UNSUPPORTED, Complaint
from caretasks.codegen.property_readers import text_of
from caretasks.core.http import media_type_essence
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.json_pointer import join

# What the generator says about an operation, and why that is so.
_REASONS = {
    "Parameters with same Python identifier": "two of its parameters have the same name in Python",
    "Incorrect path templating": "the parameters in its path are not those that it declares",
    "MUST NOT contain duplicates": "a parameter is declared twice",
    "is not allowed in": "a parameter has a type that cannot be sent in its location",
    "Endpoint requires a body": "its body has no media type that the client can send",
}


def explain(api: Api, document: ClientDocument, error: GeneratorError) -> Iterator[Complaint]:
    """Yield the nodes of a spec that an error of the generator is about, and the reasons."""
    text = " ".join(part for part in map(text_of, (error.header, error.detail or "")) if part)
    operation = next(
        (each for each in api.operations if f"{each.method.upper()} {generator_path(each.path)} " in text), None
    )
    if operation is not None:
        yield from _explain_operation(operation, text)
        return
    named = re.search(r"/components/schemas/(\w+)", text) or re.search(r"process schema (\w+)", text)
    pointers = () if named is None else document.pointers(named[1])
    yield pointers[-1] if pointers else "", UNSUPPORTED


def _explain_operation(operation: Operation, text: str) -> Iterator[Complaint]:
    """Yield the media types that a message names, or else the operation."""
    owners = [
        (each.pointer, each.data, _media_types(r"Unsupported content_type ([^)]*)", text))
        for each in operation.responses.values()
    ]
    if "requestBody" in operation.data:
        body = operation.child("requestBody")
        owners.append((body.pointer, body.data, _media_types(r"Unsupported content type (\S*)", text)))
    found = [
        join(pointer, "content", media_type)
        for pointer, data, names in owners
        for media_type in data.get("content", {})
        if media_type in names or media_type_essence(media_type) in names
    ]
    for pointer in found:
        yield pointer, "the client does not support it"
    if not found:
        reason = next((reason for message, reason in _REASONS.items() if message in text), UNSUPPORTED)
        yield operation.pointer, reason


def _media_types(pattern: str, text: str) -> set[str]:
    return {name for listed in re.findall(pattern, text) for name in re.split(r",\s*", listed)}
