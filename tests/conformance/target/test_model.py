"""Which path parameters of a request name resources that are known to exist."""

from __future__ import annotations

from dataclasses import replace

from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.catalog import Catalog

TARGET = in_process_target(Catalog().load("maxcare"))
GET_TASK = TARGET.api.get_operation("get_task")
DOCUMENTED_ID = "a1b2c3d4-5678-4abc-9def-0123456789ab"


def test_ids_in_the_examples_are_known() -> None:
    assert TARGET.has_known_ids(GET_TASK, {"id": DOCUMENTED_ID})
    assert not TARGET.has_known_ids(GET_TASK, {"id": "x"})


def test_path_without_parameters_is_known() -> None:
    assert TARGET.has_known_ids(GET_TASK, {})


def test_no_id_of_a_write_without_user_provided_values_is_known() -> None:
    incomplete = replace(TARGET, incomplete_operations=frozenset({"get_task"}))
    assert not incomplete.has_known_ids(GET_TASK, {"id": DOCUMENTED_ID})
