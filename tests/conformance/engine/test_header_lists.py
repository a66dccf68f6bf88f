"""Lists in response headers, as HTTP writes them."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from caretasks.conformance.config import Settings
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Api

ITEM = {"type": "string", "enum": ["a", "b"]}


@pytest.mark.parametrize(
    ("items", "text", "is_accepted"),
    [
        (ITEM, "a, b", True),
        (ITEM, "a,b", True),
        (ITEM, "", True),
        (ITEM, "a, c", False),
        ({"$ref": "#/components/schemas/Number"}, "1, 2", True),
        ({"$ref": "#/components/schemas/Number"}, "1, x", False),
    ],
)
def test_reads_a_list_in_a_header_with_spaces_around_commas(items: Any, text: str, is_accepted: bool) -> None:
    headers = {"X-Tags": {"schema": {"type": "array", "items": items}}}
    operation = {"operationId": "get", "responses": {"200": {"description": "", "headers": headers}}}
    components = {"schemas": {"Number": {"type": "integer"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": ""},
        "paths": {"/a": {"get": operation}},
        "components": components,
    }
    app = Starlette(routes=[Route("/some/a", lambda request: Response(headers={"X-Tags": text}))])
    target = Target(Api("some", document, None, "some"), app, "/some", "key")
    failures = check_target(target, Settings(max_examples=1)).operations[0].failures
    assert [each.pointer for each in failures] == ([] if is_accepted else ["response header x-tags"])
