"""Styles of parameters: what is written is read as the same value, and separators inside of items are encoded."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caretasks.core.http import UrlText
from caretasks.openapi.document import Parameter
from caretasks.openapi.operation.parameters import (
    ParameterError,
    parameter_reader,
    parse_encoded_query,
    serialize_parameter,
)
from tests.openapi.single_operation import make_operation

LIST = {"type": "array", "items": {"type": "string"}}
RECORD = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}, "required": ["a"]}
STYLES = [
    *product(["path"], ["simple", "label", "matrix"], [False, True]),
    *product(["query"], ["form"], [False, True]),
    *product(["header"], ["simple"], [False, True]),
    ("cookie", "form", False),
]


def make_parameter(schema: Any, location: str = "query", style: str = "form", **keywords: Any) -> Parameter:
    """Return a parameter `p`."""
    parameter = {"name": "p", "in": location, "style": style, "schema": schema, "required": True, **keywords}
    return make_operation({}, parameter).parameters[0]


def read(parameter: Parameter, query: str, **options: Any) -> Any:
    """Return the value of a parameter in a query."""
    return parameter_reader(parameter).read({"query": parse_encoded_query(query.encode())}, **options)


@pytest.mark.parametrize(("location", "style", "explode"), STYLES)
@pytest.mark.parametrize(
    ("schema", "value"), [(LIST, ["x", "y"]), (RECORD, {"a": 1, "b": "y"}), ({"type": "integer"}, 5)]
)
def test_what_is_written_is_read_as_the_same_value(
    location: str, style: str, explode: bool, schema: Any, value: Any
) -> None:
    parameter = make_parameter(schema, location, style, explode=explode)
    strings = {
        name: each if isinstance(each, list) else [each] for name, each in serialize_parameter(parameter, value).items()
    }
    assert parameter_reader(parameter).read({location: strings}, is_strict=True) == value


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=3).filter(lambda text: text.isprintable()), min_size=2, max_size=4))
def test_an_item_may_contain_the_separator(items: list[str]) -> None:
    for style in ("form", "spaceDelimited", "pipeDelimited"):
        parameter = make_parameter(LIST, style=style, explode=False)
        text = serialize_parameter(parameter, items)["p"]
        assert isinstance(text, UrlText)
        if style == "form":
            assert read(parameter, f"p={text.encoded}") == items


def test_a_comma_that_is_encoded_is_part_of_an_item() -> None:
    parameter = make_parameter({**LIST, "maxItems": 2}, explode=False)
    assert read(parameter, "p=a%2Cb,c") == ["a,b", "c"]


def test_a_separator_that_is_encoded_is_another_reading() -> None:
    parameter = make_parameter({**LIST, "minItems": 2}, explode=False)
    assert read(parameter, "p=a%2Cb") == ["a", "b"]
    with pytest.raises(ParameterError):
        read(parameter, "p=a%2Cb", is_strict=True)


@pytest.mark.parametrize(
    ("schema", "query", "expected"),
    [
        ({"additionalProperties": LIST}, "p[t]=a&p[t]=b&p[u]=c", {"t": ["a", "b"], "u": ["c"]}),
        ({"properties": {"n": RECORD}}, "p[n][a]=2", {"n": {"a": 2}}),
        ({"properties": {"l": LIST}}, "p[l][0]=a&p[l][1]=b", {"l": ["a", "b"]}),
    ],
)
def test_a_deep_object_has_lists_and_objects(schema: Any, query: str, expected: Any) -> None:
    assert read(make_parameter({"type": "object", **schema}, style="deepObject", explode=True), query) == expected


def test_a_name_in_a_deep_object_that_is_not_utf_8_is_rejected() -> None:
    parameter = make_parameter({"type": "object", "minProperties": 2}, style="deepObject", explode=True)
    with pytest.raises(ParameterError, match=r"^'p' is not UTF-8$"):
        read(parameter, "p[%ff]=1")


@pytest.mark.parametrize(
    ("style", "schema", "text"),
    [
        ("label", {"type": "string"}, "x"),
        ("label", {"type": "integer"}, ".x"),
        ("matrix", {"type": "string"}, ".x"),
        ("simple", RECORD, "a"),
        ("simple", RECORD, "a,x"),
    ],
)
def test_rejects_a_string_in_another_style(style: str, schema: Any, text: str) -> None:
    with pytest.raises(ParameterError):
        parameter_reader(make_parameter(schema, "path", style)).read({"path": {"p": [text]}})


@pytest.mark.parametrize(("allowed", "valid"), [(True, True), (False, False), (None, True)])
def test_a_string_may_be_empty_unless_the_spec_says_otherwise(allowed: bool | None, valid: bool) -> None:
    keywords: dict[str, Any] = {} if allowed is None else {"allowEmptyValue": allowed}
    parameter = make_parameter({"type": "string"}, **keywords)
    try:
        assert read(parameter, "p=") == ""
        assert valid
    except ParameterError:
        assert not valid
