"""Which IDs and other values of a request name resources that are known to exist."""

from __future__ import annotations

from dataclasses import replace

from caretasks.conformance.target.model import in_process_target
from caretasks.conformance.target.user_values import has_known_values
from tests.bundled_apis import load_api

TARGET = in_process_target(load_api("maxcare"))
GET_TASK = TARGET.api.get_operation("get_task")
DOCUMENTED_ID = "a1b2c3d4-5678-4abc-9def-0123456789ab"
LIST_TASKS = TARGET.api.get_operation("list_tasks")
NOTE_ID = "nte_3cc73cb69c59403ca9108af6c5693b25"
REMOTE = replace(
    TARGET,
    server="http://127.0.0.1:1",
    user_values={("list_tasks", "noteId"): (NOTE_ID,), ("create_task", "noteId"): (NOTE_ID,)},
)


def test_ids_in_the_examples_are_known() -> None:
    assert TARGET.has_known_ids(GET_TASK, {"id": DOCUMENTED_ID})
    assert not TARGET.has_known_ids(GET_TASK, {"id": "x"})


def test_path_without_parameters_is_known() -> None:
    assert TARGET.has_known_ids(GET_TASK, {})


def test_no_id_of_a_write_without_user_provided_values_is_known() -> None:
    incomplete = replace(TARGET, incomplete_operations=frozenset({"get_task"}))
    assert not incomplete.has_known_ids(GET_TASK, {"id": DOCUMENTED_ID})


def test_remote_server_knows_only_the_user_provided_values_of_a_query() -> None:
    assert has_known_values(REMOTE, LIST_TASKS, {"query": {"status": "new", "noteId": NOTE_ID}})
    assert not has_known_values(REMOTE, LIST_TASKS, {"query": {"noteId": "nte_1"}})
    assert not has_known_values(REMOTE, LIST_TASKS, {"query": {"providerId": ["prv_1"]}})


def test_remote_server_knows_the_values_of_a_query_that_it_has_shown() -> None:
    assert has_known_values(REMOTE, LIST_TASKS, {"query": {"noteId": "nte_1"}}, {"nte_1"})


def test_mock_server_knows_any_value() -> None:
    assert has_known_values(TARGET, LIST_TASKS, {"query": {"noteId": "nte_1"}})
