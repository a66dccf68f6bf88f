"""Redaction of sensitive values by their schemas, and the replacements."""

from __future__ import annotations

import copy
import json
import re
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import walk
from caretasks.openapi.schema.sensitivity import Redactor
from caretasks.openapi.schema.validation import iter_violations
from tests.openapi.schema.schemas import make_media, make_schema

PATIENT = "Jane Doe, 12 Elm Street"
SCHEMAS: dict[str, Any] = {
    "Name": {"type": "string", "x-sensitive": True},
    "Plain": {"type": "string"},
    "Pet": {
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "age": {"type": "integer"},
            "kind": {"enum": ["cat", "dog"]},
            "name": {"$ref": "#/components/schemas/Name"},
            "note": {"$ref": "#/components/schemas/Plain", "x-sensitive": True},
            "anything": {"description": "It has no type"},
            "open": True,
            "owner": {
                "type": "object",
                "x-sensitive": True,
                "properties": {"age": {"type": "integer"}, "city": {"type": "string"}},
            },
            "tags": {"type": "array", "items": {"type": "string"}},
            "visits": {"type": "array", "items": {"$ref": "#/components/schemas/Name"}},
            "either": {"anyOf": [{"type": "integer"}, {"$ref": "#/components/schemas/Name"}]},
            "rooms": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
    },
    "Dog": {
        "allOf": [{"$ref": "#/components/schemas/Pet"}],
        "properties": {"barks": {"type": "boolean"}, "age": {"type": "integer", "x-sensitive": True}},
    },
}


@pytest.fixture(scope="module")
def api() -> Api:
    return Api("pets", {"openapi": "3.1.0", "info": {"title": "Pets"}, "components": {"schemas": SCHEMAS}}, None, "")


def schema_named(api: Api, name: str) -> Node:
    return Node(api, f"/components/schemas/{name}")


@pytest.mark.parametrize(
    "value",
    [
        {"id": "123e4567-e89b-12d3-a456-426614174000"},
        {"age": 3, "kind": "dog"},
        {"tags": ["old", "grey"]},
    ],
)
def test_redact_keeps_described_values_that_are_not_sensitive(api: Api, value: Any) -> None:
    assert Redactor().redact_body(make_media(schema_named(api, "Pet")), value) == value


@pytest.mark.parametrize(
    "value",
    [
        {"name": PATIENT},
        {"note": PATIENT},
        {"anything": PATIENT},
        {"open": PATIENT},
        {"owner": {"city": PATIENT}},
        {"owner": PATIENT},
        {"visits": [PATIENT]},
        {"either": PATIENT},
        {"id": PATIENT},
        {"age": PATIENT},
        {"kind": PATIENT},
        {"kind": {PATIENT: 1}},
        {"tags": PATIENT},
        {"tags": [[PATIENT]]},
        {"tags": {"a": PATIENT}},
        {"tags": ["\udcff" + PATIENT]},
        {"rooms": {PATIENT: 1}},
        {"other": PATIENT},
        {"other": {PATIENT: [{PATIENT: PATIENT}]}},
        {PATIENT: 1},
        [PATIENT],
        PATIENT,
    ],
)
def test_redact_replaces_sensitive_undescribed_and_invalid_values(api: Api, value: Any) -> None:
    redacted = json.dumps(Redactor().redact_body(make_media(schema_named(api, "Pet")), value))
    assert not any(word in redacted for word in ("Jane", "Doe", "Elm"))


@pytest.mark.parametrize("value", [{"age": 12345}, {"owner": {"age": 12345}}, {"other": 12345}, {"age": 12345.5}])
def test_redact_replaces_sensitive_and_undescribed_numbers(api: Api, value: Any) -> None:
    assert "12345" not in json.dumps(Redactor().redact_body(make_media(schema_named(api, "Dog")), value))


