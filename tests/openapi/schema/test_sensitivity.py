"""What is shown of a value, and what stands for the rest."""

from __future__ import annotations

import copy
import json
import re
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.openapi.document import Api, Place
from caretasks.openapi.json_pointer import walk
from caretasks.openapi.schema.sensitivity import Masker
from caretasks.openapi.schema.validation import violations

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
            "anything": {"description": "It says nothing of what it is"},
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


def schema(api: Api, name: str) -> Place:
    return Place(api, f"/components/schemas/{name}")


@pytest.mark.parametrize(
    "value",
    [
        {"id": "123e4567-e89b-12d3-a456-426614174000"},
        {"age": 3, "kind": "dog"},
        {"tags": ["old", "grey"]},
    ],
)
def test_what_is_described_and_not_sensitive_is_shown(api: Api, value: Any) -> None:
    assert Masker().shown(schema(api, "Pet"), value) == value


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
def test_what_is_sensitive_undescribed_or_unfit_is_masked(api: Api, value: Any) -> None:
    shown = json.dumps(Masker().shown(schema(api, "Pet"), value))
    assert not any(word in shown for word in ("Jane", "Doe", "Elm"))


@pytest.mark.parametrize("value", [{"age": 12345}, {"owner": {"age": 12345}}, {"other": 12345}, {"age": 12345.5}])
def test_numbers_are_masked_too(api: Api, value: Any) -> None:
    assert "12345" not in json.dumps(Masker().shown(schema(api, "Dog"), value))


def test_all_parts_of_a_composed_schema_are_looked_at(api: Api) -> None:
    shown = Masker().shown(schema(api, "Dog"), {"barks": True, "kind": "dog", "age": 3456, "name": PATIENT})
    assert (shown["barks"], shown["kind"]) == (True, "dog")
    assert shown["age"] != 3456
    assert PATIENT not in json.dumps(shown)


def test_of_a_sensitive_object_the_documented_names_are_shown(api: Api) -> None:
    assert set(Masker().shown(schema(api, "Pet"), {"owner": {"age": 3, "city": PATIENT}})["owner"]) == {"age", "city"}


def test_without_a_schema_nothing_is_shown() -> None:
    assert "Jane" not in json.dumps(Masker().shown(None, {"Jane": ["Jane", {"Jane": "Jane"}]}))


def test_the_names_in_what_is_masked_are_masked_too() -> None:
    assert "Jane" not in json.dumps(Masker().mask([{"Jane": {"Jane": 1}}]))


def test_the_value_stays_as_it_was(api: Api) -> None:
    value = {"name": PATIENT, "owner": {"age": 3}, "visits": [PATIENT]}
    before = copy.deepcopy(value)
    Masker().shown(schema(api, "Pet"), value)
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
        ("https://example.org/jane?x=1", r"https://masked\.invalid/[a-z2-7]+"),
        ("jane@example.org", r"[a-z2-7]+@masked\.invalid"),
        ("2024-03-15", r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        ("2024-03-15T10:30:00Z", r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
        ("2024-03-15T10:30:00+02:00", r"[-0-9]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+02:00"),
        ("94105", r"[0-9]{5}"),
        ("Jane", r"[a-z2-7]{4}"),
        ("Jane Doe, 12 Elm Street", r"masked-[a-z2-7]{12}x{4}"),
    ],
)
def test_a_mask_has_the_format_and_mostly_the_length_of_the_text(value: str, form: str) -> None:
    mask = Masker(b"of this test").text(value)
    assert re.fullmatch(form, mask)
    assert mask != value


@pytest.mark.parametrize(
    "value", ["", "x", 7, -12, 1.5, True, None, [1, "a"], {"a": None}, 10**30, 2**5000, "9" * 9000]
)
def test_a_mask_has_the_type_of_the_value(value: Any) -> None:
    assert type(Masker().mask(value)) is type(value)


def test_a_long_text_takes_no_time_to_speak_of() -> None:
    masker = Masker()
    for text in ("a@" + "." * 60_000 + "@", "+1" + " " * 60_000 + "x", "9" * 60_000, "\ud800" * 60_000):
        assert len(masker.text(text)) == len(text)


def test_equal_values_have_equal_masks_within_a_run_alone() -> None:
    one, other = Masker(), Masker()
    assert one.text(PATIENT) == one.text(PATIENT) != one.text(PATIENT + "s")
    assert one.text(PATIENT) != other.text(PATIENT)
    assert one.key("Bearer k", "Bearer ") != other.key("Bearer k", "Bearer ")


def test_of_a_key_only_the_documented_prefix_is_shown() -> None:
    masker = Masker()
    assert re.fullmatch(r"Bearer masked-[a-z2-7]{8}", masker.key("Bearer short", "Bearer "))
    assert re.fullmatch(r"bearer masked-[a-z2-7]{8}", masker.key("bearer " + "long" * 40, "Bearer "))
    assert re.fullmatch(r"masked-[a-z2-7]{8}", masker.key("Basic c2VjcmV0", "Bearer "))


def test_no_field_marked_in_the_specs_is_shown(apis: dict[str, Api]) -> None:
    masker, found = Masker(), 0
    for api in apis.values():
        for pointer, node in walk(api.document["components"]["schemas"], "/components/schemas"):
            if isinstance(node, dict) and node.get("x-sensitive") is True:
                found += 1
                for value in (PATIENT, [PATIENT], {"name": PATIENT}):
                    assert PATIENT not in json.dumps(masker.shown(Place(api, pointer), value))
    assert found > 20


STRICT: dict[str, Any] = {
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
LIKE_TEXTS = st.sampled_from(
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
SINGLE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | LIKE_TEXTS
VALUES = st.fixed_dictionaries({}, optional=dict.fromkeys(STRICT, SINGLE | st.lists(SINGLE, max_size=2)))


@pytest.mark.parametrize("mark", [True, False], ids=["marked", "not marked"])
@given(value=VALUES)
def test_a_schema_judges_the_mask_as_it_judges_the_value(mark: bool, value: dict[str, Any]) -> None:
    described = {name: {**described, "x-sensitive": mark} for name, described in STRICT.items()}
    schemas = {"Form": {"type": "object", "properties": described, "required": ["id", "count"]}}
    form = Place(Api("forms", {"components": {"schemas": schemas}}, None, ""), "/components/schemas/Form")

    def judged(value: Any) -> set[tuple[str, str]]:
        return {(violation.pointer, violation.keyword) for violation in violations(form, value)}

    assert judged(Masker().shown(form, value)) == judged(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"),
        ("2024-02-29T10:00:00Z", "2024-02-29T12:00:00.000+02:00"),
    ],
)
def test_what_is_the_same_but_for_its_spelling_has_masks_that_are_so(one: str, other: str) -> None:
    masker = Masker()
    masks = masker.text(one), masker.text(other)
    assert masks[0] != masks[1]
    if "T" in one:
        assert datetime.fromisoformat(masks[0]) == datetime.fromisoformat(masks[1])
    else:
        assert masks[0].lower() == masks[1].lower()


@given(st.binary(min_size=1, max_size=30))
def test_the_mask_of_what_is_no_json_is_none(content: bytes) -> None:
    masked = Masker().unreadable(content)
    assert len(masked) == len(content)
    with pytest.raises(ValueError, match=r"Expecting"):
        json.loads(masked)
