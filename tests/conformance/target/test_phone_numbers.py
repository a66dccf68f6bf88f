"""Which made-up bodies could have somebody called: none, once they are made harmless, and valid ones stay valid."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.conformance.target import phone_numbers
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api, Place
from caretasks.openapi.schema.validation import fits

MIRAMACE = Catalogue().load("miramace")
CREATE = MIRAMACE.operation("create_task")
BODY = Place(MIRAMACE, "/components/schemas/CreateTaskRequest")
NAMES = phone_numbers.names(MIRAMACE)

_numbers = (
    st.from_regex(r"\+?[0-9 ().-]{0,20}", fullmatch=True) | st.text() | st.integers() | st.floats(allow_nan=False)
)
_anything: st.SearchStrategy[Any] = st.recursive(
    _numbers | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=9), inner, max_size=2),
    max_leaves=4,
)
_names = st.sampled_from(["phone_number", "task", "patient_id", "referral", "task_data", "home_phone"]) | st.text()
_inner = st.dictionaries(_names, st.dictionaries(_names, _anything, max_size=2), max_size=2)
_bodies = st.dictionaries(_names, _anything | _inner, max_size=4)
_valid = st.fixed_dictionaries(
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
def test_nobody_can_be_called_by_a_harmless_body(body: dict[str, Any]) -> None:
    assert not phone_numbers.dialable(phone_numbers.harmless(CREATE, body), NAMES)


@given(_valid)
def test_a_valid_body_stays_valid_with_a_fictional_number(body: dict[str, Any]) -> None:
    made = phone_numbers.harmless(CREATE, body)
    assert fits(BODY, made)
    assert phone_numbers.is_fictional(made["phone_number"])


@given(_valid, st.from_regex(r"\+?0?[0-9 ().-]{0,20}", fullmatch=True))
def test_an_invalid_number_stays_invalid(body: dict[str, Any], number: str) -> None:
    wrong = {**body, "phone_number": number}
    assert fits(BODY, phone_numbers.harmless(CREATE, wrong)) == fits(BODY, wrong)


def test_what_is_no_number_stays_as_it_is() -> None:
    body = {"patient_id": "12345678-1234-4123-8123-123456789012", "task": "Call at 2-5pm", "phone_number": "+"}
    assert phone_numbers.harmless(CREATE, body) == body


def test_digits_in_a_text_are_taken_for_a_number() -> None:
    assert phone_numbers.harmless(CREATE, {"task": "call 555 555 5555 now"}) == {"task": "call xxx xxx xxxx now"}


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("2001-02-03T04:05:06Z", "2001-02-03T04:05:06Z"),
        ("2001-02-03t04:05:06.789+01:00", "2001-02-03t04:05:06.789+01:00"),
        ("2001-02-03", "xxxx-xx-xx"),
        ("2001-02-03T04:05:06.5555555555Z", "xxxx-xx-xxTxx:xx:xx.xxxxxxxxxxZ"),
    ],
)
def test_a_time_is_no_number_to_call(text: str, sent: str) -> None:
    assert phone_numbers.harmless(CREATE, {"another": text}) == {"another": sent}


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
def test_what_is_kept_for_fiction(text: str, fictional: bool) -> None:
    assert phone_numbers.is_fictional(text) is fictional


@pytest.mark.parametrize(
    ("name", "schema", "meant"),
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
def test_a_number_is_told_by_name_format_or_pattern(name: str, schema: dict[str, Any], meant: bool) -> None:
    api = Api("trial", {"components": {"schemas": {"It": schema}}}, None, "")
    assert phone_numbers.is_meant(name, Place(api, "/components/schemas/It")) is meant


def test_the_numbers_of_a_page_are_known() -> None:
    assert phone_numbers.shown(MIRAMACE) == {"+15555555555", "+14155555556"}
