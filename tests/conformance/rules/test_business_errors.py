"""Unpod: a 206 is an error in the business logic."""

from __future__ import annotations

from typing import Any

import pytest

from caretasks.conformance.observation import InconclusiveError, RuleViolation
from caretasks.vendors.unpod.rules import un_09_206_is_an_error, un_11_status_code_is_the_http_status
from tests.bundled_apis import load_api
from tests.conformance.observations import make_observation

OPERATION = load_api("unpod").get_operation("list_runs")


def test_success_that_is_sent_as_a_206_is_one_failure() -> None:
    case = make_observation(OPERATION, 206, returned={"status_code": 200, "message": "", "data": [{}]})
    with pytest.raises(RuleViolation):
        un_09_206_is_an_error.check(case)
    with pytest.raises(InconclusiveError):
        un_11_status_code_is_the_http_status.check(case)


@pytest.mark.parametrize("data", [{}, [], {"errors": "x"}])
def test_206_without_items_is_an_error_with_its_status(data: Any) -> None:
    case = make_observation(OPERATION, 206, returned={"status_code": 200, "message": "", "data": data})
    un_09_206_is_an_error.check(case)
    with pytest.raises(RuleViolation, match="is not the HTTP status 206"):
        un_11_status_code_is_the_http_status.check(case)