def test_redact_considers_all_subschemas(api: Api) -> None:
    redacted = Redactor().redact_body(
        make_media(schema_named(api, "Dog")), {"barks": True, "kind": "dog", "age": 3456, "name": PATIENT}
    )
    assert (redacted["barks"], redacted["kind"]) == (True, "dog")
    assert redacted["age"] != 3456
    assert PATIENT not in json.dumps(redacted)


def test_redact_considers_additional_properties_of_every_alternative() -> None:
    known = {"type": "object", "properties": {"note": {"type": "string"}}}
    other = {"type": "object", "additionalProperties": {"type": "string", "x-sensitive": True}}
    media = make_media(make_schema({"anyOf": [known, other]}))
    assert PATIENT not in json.dumps(Redactor().redact_body(media, {"note": PATIENT}))


def test_redact_keeps_documented_names_of_a_sensitive_object(api: Api) -> None:
    redacted = Redactor().redact_body(make_media(schema_named(api, "Pet")), {"owner": {"age": 3, "city": PATIENT}})
    assert set(redacted["owner"]) == {"age", "city"}


def test_redact_without_a_schema_replaces_everything() -> None:
    assert "Jane" not in json.dumps(Redactor().redact_body(None, {"Jane": ["Jane", {"Jane": "Jane"}]}))


def test_redact_value_replaces_property_names() -> None:
    assert "Jane" not in json.dumps(Redactor().redact_value([{"Jane": {"Jane": 1}}]))


def test_redact_does_not_change_the_value(api: Api) -> None:
    value = {"name": PATIENT, "owner": {"age": 3}, "visits": [PATIENT]}
    before = copy.deepcopy(value)
    Redactor().redact_body(make_media(schema_named(api, "Pet")), value)
    assert value == before


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("+12025550143", r"\+1[0-9]{3}55501[0-9]{2}"),
        ("2025550143", r"[0-9]{3}55501[0-9]{2}"),
        ("12025550143", r"1[0-9]{3}55501[0-9]{2}"),
        (
            "123e4567-e89b-12d3-a456-426614174000",
            r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        ),
        ("https://example.org/jane?x=1", r"https://redacted\.invalid/[a-z2-7]+"),
        ("jane@example.org", r"[a-z2-7]+@redacted\.invalid"),
        ("2024-03-15", r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        ("2024-03-15T10:30:00Z", r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
        ("2024-03-15T10:30:00+02:00", r"[-0-9]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+02:00"),
        ("94105", r"[0-9]{5}"),
        ("Jane", r"[a-z2-7]{4}"),
        ("Jane Doe, 12 Elm Street", r"redacted-[a-z2-7]{12}x{2}"),
    ],
)
def test_redact_text_keeps_the_format_and_mostly_the_length(value: str, form: str) -> None:
    replacement = Redactor(b"secret of this test").redact_text(value)
    assert re.fullmatch(form, replacement)
    assert replacement != value


@pytest.mark.parametrize(
    "value", ["", "x", 7, -12, 1.5, True, None, [1, "a"], {"a": None}, 10**30, 2**5000, "9" * 9000]
)
def test_redact_value_keeps_the_type(value: Any) -> None:
    assert type(Redactor().redact_value(value)) is type(value)


def test_redact_text_keeps_the_length_of_a_long_text() -> None:
    redactor = Redactor()
    for text in ("a@" + "." * 60_000 + "@", "+1" + " " * 60_000 + "x", "9" * 60_000, "\ud800" * 60_000):
        assert len(redactor.redact_text(text)) == len(text)


def test_equal_values_have_equal_replacements_within_one_run_only() -> None:
    one, other = Redactor(), Redactor()
    assert one.redact_text(PATIENT) == one.redact_text(PATIENT) != one.redact_text(PATIENT + "s")
    assert one.redact_text(PATIENT) != other.redact_text(PATIENT)
    assert one.redact_key("Bearer k", "Bearer ") != other.redact_key("Bearer k", "Bearer ")


