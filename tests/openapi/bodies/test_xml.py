"""XML bodies: the names and attributes of a schema, and documents that are not read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.bodies.encoding import encode_body
from caretasks.openapi.bodies.samples import body_value
from caretasks.openapi.bodies.xml import InvalidXmlError, decode_xml, encode_xml
from caretasks.openapi.document import Node
from tests.openapi.bodies.bodies import make_media

PET = {
    "type": "object",
    "xml": {"name": "pet"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string", "xml": {"name": "title"}},
        "tags": {"type": "array", "items": {"type": "string", "xml": {"name": "tag"}}},
        "toys": {"type": "array", "xml": {"wrapped": True}, "items": {"$ref": "#/components/schemas/Toy"}},
        "owner": {"type": "object", "properties": {"age": {"type": ["integer", "null"]}}},
    },
    "additionalProperties": {"type": "boolean"},
}
TOY = {"type": "object", "xml": {"name": "toy"}, "properties": {"weight": {"type": "number"}}}
VALUE = {
    "id": 7,
    "name": "Rex & Co",
    "tags": ["a", "b"],
    "toys": [{"weight": 1.5}, {"weight": 2}],
    "owner": {"age": 30},
    "tame": True,
}
DOCUMENT = (
    '<pet id="7"><title>Rex &amp; Co</title><tag>a</tag><tag>b</tag>'
    "<toys><toy><weight>1.5</weight></toy><toy><weight>2</weight></toy></toys>"
    "<owner><age>30</age></owner><tame>true</tame></pet>"
)


def make_schema(schema: Any) -> Node:
    found = make_media("application/xml", schema, components={"Toy": TOY, "Pet": PET}).schema
    assert found is not None
    return found


def write(schema: Any, value: Any) -> str:
    return encode_xml(make_schema(schema), value).decode().partition("\n")[2].rstrip("\n")


def test_writes_names_attributes_and_wrapped_arrays() -> None:
    assert write(PET, VALUE) == DOCUMENT


def test_reads_names_attributes_and_wrapped_arrays() -> None:
    assert decode_xml(make_schema(PET), DOCUMENT.encode()) == VALUE


def test_the_root_has_the_name_of_its_component() -> None:
    toy = {k: v for k, v in TOY.items() if k != "xml"}
    media = make_media("application/xml", {"$ref": "#/components/schemas/Toy"}, components={"Toy": toy})
    assert b"<Toy><weight>1</weight></Toy>" in encode_body(media, {"weight": 1})


def test_writes_a_namespace_with_its_prefix() -> None:
    xml = {"name": "pet", "namespace": "https://example.com/pet", "prefix": "p"}
    assert write({"type": "object", "xml": xml}, {}) == '<p:pet xmlns:p="https://example.com/pet"></p:pet>'


def test_reads_an_element_in_a_namespace_by_its_local_name() -> None:
    content = b'<p:pet xmlns:p="urn:p"><p:title>Rex</p:title></p:pet>'
    assert decode_xml(make_schema(PET), content) == {"name": "Rex"}


def test_reads_nil_as_null() -> None:
    content = b'<pet><owner><age xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/></owner></pet>'
    assert decode_xml(make_schema(PET), content) == {"owner": {"age": None}}


def test_null_is_written_where_a_value_is_required() -> None:
    nullable = {"type": ["integer", "null"]}
    schema = {
        "type": "object",
        "properties": {"age": nullable, "size": nullable, "legs": {"type": "array", "items": nullable}},
        "required": ["age"],
    }
    written = encode_xml(make_schema(schema), {"age": None, "size": None, "legs": [1, None]})
    assert decode_xml(make_schema(schema), written) == {"age": None, "legs": [1, None]}


def test_reads_an_array_as_the_root() -> None:
    schema = {"type": "array", "items": {"type": "integer", "xml": {"name": "n"}}}
    assert decode_xml(make_schema(schema), b"<all><n>1</n><n>2</n></all>") == [1, 2]
    assert write(schema, [1, 2]) == "<response><n>1</n><n>2</n></response>"


def test_reads_what_no_schema_describes() -> None:
    assert decode_xml(None, b"<a><b>1</b><b>2</b><c><d/></c></a>") == {"b": ["1", "2"], "c": {"d": ""}}


def test_a_string_of_another_type_stays_a_string() -> None:
    assert decode_xml(make_schema(PET), b"<pet id='word'/>") == {"id": "word"}


@pytest.mark.parametrize(
    "content",
    [
        b"zzz",
        b"",
        b"<a>",
        b"<a></b>",
        b"\xff\xfe",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE a><a/>".encode("utf-16"),
    ],
)
def test_refuses_malformed_documents_and_dtds(content: bytes) -> None:
    with pytest.raises(InvalidXmlError):
        decode_xml(None, content)


def test_refuses_elements_that_are_nested_too_deeply() -> None:
    with pytest.raises(InvalidXmlError, match="too deeply"):
        decode_xml(None, b"<a>" * 10_000 + b"</a>" * 10_000)


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ("<pet/>", b"<pet/>"),
        ("word", b'<?xml version="1.0" encoding="UTF-8"?>\n<response>word</response>\n'),
    ],
)
def test_a_string_is_the_document_itself_or_its_text(value: str, content: bytes) -> None:
    assert encode_body(make_media("application/xml", {"type": "string"}), value) == content


def test_names_that_xml_does_not_allow_are_changed() -> None:
    assert write({"type": "object"}, {"1 a": 1, "b:c": "\0"}) == "<response><_1_a>1</_1_a><b_c>\ufffd</b_c></response>"


def test_a_generated_body_is_well_formed_and_valid() -> None:
    media = make_media("application/xml", PET, components={"Toy": TOY})
    decode_xml(media.schema, encode_body(media, body_value(media)))


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
    lambda text: "\ufffe" not in text and "\uffff" not in text
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.integers(),
            "name": TEXT,
            "tags": st.lists(TEXT, min_size=1),
            "toys": st.lists(st.fixed_dictionaries({"weight": st.integers(-100, 100)}), min_size=1),
        },
    )
)
def test_reads_what_it_writes(value: dict[str, Any]) -> None:
    schema = make_schema(PET)
    assert decode_xml(schema, encode_xml(schema, value)) == value
