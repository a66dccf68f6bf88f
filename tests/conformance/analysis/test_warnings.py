"""Undocumented statuses that are warnings, because the spec documents no error response of their kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caretasks.conformance.analysis.failures import warning_reason
from caretasks.conformance.observation import Observation
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.openapi.operation.credentials import keys_by_scheme
from tests.conformance.observations import make_observation

MARKET = Catalog(Path(__file__).parents[2] / "mutation" / "specs").load("market")
GET_ORDER, PLACE_ORDER = MARKET.get_operation("getOrder"), MARKET.get_operation("placeOrder")
INVALID = {"number": 0}


@pytest.mark.parametrize(
    ("case", "key", "is_warning"),
    [
        (make_observation(GET_ORDER, 400, path=INVALID), None, True),
        (make_observation(GET_ORDER, 401), "the-key", True),  # it is sent without the key
        (make_observation(GET_ORDER, 401), None, False),
        (make_observation(GET_ORDER, 400), None, False),
        (make_observation(GET_ORDER, 418, path=INVALID), None, False),
        (make_observation(PLACE_ORDER, 403), "the-key", False),  # it documents 401
    ],
)
def test_undocumented_status_is_a_warning_only_for_an_undocumented_kind_of_error(
    case: Observation, key: str | None, is_warning: bool
) -> None:
    keys = None if key is None else keys_by_scheme(case.operation.api, key)
    assert (warning_reason("status_code_conformance", case, keys) is not None) is is_warning


@pytest.mark.parametrize("value", ["a\nb", "a/b", "a%b", "a;b", "a\\b"])
def test_http_servers_may_reject_a_path_with_unusual_characters(value: str) -> None:
    for status in (400, 404):
        case = make_observation(GET_ORDER, status, path={"number": value})
        assert warning_reason("positive_data_acceptance", case) is not None
    assert warning_reason("not_a_server_error", make_observation(GET_ORDER, 500, path={"number": value})) is None


@pytest.mark.parametrize(("media_type", "is_warning"), [("image/png", True), ("application/json", False)])
def test_uploaded_file_may_be_empty(media_type: str, is_warning: bool) -> None:
    read = {"responses": {"200": {"description": "", "content": {media_type: {"schema": {"type": "string"}}}}}}
    (operation,) = Api("files", {"openapi": "3.1.0", "paths": {"/file": {"get": read}}}, None, "").operations
    case = make_observation(operation, 200)
    assert warning_reason("response_schema_conformance", case) is None
    case.parent = make_observation(PLACE_ORDER, 201)
    assert (warning_reason("response_schema_conformance", case) is not None) is is_warning


@pytest.mark.parametrize(
    ("parameter", "values", "is_warning"),
    [
        ({}, [""], True),
        ({}, ["x"], False),
        ({"required": True}, [""], False),
        ({"allowEmptyValue": False}, [""], False),
        ({"schema": {"type": "string", "minLength": 1}}, [""], False),
        ({}, ["x", ""], True),
        ({}, ["a", "x"], True),
        ({}, ["x", "a", "x"], False),
        ({"required": True}, ["x", ""], False),
        ({"schema": {"type": "array", "items": {"enum": ["a"]}}}, ["a", "x"], False),
    ],
)
def test_accepted_query_parameter_that_is_empty_or_has_a_valid_value_is_a_warning(
    parameter: dict[str, Any], values: list[str], is_warning: bool
) -> None:
    found = {"name": "kind", "in": "query", "schema": {"enum": ["a"]}, **parameter}
    paths = {"/items": {"get": {"parameters": [found], "responses": {"200": {"description": ""}}}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    (operation,) = Api("some", document, None, "").operations
    case = make_observation(operation, 200, query={"kind": values})
    assert (warning_reason("negative_data_rejection", case) is not None) is is_warning