def test_redact_key_keeps_only_the_documented_prefix() -> None:
    redactor = Redactor()
    assert re.fullmatch(r"Bearer redacted-[a-z2-7]{8}", redactor.redact_key("Bearer short", "Bearer "))
    assert re.fullmatch(r"bearer redacted-[a-z2-7]{8}", redactor.redact_key("bearer " + "long" * 40, "Bearer "))
    assert re.fullmatch(r"redacted-[a-z2-7]{8}", redactor.redact_key("Basic c2VjcmV0", "Bearer "))


@pytest.mark.slow
def test_redact_replaces_every_field_that_a_spec_marks_as_sensitive(apis: dict[str, Api]) -> None:
    redactor, count = Redactor(), 0
    for api in apis.values():
        for pointer, node in walk(api.document["components"]["schemas"], "/components/schemas"):
            if isinstance(node, dict) and node.get("x-sensitive") is True:
                count += 1
                for value in (PATIENT, [PATIENT], {"name": PATIENT}):
                    assert PATIENT not in json.dumps(redactor.redact_body(make_media(Node(api, pointer)), value))
    assert count > 20


PROPERTIES: dict[str, Any] = {
    "phone": {"type": "string", "pattern": r"^\+[1-9]\d{1,14}$"},
    "code": {"type": "string", "minLength": 2, "maxLength": 4},
    "word": {"enum": ["one", "two", "three", 4]},
    "id": {"type": "string", "format": "uuid"},
    "day": {"type": "string", "format": "date"},
    "time": {"type": ["string", "null"], "format": "date-time"},
    "mail": {"type": "string", "format": "email"},
    "address": {"type": "string", "format": "uri"},
    "count": {"type": "integer", "minimum": 0},
    "share": {"type": "number", "maximum": 1},
    "many": {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
    "text": {"type": "string"},
}
FORMATTED_STRINGS = st.sampled_from(
    [
        *("+12025550143", "+442071838750", "+0123456789", "12025550143", "0123456789", "+1"),
        *("2024-13-45", "2024-02-29", "2024-02-29T10:00:00Z", "2024-02-30T10:00:00Z", "2024-02-29T10:00:00.5+02:00"),
        *(
            "2024-02-29 10:00:00",
            "jane@clinic.example",
            "jane@",
            "@",
            "https://clinic.example/a b",
            "https://x.example/",
        ),
        *(
            "123E4567-E89B-12D3-A456-426614174000",
            "123e4567-e89b-12d3-a456-42661417400",
            "",
            "a",
            "one",
            "true",
            "null",
            "12",
        ),
    ]
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | FORMATTED_STRINGS
)
VALUES = st.fixed_dictionaries({}, optional=dict.fromkeys(PROPERTIES, SCALARS | st.lists(SCALARS, max_size=2)))


@pytest.mark.slow
@pytest.mark.parametrize("is_sensitive", [True, False], ids=["sensitive", "not sensitive"])
@given(value=VALUES)
def test_redact_preserves_violations(is_sensitive: bool, value: dict[str, Any]) -> None:
    described = {name: {**described, "x-sensitive": is_sensitive} for name, described in PROPERTIES.items()}
    schemas = {"Form": {"type": "object", "properties": described, "required": ["id", "count"]}}
    form = Node(Api("forms", {"components": {"schemas": schemas}}, None, ""), "/components/schemas/Form")

    def violated_keywords(value: Any) -> set[tuple[str, str]]:
        return {(violation.pointer, violation.keyword) for violation in iter_violations(form, value)}

    assert violated_keywords(Redactor().redact_body(make_media(form), value)) == violated_keywords(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"),
        ("2024-02-29T10:00:00Z", "2024-02-29T12:00:00.000+02:00"),
    ],
)
def test_spellings_of_one_value_have_equivalent_replacements(one: str, other: str) -> None:
    redactor = Redactor()
    replacements = redactor.redact_text(one), redactor.redact_text(other)
    assert replacements[0] != replacements[1]
    if "T" in one:
        assert datetime.fromisoformat(replacements[0]) == datetime.fromisoformat(replacements[1])
    else:
        assert replacements[0].lower() == replacements[1].lower()


