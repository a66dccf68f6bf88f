"""Undocumented statuses that are warnings, because the spec documents no error response of their kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.conformance.analysis.failures import FailureContext, warning_reason
from caretasks.openapi.catalog import Catalog

MARKET = Catalog(Path(__file__).parents[2] / "mutation" / "specs").load("market")
GET_ORDER, PLACE_ORDER = MARKET.get_operation("getOrder"), MARKET.get_operation("placeOrder")


@pytest.mark.parametrize(
    ("context", "is_warning"),
    [
        (FailureContext(GET_ORDER, 400, has_violation=True), True),
        (FailureContext(GET_ORDER, 401, is_authenticated=False), True),
        (FailureContext(GET_ORDER, 400), False),
        (FailureContext(GET_ORDER, 418, has_violation=True), False),
        (FailureContext(PLACE_ORDER, 403, is_authenticated=False), False),  # it documents 401
    ],
)
def test_undocumented_status_is_a_warning_only_for_an_undocumented_kind_of_error(
    context: FailureContext, is_warning: bool
) -> None:
    assert (warning_reason("status_code_conformance", context) is not None) is is_warning
