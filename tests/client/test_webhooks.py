"""`parse_webhook` of the generated packages: what it accepts, and what an error says."""

from __future__ import annotations

import json
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

import caretasks.client
from caretasks import miramace, solum
from caretasks.miramace import InvalidWebhookError, parse_webhook
from caretasks.miramace.schemas import WebhookPayload as StrictWebhookPayload
from caretasks.openapi.webhooks import find_webhooks
from tests.bundled_apis import load_api

MAX_BYTES = 1024 * 1024
EVENT = {
    "event": "call.completed",
    "task_id": "task_abc123",
    "call_id": "call_xyz789",
    "timestamp": "2024-03-21T15:30:00",
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*EVENT, "other"]), inner, max_size=5),
    max_leaves=8,
)


def problems(body: bytes | str) -> dict[str, str]:
    """Return what is wrong with a body, by JSON pointer."""
    with pytest.raises(InvalidWebhookError) as caught:
        parse_webhook(body)
    return dict(caught.value.places)


def test_documented_payload_is_parsed() -> None:
    webhooks = find_webhooks(load_api("miramace"))
    assert [webhook.name for webhook in webhooks] == ["task.completed", "call.completed"]
    for webhook in webhooks:
        assert webhook.body is not None
        (example,) = webhook.body.examples().values()
        assert example == EVENT
        assert parse_webhook(json.dumps(example)) == miramace.WebhookPayload(**example)
        assert StrictWebhookPayload.model_validate(example).timestamp == "2024-03-21T15:30:00"


@pytest.mark.parametrize(
    "encode",
    [json.dumps, lambda value: json.dumps(value).encode(), lambda value: bytearray(json.dumps(value), "utf-8")],
    ids=["str", "bytes", "bytearray"],
)
def test_unknown_properties_are_kept(encode: Any) -> None:
    payload = parse_webhook(encode({**EVENT, "attempt": {"number": 2}}))
    assert payload.task_id == "task_abc123"
    assert payload["attempt"] == {"number": 2}
    assert payload.to_dict() == {**EVENT, "attempt": {"number": 2}}


def test_unknown_event_has_the_model_that_all_webhooks_share() -> None:
    assert parse_webhook(json.dumps({**EVENT, "event": "task.paused"})).event == "task.paused"


def test_property_that_is_not_required_may_be_missing() -> None:
    assert parse_webhook("{}").call_id is miramace.UNSET


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        (b"\xff\xfe\xfd", "not JSON"),
        (b'{"event": "\xe9"}', "not JSON"),
        ("[]", "not a JSON object"),
        ("null", "not a JSON object"),
        ("NaN", "not a JSON object"),
        ("[" * 500_000, "nested too deeply"),
        ('{"a":' * 150_000, "nested too deeply"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_body_without_an_object_is_rejected(body: bytes | str, problem: str) -> None:
    assert problems(body) == {"": problem}


def test_each_value_of_another_type_is_listed_by_its_pointer() -> None:
    assert problems(json.dumps({**EVENT, "task_id": 81_724, "timestamp": None})) == {
        "/task_id": "documented as string, received integer",
        "/timestamp": "documented as string, received null",
    }


def test_last_of_duplicate_properties_counts() -> None:
    assert parse_webhook('{"event": "task.completed", "event": "call.completed"}').event == "call.completed"


@pytest.mark.parametrize("character", ["x", "\u20ac"])
def test_body_may_have_1_mib(character: str) -> None:
    size = len(character.encode())
    text = json.dumps({"event": character * ((MAX_BYTES - 20) // size)}, ensure_ascii=False)
    largest = text + " " * (MAX_BYTES - len(text.encode()))
    assert parse_webhook(largest).event == parse_webhook(largest.encode()).event
    for larger in (largest + " ", largest.encode() + b" "):
        assert problems(larger) == {"": "larger than 1,048,576 bytes"}


@pytest.mark.parametrize(
    "body", [None, 5, {"event": "Secretname"}, memoryview(b"{")], ids=lambda body: type(body).__name__
)
def test_body_that_is_neither_bytes_nor_text_is_a_type_error(body: Any) -> None:
    with pytest.raises(TypeError, match=f"must be bytes or str, got {type(body).__name__}$"):
        parse_webhook(body)


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"event": "a"}',
        '\ufeff{"event": "a"}',
        '{"event": "a"}'.encode("utf-16"),
        '{"event": "a", "x": NaN}',
    ],
    ids=["BOM", "BOM in text", "UTF-16", "NaN"],
)
def test_json_that_the_standard_library_accepts_is_parsed(body: bytes | str) -> None:
    assert parse_webhook(body).event == "a"


@pytest.mark.parametrize(
    "body", ['{"event": "\ud800"}', '{"event": "\\ud800"}', b'{"event": "\xed\xa0\x80"}'], ids=repr
)
def test_lone_surrogate_is_kept(body: bytes | str) -> None:
    assert parse_webhook(body).event == "\ud800"


def test_body_that_is_too_large_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caretasks.client.workflows.webhooks.parse_json", lambda content: pytest.fail("parsed"))
    assert problems("x" * (MAX_BYTES + 1)) == {"": "larger than 1,048,576 bytes"}


def test_error_is_that_of_the_api_and_of_all_clients() -> None:
    with pytest.raises(InvalidWebhookError) as caught:
        parse_webhook("[]")
    assert isinstance(caught.value, miramace.MiraMaceError)
    assert isinstance(caught.value, caretasks.client.InvalidWebhookError)
    assert str(caught.value) == "the body: not a JSON object"


def test_error_contains_no_value_of_the_body() -> None:
    with pytest.raises(InvalidWebhookError) as caught:
        parse_webhook(json.dumps({"event": ["Secretname"], "task_id": {"Secretkey": 1}}))
    assert "Secret" not in repr(caught.value) + str(vars(caught.value))
    with pytest.raises(InvalidWebhookError) as caught:
        parse_webhook('{"event": "Secretname"')
    assert caught.value.__context__ is None


@hypothesis.settings(max_examples=100)
@hypothesis.given(
    st.binary()
    | st.text()
    | st.builds(json.dumps, VALUES)
    | st.builds(json.dumps, st.fixed_dictionaries({}, optional=dict.fromkeys(EVENT, VALUES)))
)
def test_any_body_is_parsed_or_rejected(body: bytes | str) -> None:
    try:
        payload = parse_webhook(body)
    except InvalidWebhookError as error:
        assert error.places
    else:
        assert all(isinstance(value, str) for name, value in payload.to_dict().items() if name in EVENT)


def test_package_of_an_api_without_webhooks_has_no_parser() -> None:
    assert not hasattr(solum, "parse_webhook")


def test_docstring_says_that_nothing_authenticates_the_sender() -> None:
    assert "Nothing authenticates the sender" in str(parse_webhook.__doc__)
