"""Numbers of findings: those of several operations about one part of `components` have one cause."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from caretasks.conformance.reports.numbering import number_findings
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.document import Api
from tests.servers.faulty import QUICK, MockExchange, with_changed_responses

TEXT = {"schema": {"type": "string"}}
TRACE = {"Trace": {"required": True, "schema": {"type": "integer"}}}


def make_api(*responses: dict[str, Any], **components: Any) -> Api:
    paths = {
        f"/{name}": {"get": {"operationId": name, "responses": {"200": response}}}
        for name, response in zip("ab", responses, strict=True)
    }
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, "components": components}
    return Api("letters", document, None, "letters")


def send_html(exchange: MockExchange) -> None:
    exchange.headers["content-type"] = "text/html"


def send_trace(exchange: MockExchange) -> None:
    exchange.headers["trace"] = "none" if exchange.path.endswith("/a") else "many"


def omit_trace(exchange: MockExchange) -> None:
    exchange.headers.pop("trace")


REFERENCE = {"$ref": "#/components/responses/Letter"}
INLINE = {"description": "", "headers": TRACE, "content": {"application/json": TEXT}}
SHARED_HEADER = {**INLINE, "headers": {"Trace": {"$ref": "#/components/headers/Trace"}}}


@pytest.mark.parametrize(
    ("response", "change", "count"),
    [
        (REFERENCE, send_html, 1),
        (REFERENCE, omit_trace, 1),
        (REFERENCE, send_trace, 1),
        (SHARED_HEADER, omit_trace, 1),
        (INLINE, send_html, 2),
        (INLINE, omit_trace, 2),
    ],
)
def test_violations_of_a_shared_response_or_header_have_one_number(
    response: dict[str, Any], change: Any, count: int
) -> None:
    api = make_api(response, response, responses={"Letter": INLINE}, headers=TRACE)
    target = in_process_target(api)
    result = check_target(replace(target, server=with_changed_responses(target.app, change)), QUICK)
    number_findings([result])
    found = [finding for operation in result.operations for finding in operation.failures]
    assert [finding.operation for finding in found] == ["a", "b"]
    assert len({finding.number for finding in found}) == count
