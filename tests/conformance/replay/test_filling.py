"""Values in place of the variables in the requests of a report."""

from __future__ import annotations

import pytest

from caretasks.conformance.replay.filling import NotSentError, fill_step
from caretasks.conformance.replay.reported import ReportedStep
from caretasks.conformance.target.model import Target
from tests.bundled_apis import load_api

TARGET = Target(load_api("miramace"), "http://127.0.0.1:1", "", "key")


def make_step(path: str, body: bytes = b"") -> ReportedStep:
    return ReportedStep("get_task", "GET", path, "", (), body, {}, {}, {})


def test_value_of_an_earlier_response_is_encoded_in_the_url_only() -> None:
    request = fill_step(make_step("/v1/task/$NEW_TASK_ID", b'"$NEW_TASK_ID"'), TARGET, {"NEW_TASK_ID": "a/ b"})
    assert request.url == "http://127.0.0.1:1/v1/task/a%2F%20b"
    assert request.body == b'"a/ b"'


def test_longer_name_is_another_variable() -> None:
    request = fill_step(make_step("/v1/$NEW_ID_2/$NEW_ID"), TARGET, {"NEW_ID": "1", "NEW_ID_2": "2"})
    assert request.url.endswith("/v1/2/1")


def test_redacted_value_is_named() -> None:
    with pytest.raises(NotSentError, match=r"the body was redacted in the report .*; run the check again"):
        fill_step(make_step("/v1/task/1", "\u2039redacted string #3\u203a".encode()), TARGET, {})
