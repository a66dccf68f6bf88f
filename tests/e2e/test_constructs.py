"""Constructs of OpenAPI at a server: a correct one passes, and one with a single fault fails."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from caretasks.conformance.config import Settings
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Api
from caretasks.openapi.normalization import normalize

QUICK = Settings(max_examples=10)
LIST = {"name": "p", "in": "query", "explode": False, "required": True}
ITEMS = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
PINS = {"type": "object", "required": ["pin"], "properties": {"pin": {"type": "integer", "minimum": 1, "maximum": 9}}}
REJECTED = {"400": {"description": ""}}


def find_failures(operation: dict[str, Any], method: str, respond: Any) -> list[str]:
    """Return the checks that a server fails."""
    document = {"openapi": "3.1.0", "info": {"title": ""}, "paths": {"/a": {method: {"operationId": "a", **operation}}}}
    app = Starlette(routes=[Route("/some/a", respond, methods=[method.upper()])])
    target = Target(Api("some", normalize(document), None, "some"), app, "/some", "key")
    result = check_target(target, QUICK)
    assert (result.errors, result.operations[0].errors) == ([], [])
    return [failure.check for failure in result.operations[0].failures]


@pytest.mark.parametrize(
    ("documented", "sent", "passes"), [("302", 302, True), ("410", 410, True), ("410", 200, False)]
)
def test_a_server_that_only_redirects_or_is_gone(documented: str, sent: int, passes: bool) -> None:
    responses = {documented: {"description": ""}}
    failures = find_failures({"responses": responses}, "get", lambda request: Response(status_code=sent))
    assert (failures == []) is passes


@pytest.mark.parametrize("splits_encoded", [False, True])
def test_reads_an_encoded_comma_as_part_of_an_item(splits_encoded: bool) -> None:
    def respond(request: Request) -> Response:
        query = request.url.query.replace("%2C", ",") if splits_encoded else request.url.query
        texts = [pair[2:] for pair in query.split("&") if pair.startswith("p=")]
        return Response(status_code=204 if len(texts) == 1 and texts[0].count(",") == 1 else 400)

    parameter = {**LIST, "schema": ITEMS, "example": ["a,b", "c"]}
    operation = {"parameters": [parameter], "responses": {"204": {"description": ""}, **REJECTED}}
    assert (find_failures(operation, "get", respond) == []) is not splits_encoded


@pytest.mark.parametrize("is_strict", [True, False])
def test_covers_and_checks_a_form(is_strict: bool) -> None:
    async def respond(request: Request) -> Response:
        pins = [pair[4:] for pair in (await request.body()).decode().split("&") if pair.startswith("pin=")]
        is_valid = len(pins) == 1 and (not is_strict or (pins[0].isdecimal() and pins[0] in "123456789"))
        return Response(status_code=204 if is_valid else 400)

    body = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": PINS}}}
    operation = {"requestBody": body, "responses": {"204": {"description": ""}, **REJECTED}}
    assert (find_failures(operation, "post", respond) == []) is is_strict
