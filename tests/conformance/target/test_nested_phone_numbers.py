"""Phone numbers in lists of objects and in alternatives: no write to a remote server has one that can be called."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.phases.invalid_values import iter_cases
from caretasks.conformance.target import phone_numbers, user_values
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.transport import RequestBlockedError, SafeTransport
from caretasks.openapi.document import Api
from caretasks.openapi.schema.boundary import iter_boundary_values
from caretasks.openapi.schema.validation import is_valid
from tests.bundled_apis import load_api

OWN_NUMBER = "+15555555555"  # documented by another API only
PHONE: dict[str, Any] = {"type": ["string", "null"], "pattern": r"^\+[1-9]\d{1,14}$"}
DOCUMENT: dict[str, Any] = {
    "type": "object",
    "required": ["name", "contact_number"],
    "properties": {
        "name": {"type": "string"},
        "contact_number": {"type": "string", "x-own": True},
        "second_number": {"type": "string", "x-own": True},
    },
}
CALL = {"type": "object", "properties": {"callee": PHONE, "number": {"type": "string"}}}
INSURANCE = {"type": "object", "properties": {"phone_number": PHONE, "group_number": {"type": "string"}}}
BODY: dict[str, Any] = {
    "type": "object",
    "required": ["documents"],
    "properties": {
        "documents": {"type": "array", "minItems": 1, "items": DOCUMENT},
        "data": {
            "anyOf": [
                {"type": "object", "properties": {"note": {"type": "string"}}},
                {"type": "object", "properties": {"bill": {"type": "object", "properties": {"phone_number": PHONE}}}},
                {"type": "object", "properties": {"calls": {"type": ["array", "null"], "items": CALL}}},
            ]
        },
        "insurance": {"type": "object", "properties": {"medical": {"type": "array", "items": INSURANCE}}},
    },
}
SAMPLE: dict[str, Any] = {
    "documents": [
        {"name": "John Doe", "contact_number": "1234567890"},
        {"name": "Jane Doe", "contact_number": "+919876543210", "second_number": "1234567890"},
    ],
    "data": {"bill": {"phone_number": "+18005551234"}, "calls": [{"callee": "+18005559876", "number": "INV-12345"}]},
    "insurance": {"medical": [{"phone_number": "+18005553456", "group_number": "GRP987654"}]},
}
NUMBERS = {"1234567890", "+919876543210", "+18005551234", "+18005559876", "+18005553456"}


def make_api() -> Api:
    content = {"application/json": {"schema": BODY, "example": SAMPLE}}
    create = {"operationId": "create", "requestBody": {"content": content}, "responses": {"200": {"description": ""}}}
    paths = {"/tasks": {"post": create}}
    return Api("trial", {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": paths}, None, "")


API = make_api()
CREATE = API.get_operation("create")
assert CREATE.body is not None
assert CREATE.body.schema is not None
SCHEMA = CREATE.body.schema
TARGET = Target(API, "https://sandbox.example.com", "", "key")
OWN_DOCUMENTS = [{"name": "Me", "contact_number": OWN_NUMBER}]

_texts = st.sampled_from(sorted(NUMBERS)) | st.from_regex(r"\+?[0-9 ().-]{0,20}", fullmatch=True) | st.text()
_bodies = st.fixed_dictionaries(
    {
        "documents": st.lists(
            st.fixed_dictionaries(
                {"name": _texts, "contact_number": _texts | st.integers()}, optional={"second_number": _texts}
            )
        )
    },
    optional={
        "data": st.fixed_dictionaries({}, optional={"calls": st.lists(st.fixed_dictionaries({"callee": _texts}))}),
        "insurance": st.fixed_dictionaries({"medical": st.lists(st.fixed_dictionaries({"phone_number": _texts}))}),
    },
)


def send(body: Any, target: Target = TARGET) -> None:
    """Send a write with a body; the transport blocks it if it has a number that can be called."""
    transport = SafeTransport(target, Settings(writes=Writes.GENERATED))
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = requests.Request("POST", f"{target.url}/tasks", data=data).prepare()
    response = requests.Response()
    response.status_code = 200
    transport.send(request, lambda: response)


def leaves(value: Any) -> set[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return {str(value)} if inner is None else {leaf for each in inner for leaf in leaves(each)}


def test_all_numbers_in_lists_and_alternatives_are_documented_numbers() -> None:
    assert phone_numbers.documented_numbers(API) == NUMBERS
    assert phone_numbers.phone_fields(API) == {"contact_number", "second_number", "callee", "phone_number"}


@pytest.mark.parametrize("phone_fields_only", [True, False])
def test_documented_body_gets_fictional_numbers(*, phone_fields_only: bool) -> None:
    replaced = phone_numbers.replace_numbers(CREATE, SAMPLE, phone_fields_only=phone_fields_only)
    assert is_valid(SCHEMA, replaced)
    assert not leaves(replaced) & NUMBERS
    assert all(phone_numbers.is_fictional(document["contact_number"]) for document in replaced["documents"])
    assert phone_numbers.is_fictional(replaced["data"]["calls"][0]["callee"])
    assert replaced["insurance"]["medical"][0]["group_number"] == "GRP987654"
    send(replaced)


@given(_texts, st.none() | _texts)
def test_valid_text_in_a_phone_number_becomes_a_fictional_number(first: str, second: str | None) -> None:
    document = {"name": "Robin", "contact_number": first, **({} if second is None else {"second_number": second})}
    (sent,) = user_values.generated_write(TARGET, CREATE, {"documents": [document]}, invalid=False)["documents"]
    assert all(phone_numbers.is_fictional(sent[name]) for name in document if name != "name")


@pytest.mark.slow
@given(body=_bodies, invalid=st.booleans())
def test_generated_write_is_never_blocked(body: dict[str, Any], *, invalid: bool) -> None:
    send(user_values.generated_write(TARGET, CREATE, body, invalid=invalid))


def test_boundary_and_near_valid_bodies_have_no_documented_numbers() -> None:
    for body in iter_boundary_values(SCHEMA, (SAMPLE,)):
        send(user_values.generated_write(TARGET, CREATE, body, invalid=False))
    for case in iter_cases(CREATE, is_remote=True):
        send(case.body)


@pytest.mark.parametrize("number", sorted(NUMBERS))
def test_documented_number_is_blocked_in_any_item(number: str) -> None:
    other = {"name": "", "contact_number": "+12025550143"}
    for body in ({"documents": [other, {"contact_number": number}]}, {"documents": [{"second_number": [number]}]}):
        with pytest.raises(RequestBlockedError):
            send(body)
    with pytest.raises(RequestBlockedError):
        send(json.dumps(SAMPLE).encode()[:-2])  # truncated, so that no property names are known


def test_documented_write_needs_the_list_that_contains_user_provided_values() -> None:
    with pytest.raises(user_values.MissingValueError, match="missing in --fixtures: documents"):
        user_values.documented_write(TARGET, CREATE)


def test_documented_write_has_the_numbers_of_the_user_and_fictional_ones() -> None:
    target = replace(TARGET, user_values={("create", "documents"): (OWN_DOCUMENTS,)})
    body = user_values.documented_write(target, CREATE).body
    assert body["documents"] == OWN_DOCUMENTS
    assert phone_numbers.is_fictional(body["insurance"]["medical"][0]["phone_number"])
    assert not leaves(body) & NUMBERS
    send(body, target)
    with pytest.raises(RequestBlockedError):
        send(body)


def test_body_of_any_variant_stays_valid() -> None:
    operation = load_api("miramace").get_operation("create_task")
    assert operation.body is not None and operation.body.schema is not None
    for body in iter_boundary_values(operation.body.schema, tuple(operation.body.examples().values())):
        replaced = phone_numbers.replace_numbers(operation, body)
        assert is_valid(operation.body.schema, replaced, in_request=True)
