"""The credentials that a target sends for each security scheme."""

from __future__ import annotations

from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.document import Api


def test_mutual_tls_needs_no_header_and_no_parameter() -> None:
    document = {
        "paths": {"/": {"get": {"responses": {"200": {"description": ""}}}}},
        "components": {"securitySchemes": {"tls": {"type": "mutualTLS"}}},
        "security": [{"tls": []}],
    }
    target = in_process_target(Api("tls", document, None, "tls"))
    assert target.credentials_for(target.api.operations[0]) == {"header": {}, "query": {}, "cookie": {}}


def test_two_schemes_with_the_same_header_are_each_sent_to_their_operations() -> None:
    schemes = {"basic": {"type": "http", "scheme": "basic"}, "bearer": {"type": "http", "scheme": "bearer"}}
    paths = {
        f"/{name}": {"get": {"security": [{name: []}], "responses": {"200": {"description": ""}}}} for name in schemes
    }
    target = in_process_target(Api("two", {"paths": paths, "components": {"securitySchemes": schemes}}, None, "two"))
    headers = [target.credentials_for(operation)["header"] for operation in target.api.operations]
    assert [sent["Authorization"].split()[0] for sent in headers] == ["Basic", "Bearer"]