@given(st.binary(min_size=1, max_size=30))
def test_redact_invalid_json_returns_invalid_json_of_the_same_length(content: bytes) -> None:
    redacted = Redactor().redact_invalid_json(content)
    assert len(redacted) == len(content)
    with pytest.raises(ValueError, match=r"Expecting"):
        json.loads(redacted)


@pytest.mark.parametrize(
    ("name", "value", "is_kept"),
    [
        ("Accept", "text/html, */*;q=0.8, application/signed-exchange;v=b3;q=0.7", True),
        ("content-type", "application/json; charset=utf-8", True),
        ("Date", "Mon, 03 Nov 2025 10:00:00 GMT", True),
        ("Retry-After", "30", True),
        ("Date", "Jane Doe called", False),
        ("Content-Type", "text/html; name=Jane", False),
        ("X-Patient", "30", False),
        ("Cookie", "session=1", False),
    ],
)
def test_undocumented_header_is_kept_if_its_value_is_usual_in_http(name: str, value: str, is_kept: bool) -> None:
    redacted = Redactor().redact_header(None, name, value)
    assert redacted == value if is_kept else value not in redacted


def test_private_value_of_a_standard_header_is_redacted() -> None:
    redactor = Redactor(is_private=lambda value: value == "jane")
    assert redactor.redact_header(None, "Accept", "jane").startswith("redacted-")


MARKED = {"type": "string", "x-sensitive": True}
NAMED = {"properties": {"name": MARKED}}


@pytest.mark.parametrize(
    "applicator",
    [
        {"if": NAMED},
        {"if": {}, "then": NAMED},
        {"if": {}, "else": NAMED},
        {"allOf": [{"if": {}, "then": {"anyOf": [NAMED]}}]},
        {"dependentSchemas": {"id": NAMED}},
        {"not": NAMED},
        {"not": {"additionalProperties": MARKED}},
        {"oneOf": [NAMED]},
        {"patternProperties": {"^na": MARKED}},
        {"patternProperties": {"\\p{L}": MARKED}},
        {"unevaluatedProperties": MARKED},
        {"if": {}, "then": {"additionalProperties": MARKED}},
    ],
    ids=str,
)
def test_property_that_another_keyword_marks_is_redacted(applicator: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}, **applicator}
    redacted = Redactor().redact_body(make_media(make_schema(schema)), {"id": 1, "name": PATIENT})
    assert PATIENT not in json.dumps(redacted)


@pytest.mark.parametrize(
    "applicator",
    [
        {"contains": MARKED},
        {"unevaluatedItems": MARKED},
        {"if": {}, "then": {"items": MARKED}},
        {"if": {}, "then": {"prefixItems": [MARKED]}},
        {"not": {"items": MARKED}},
        {"not": {"prefixItems": [MARKED]}},
    ],
    ids=str,
)
def test_item_that_another_keyword_marks_is_redacted(applicator: dict[str, Any]) -> None:
    schema = {"type": "array", "items": {"type": "string"}, **applicator}
    assert PATIENT not in json.dumps(Redactor().redact_body(make_media(make_schema(schema)), [PATIENT]))


def test_marks_of_other_members_are_not_applied() -> None:
    schema: dict[str, Any] = {
        "properties": {"id": {"type": "integer"}, "notes": {"type": "array", "items": {"type": "integer"}}},
        "patternProperties": {"^x-": MARKED},
        "contains": MARKED,
        "not": {"properties": {"name": MARKED}},
    }
    assert Redactor().redact_body(make_media(make_schema(schema)), {"id": 1, "notes": [2]}) == {"id": 1, "notes": [2]}


def test_negation_of_a_schema_by_itself_ends() -> None:
    schema = make_schema({"not": {"$ref": "#/components/schemas/root"}, **NAMED})
    assert PATIENT not in json.dumps(Redactor().redact_body(make_media(schema), {"name": PATIENT}))
