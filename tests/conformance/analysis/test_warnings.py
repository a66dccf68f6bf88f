"""Undocumented statuses that are warnings, because the spec documents no error response of their kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.conformance.analysis.failures import warning_reason
from caretasks.conformance.cases import SentCase
from caretasks.openapi.catalog import Catalog
from tests.conformance.sent_cases import sent_case

MARKET = Catalog(Path(__file__).parents[2] / "mutation" / "specs").load("market")
GET_ORDER, PLACE_ORDER = MARKET.get_operation("getOrder"), MARKET.get_operation("placeOrder")
INVALID = {"number": 0}


@pytest.mark.parametrize(
    ("case", "key", "is_warning"),
    [
        (sent_case(GET_ORDER, 400, path=INVALID), None, True),
        (sent_case(GET_ORDER, 401), "the-key", True),  # it is sent without the key
        (sent_case(GET_ORDER, 401), None, False),
        (sent_case(GET_ORDER, 400), None, False),
        (sent_case(GET_ORDER, 418, path=INVALID), None, False),
        (sent_case(PLACE_ORDER, 403), "the-key", False),  # it documents 401
    ],
)
def test_undocumented_status_is_a_warning_only_for_an_undocumented_kind_of_error(
    case: SentCase, key: str | None, is_warning: bool
) -> None:
    assert (warning_reason("status_code_conformance", case, key) is not None) is is_warning
