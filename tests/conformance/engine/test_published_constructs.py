"""Constructs of published documents with which Schemathesis could not check a server that is right."""

from __future__ import annotations

from typing import Any

from caretasks.conformance.model import Verdict
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.document import Api
from tests.servers.faulty import QUICK

OK = {"200": {"description": "", "content": {"application/json": {"schema": {"type": "boolean"}}}}}
REJECTED = {"400": {"description": ""}, "401": {"description": ""}, "404": {"description": ""}}


def verdicts(paths: dict[str, Any], **components: Any) -> list[Verdict]:
    for item in paths.values():
        item["get"]["responses"] = OK | REJECTED
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, "components": components}
    result = check_target(in_process_target(Api("some", document, None, "")), QUICK)
    assert result.errors == []
    return [operation.verdict for operation in result.operations]


def test_user_agent_is_a_parameter_and_the_header_of_a_key() -> None:
    agent = {"name": "User-Agent", "in": "header", "required": True, "schema": {"const": "robot"}}
    paths = {
        "/named": {"get": {"operationId": "a", "parameters": [agent]}},
        "/secured": {"get": {"operationId": "b", "security": [{"agent": []}]}},
    }
    schemes = {"agent": {"type": "apiKey", "in": "header", "name": "User-Agent"}}
    assert verdicts(paths, securitySchemes=schemes) == [Verdict.PASSED, Verdict.PASSED]


def test_bodies_have_media_types_that_schemathesis_does_not_know() -> None:
    text = {"application/vnd.event+jwt": {"schema": {"type": "string"}}}
    file = {"application/x-some-cert": {"schema": {"type": "string", "format": "binary"}}}
    part = {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["cert"], "properties": {"cert": {"type": "string"}}},
            "encoding": {"cert": {"contentType": "application/x-another-cert"}},
        }
    }
    paths = {
        f"/{name}": {"get": {"operationId": name, "requestBody": {"required": True, "content": content}}}
        for name, content in {"text": text, "file": file, "part": part}.items()
    }
    assert verdicts(paths) == [Verdict.PASSED] * 3


def test_path_parameter_with_an_example_has_a_reference_in_its_schema() -> None:
    schema = {"anyOf": [{"$ref": "#/components/schemas/Zone"}, {"type": "integer"}]}
    zone = {"name": "zone", "in": "path", "required": True, "example": "AB1", "schema": schema}
    paths = {"/zones/{zone}": {"get": {"operationId": "a", "parameters": [zone]}}}
    schemas = {"Zone": {"type": "string", "pattern": "^[A-Z]{2}[0-9]$"}}
    assert verdicts(paths, schemas=schemas) == [Verdict.PASSED]


def test_schema_leads_to_another_one_through_hundreds_of_references() -> None:
    links = {f"Link{n}": {"allOf": [{"$ref": f"#/components/schemas/Link{n + 1}"}]} for n in range(250)}
    query = {"name": "q", "in": "query", "schema": {"$ref": "#/components/schemas/Link0"}}
    paths = {"/found": {"get": {"operationId": "a", "parameters": [query]}}}
    assert verdicts(paths, schemas={**links, "Link250": {"type": "string"}}) == [Verdict.PASSED]


def test_few_of_the_generated_values_are_valid() -> None:
    required = [{"not": {"pattern": f"^[^{letter}]*$"}} for letter in "qxyz"]
    schema = {"type": "string", "pattern": "^[a-z]{9}$", "allOf": required}
    query = {"name": "q", "in": "query", "required": True, "schema": schema, "example": "qqqxxxyyz"}
    assert verdicts({"/found": {"get": {"operationId": "a", "parameters": [query]}}}) == [Verdict.PASSED]
