"""Tests of phone numbers in generated bodies: none can be called after replacement, and validity is preserved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.conformance.target import phone_numbers
from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.validation import is_valid
from tests.bundled_apis import load_api

MIRAMACE = load_api("miramace")
CREATE = MIRAMACE.get_operation("create_task")
BODY = Node(MIRAMACE, "/components/schemas/CreateTaskRequest")
PHONE_FIELDS = phone_numbers.phone_fields(MIRAMACE)

_numbers = (
    st.from_regex(r"\+?[0-9 ().-]{0,20}", fullmatch=True) | st.text() | st.integers() | st.floats(allow_nan=False)
)
_json_values: st.SearchStrategy[Any] = st.recursive(
    _numbers | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=9), inner, max_size=2),
    max_leaves=4,
)
_names = st.sampled_from(["phone_number", "task", "patient_id", "referral", "task_data", "home_phone"]) | st.text()
_objects = st.dictionaries(_names, st.dictionaries(_names, _json_values, max_size=2), max_size=2)
_bodies = st.dictionaries(_names, _json_values | _objects, max_size=4)
_valid_bodies = st.fixed_dictionaries(
    {
        "task_type": st.just("CUSTOM_TASK"),
        "task": st.text() | _numbers.map(str),
        "phone_number": st.from_regex(r"\+[1-9][0-9]{1,14}", fullmatch=True),
        "project_id": st.uuids().map(str),
        "patient_id": st.uuids().map(str),
        "task_data": st.fixed_dictionaries({"referral": st.fixed_dictionaries({"phone_number": _numbers.map(str)})}),
    }
)


@given(_bodies)
def test_replaced_body_has_no_dialable_number(body: dict[str, Any]) -> None:
    assert not phone_numbers.is_dialable(phone_numbers.replace_numbers(CREATE, body), PHONE_FIELDS)


@given(_valid_bodies)
def test_valid_body_stays_valid_with_a_fictional_number(body: dict[str, Any]) -> None:
    replaced = phone_numbers.replace_numbers(CREATE, body)
    assert is_valid(BODY, replaced)
    assert phone_numbers.is_fictional(replaced["phone_number"])


@given(_valid_bodies, st.from_regex(r"\+?0?[0-9 ().-]{0,20}", fullmatch=True))
def test_invalid_number_stays_invalid(body: dict[str, Any], number: str) -> None:
    invalid = {**body, "phone_number": number}
    assert is_valid(BODY, phone_numbers.replace_numbers(CREATE, invalid)) == is_valid(BODY, invalid)


def test_other_values_are_not_replaced() -> None:
    body = {"patient_id": "12345678-1234-4123-8123-123456789012", "task": "Call at 2-5pm", "phone_number": "+"}
    assert phone_numbers.replace_numbers(CREATE, body) == body


def test_number_in_a_string_is_replaced() -> None:
    assert phone_numbers.replace_numbers(CREATE, {"task": "call 555 555 5555 now"}) == {"task": "call xxx xxx xxxx now"}


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("2001-02-03T04:05:06Z", "2001-02-03T04:05:06Z"),
        ("2001-02-03t04:05:06.789+01:00", "2001-02-03t04:05:06.789+01:00"),
        ("2001-02-03", "xxxx-xx-xx"),
        ("2001-02-03T04:05:06.5555555555Z", "xxxx-xx-xxT04:05:xx.xxxxxxxxxxZ"),
    ],
)
def test_date_times_are_not_replaced(text: str, sent: str) -> None:
    assert phone_numbers.replace_numbers(CREATE, {"another": text}) == {"another": sent}


@pytest.mark.parametrize(
    ("text", "fictional"),
    [
        ("+12025550123", True),
        ("12025550123", True),
        ("(202) 555-0199", True),
        ("+15555555555", False),
        ("+14155555556", False),
        ("+112025550123", False),
        ("911", False),
    ],
)
def test_is_fictional(text: str, fictional: bool) -> None:
    assert phone_numbers.is_fictional(text) is fictional


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("phone_number", {"type": "string"}, True),
        ("homePhone", {"type": "string"}, True),
        ("callee", {"type": "string", "pattern": r"^\+[1-9]\d{1,14}$"}, True),
        ("callee", {"type": "string", "format": "phone"}, True),
        ("callee", {"type": "string"}, False),
        ("id", {"type": "string", "pattern": "^[0-9a-f]+$"}, False),
        ("name", {"type": "string", "pattern": ".*"}, False),
    ],
)
def test_is_phone_field(name: str, schema: dict[str, Any], expected: bool) -> None:
    api = Api("trial", {"components": {"schemas": {"It": schema}}}, None, "")
    assert phone_numbers.is_phone_field(name, Node(api, "/components/schemas/It")) is expected


def test_documented_numbers() -> None:
    task = {"+15555555555", "+14155555556", "+14155551234", "+18005551234"}
    patient = {"+18005559876", "+18005553456", "+18005554567"}
    assert phone_numbers.documented_numbers(MIRAMACE) == task | patient
