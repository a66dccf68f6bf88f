"""Named placeholders of user-provided values in the requests of findings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from caretasks.conformance.target.placeholders import Placeholders, name_values

VALUES = {
    ("get_task", "task_id"): ("T-1", "T-2"),
    ("create_task", "documents"): ([{"contact_number": "+12025550143"}],),
}


def names(values: Any) -> list[str]:
    return [each.name for each in name_values(values)]


def test_name_is_that_of_the_property_with_a_number_for_each_further_value() -> None:
    assert names(VALUES) == ["TASK_ID", "TASK_ID_2", "CONTACT_NUMBER"]


def test_name_has_the_operation_if_operations_have_different_values() -> None:
    values = {("get_task", "id"): ("T",), ("get_call", "id"): ("C",)}
    assert names(values) == ["GET_TASK_ID", "GET_CALL_ID"]


def test_name_of_a_shell_variable_gets_the_operation() -> None:
    assert names({("get_file", "path"): ("a",)}) == ["GET_FILE_PATH"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/tasks/T-1?after=T-2", "/tasks/$TASK_ID?after=$TASK_ID_2"),
        ("/tasks/xT-1x", "/tasks/x$TASK_IDx"),
        ("/tasks/U-2", "/tasks/$TASK_ID_UNKNOWN"),
        ("/tasks/other", "/tasks/other"),
    ],
)
def test_values_in_a_url_are_replaced(url: str, expected: str) -> None:
    assert Placeholders(VALUES).replace_in_url(url) == expected


def test_value_that_must_be_encoded_has_another_placeholder() -> None:
    placeholders = Placeholders({("get_run", "run_id"): ('a/"b',)})
    assert placeholders.replace_in_url("/runs/a%2F%22b") == "/runs/$RUN_ID_ENCODED"
    assert placeholders.replace_in_json(json.dumps({"id": 'a/"b'})) == '{"id": "$RUN_ID_JSON"}'


def test_number_in_json_is_replaced_without_quotes() -> None:
    placeholders = Placeholders({("create", "count"): (1234,)})
    assert (
        placeholders.replace_in_json('{"count": 1234, "other": "1234567"}') == '{"count": $COUNT, "other": "1234567"}'
    )


def test_json_without_values_is_kept_as_it_is() -> None:
    assert Placeholders(VALUES).replace_in_json('{ "a":1.0 }') == '{ "a":1.0 }'
