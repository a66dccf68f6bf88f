"""The styles of the client: what it sends is read as the same value by the code of mock servers and checks."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from caretasks.client.encoding import BodyType, Style, cookies, encode_body, headers, path_segment, query
from caretasks.core.http import UrlText
from caretasks.openapi.document import Api, Parameter
from caretasks.openapi.operation.form_bodies import URLENCODED, decode_form
from caretasks.openapi.operation.parameter_styles import encode_pairs, iter_pairs
from caretasks.openapi.operation.parameters import parameter_reader, parse_encoded_query, serialize_parameter

TEXT: dict[str, Any] = {"type": "string"}
LIST = {"type": "array", "items": TEXT}
PROPERTIES: dict[str, Any] = {"a": {"type": "integer"}, "b": TEXT, "c": {"type": "boolean"}}
RECORD: dict[str, Any] = {"type": "object", "properties": PROPERTIES}
DEEP = {
    "type": "object",
    "properties": {**PROPERTIES, "list": LIST, "records": {"type": "array", "items": RECORD}, "in": RECORD},
}
RECORDS = {"type": "array", "items": RECORD}

# Control characters and lone surrogates cannot be in a URL, and an item of a header must not have its separator.
texts = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=4)
plain = st.text(st.sampled_from("aZ09-._~!$'*+"), min_size=1, max_size=4)


def records(strings: st.SearchStrategy[str], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for objects with one of the properties at least."""
    return st.fixed_dictionaries({"a": st.integers(-9, 9)}, optional={"b": strings, "c": st.booleans(), **more})


def values(strings: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[dict[str, Any], Any]]:
    """Return a strategy for schemas with a value each."""
    return st.one_of(
        st.tuples(st.just(TEXT), strings),
        st.tuples(st.just({"type": "integer"}), st.integers(-99, 99)),
        st.tuples(st.just(LIST), st.lists(strings, min_size=1, max_size=3)),
        st.tuples(st.just(RECORD), records(strings)),
    )


deep_values = st.one_of(
    st.tuples(
        st.just(DEEP),
        records(
            texts,
            list=st.lists(texts, min_size=1, max_size=3),
            records=st.lists(records(texts), min_size=1, max_size=2),
            **{"in": records(texts)},
        ),
    ),
    st.tuples(st.just(RECORDS), st.lists(records(texts), min_size=1, max_size=2)),
    st.tuples(st.just(LIST), st.lists(texts, min_size=1, max_size=3)),
)


def make_parameter(location: str, schema: Any, style: Style) -> Parameter:
    described = {"name": "p", "in": location, "required": True, "schema": schema}
    described |= {"style": style.name, "explode": style.explode}
    operation = {"operationId": "x", "parameters": [described], "responses": {"204": {"description": ""}}}
    return (
        Api("some", {"openapi": "3.1.0", "paths": {"/{p}": {"get": operation}}}, None, "some")
        .operations[0]
        .parameters[0]
    )


def read(parameter: Parameter, strings: dict[str, list[Any]]) -> Any:
    return parameter_reader(parameter).read({parameter.location: strings}, is_strict=True)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_query_is_read_as_the_value_that_was_sent(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["form", "spaceDelimited", "pipeDelimited", "deepObject"]))
    schema, value = data.draw(deep_values if name == "deepObject" else values(texts))
    style = Style(name, explode=name == "deepObject" or (name == "form" and data.draw(st.booleans())))
    parameter = make_parameter("query", schema, style)
    sent = "&".join(f"{key}={text}" for key, text in query([("p", value, style)]))
    assert read(parameter, parse_encoded_query(sent.encode())) == value
    # The other direction: both write the same pairs.
    assert parse_qsl(sent) == parse_qsl(encode_pairs(iter_pairs(serialize_parameter(parameter, value))))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_path_is_read_as_the_value_that_was_sent(data: st.DataObject) -> None:
    schema, value = data.draw(values(texts.filter(lambda text: text.strip(".") and "%" not in text)))
    style = Style(data.draw(st.sampled_from(["simple", "label", "matrix"])), explode=data.draw(st.booleans()))
    parameter = make_parameter("path", schema, style)
    segment = path_segment("p", value, style)
    assert read(parameter, {"p": [UrlText(unquote(segment), segment)]}) == value
    (written,) = serialize_parameter(parameter, value).values()
    assert unquote(segment) == str(written)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_header_and_cookie_are_read_as_the_value_that_was_sent(data: st.DataObject) -> None:
    schema, value = data.draw(values(plain))
    location = data.draw(st.sampled_from(["header", "cookie"]))
    style = Style("simple", data.draw(st.booleans())) if location == "header" else Style("form")
    parameter = make_parameter(location, schema, style)
    sent = (headers if location == "header" else cookies)([("p", value, style)])["p"]
    assert read(parameter, {"p": [sent]}) == value
    assert sent == str(serialize_parameter(parameter, value)["p"])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_form_is_read_as_the_value_that_was_sent(data: st.DataObject) -> None:
    fields = {"text": texts, "list": st.lists(texts, min_size=1, max_size=3), "record": records(texts)}
    fields |= {"records": st.lists(records(texts), min_size=1, max_size=2)}
    value = data.draw(st.fixed_dictionaries({"number": st.integers(-9, 9)}, optional=fields))
    schema = {
        "type": "object",
        "properties": {"number": {"type": "integer"}, "text": TEXT, "list": LIST, "record": RECORD, "records": RECORDS},
    }
    styles: dict[str, Style | str] = {}
    if data.draw(st.booleans()):
        styles = {"record": Style("deepObject", explode=True), "records": Style("deepObject", explode=True)}
        styles["list"] = Style(data.draw(st.sampled_from(["form", "pipeDelimited"])))
    encoding = {
        name: {"style": each.name, "explode": each.explode} for name, each in styles.items() if isinstance(each, Style)
    }
    content = {URLENCODED: {"schema": schema, "encoding": encoding}}
    operation = {"operationId": "x", "requestBody": {"content": content}, "responses": {"204": {"description": ""}}}
    api = Api("some", {"openapi": "3.1.0", "paths": {"/": {"post": operation}}}, None, "some")
    (media,) = api.operations[0].body_media
    sent = encode_body(value, (BodyType(URLENCODED, "form", object, styles),)).options["content"]
    assert decode_form(media, sent, URLENCODED) == value
