"""Serialization of parameters by their style. Parsing is tested with the mock server."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.core.http import Request
from caretasks.openapi.operation.parameters import parameter_reader, serialize_parameter
from caretasks.openapi.operation.requests import is_specified_value, iter_request_violations
from tests.openapi.single_operation import make_operation


@pytest.mark.parametrize(
    ("parameter", "value", "serialized"),
    [
        ({"in": "query"}, ["a", "b"], {"p": ["a", "b"]}),
        ({"in": "query", "explode": False}, [1, 2], {"p": "1,2"}),
        ({"in": "query", "style": "pipeDelimited", "explode": False}, [1, 2], {"p": "1|2"}),
        ({"in": "query", "style": "deepObject"}, {"a": 1}, {"p[a]": "1"}),
        ({"in": "query"}, {"a": 1}, {"a": "1"}),
        ({"in": "path"}, [1, 2], {"p": "1,2"}),
        ({"in": "cookie"}, True, {"p": "true"}),
    ],
)
def test_serialize_parameter_follows_the_style(parameter: dict[str, Any], value: Any, serialized: Any) -> None:
    operation = make_operation({}, {"name": "p", "schema": {}, **parameter})
    assert serialize_parameter(operation.parameters[0], value) == serialized


@pytest.mark.parametrize("style", ["deepObject", "form"])
def test_serialized_object_is_parsed_as_the_same_value(style: str) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    parameter = make_operation({}, {"name": "p", "in": "query", "style": style, "schema": schema}).parameters[0]
    raw = {name: [str(string)] for name, string in serialize_parameter(parameter, {"a": 1}).items()}
    assert parameter_reader(parameter).candidate_values({"query": raw}) == [{"a": 1}]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "integer", "default": 20}, "20", True),
        ({"type": "integer", "default": 20}, ["20"], True),
        ({"type": ["integer", "null"], "default": 20}, {"": ""}, False),
        ({"type": ["integer", "null"], "default": 20}, [{"": ""}], False),
        ({"type": "object"}, {"a": 1}, True),
        ({"type": "object", "properties": {"a": {"type": "integer", "default": 1}}}, {"a": 1}, True),
        ({"type": "object", "properties": {"a": {"type": "integer", "default": 1}}}, {"a": 9}, False),
        ({"type": "array", "items": {"type": "integer"}}, [1, 2], False),
        ({"type": "array", "items": {"type": "integer"}}, "1,2", False),
        ({"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 9}}, [1, 2], True),
        ({"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 9}}, "1,2", True),
        ({"type": "array", "items": {"type": "string"}}, ["a", "b"], True),
        ({"type": ["array", "null"], "items": {"type": "string"}}, "null", False),
        ({"type": "integer", "default": 20}, "0", False),
        ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "100", True),
        ({"type": "integer", "minimum": 1, "default": 20}, "21", False),
        ({"type": "integer", "maximum": 50}, "50", True),
        ({"type": "integer", "maximum": 50}, "49", False),
        ({"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, str(2**63 - 1), True),
        ({"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, str(2**63), False),
        ({"type": "string"}, "2026-02-01", False),
        ({"type": "string", "format": "date"}, "2026-02-01", True),
        ({"type": "string", "enum": ["inbound"]}, "inbound", True),
        ({"type": "boolean"}, "true", True),
        ({"type": ["integer", "null"], "minimum": 1, "maximum": 9}, "null", False),
        ({"type": ["string", "null"], "enum": ["low", None]}, "null", False),
        ({"type": ["string", "null"], "enum": ["low", None]}, "low", True),
        ({"anyOf": [{"type": "string", "maxLength": 50}, {"type": "null"}]}, "text", True),
        ({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 9}, {"type": "null"}]}, "9", True),
    ],
)
def test_value_is_specified_within_the_documented_range_or_format(
    schema: dict[str, Any], value: Any, expected: bool
) -> None:
    parameter = make_operation({}, {"name": "p", "in": "query", "schema": schema}).parameters[0]
    assert is_specified_value(parameter, value) is expected


@pytest.mark.parametrize(
    ("style", "schema", "expected"),
    [
        ("deepObject", {"type": "object", "properties": {"a": {"type": "integer"}}}, False),
        ("deepObject", {"type": "array", "items": {"type": "string"}}, True),
        ("form", {"type": "object", "properties": {"a": {"type": "integer"}}}, False),
        ("form", {"type": "object", "properties": {"p": {"type": "string"}}}, True),
    ],
)
def test_string_under_the_name_of_an_exploded_object_is_unspecified(
    style: str, schema: dict[str, Any], *, expected: bool
) -> None:
    parameter = make_operation({}, {"name": "p", "in": "query", "style": style, "schema": schema}).parameters[0]
    assert is_specified_value(parameter, "") is expected


def test_cookie_that_was_sent_ends_at_a_semicolon() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "minProperties": 1}
    operation = make_operation({}, {"name": "p", "in": "cookie", "explode": False, "schema": schema})
    sent = {"path": {}, "query": {}, "header": {}, "cookie": {"p": "a;,b"}}
    request = Request("GET", "https://example.com/", (("Cookie", "p=a;,b"),))
    found = [each for each in iter_request_violations(operation, sent, request) if each.parameter is not None]
    assert [(each.parameter, each.keyword) for each in found] == [(operation.parameters[0], "schema")]
