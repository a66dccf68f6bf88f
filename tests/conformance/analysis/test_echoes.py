"""Invalid values that a server has accepted, in its responses."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from caretasks.conformance.analysis.echoes import EchoedValues
from caretasks.conformance.observation import CheckFailure, CheckOutcome, FailureKind, Observation
from caretasks.core.http import Response
from tests.conformance.observations import make_observation
from tests.openapi.single_operation import make_operation

SEND = make_operation({"type": "object", "properties": {"code": {"type": "string", "maxLength": 3}}})


def observe(sent: Any, returned: Any) -> Observation:
    case = make_observation(SEND, 201, body=sent)
    response = Response(201, (("Content-Type", "application/json"),), json.dumps(returned).encode())
    case.exchange = replace(case.exchange, response=response)
    return case


@pytest.mark.parametrize(
    ("sent", "returned", "expected"),
    [
        ({"code": "long"}, {"code": "long"}, 1),
        ({"code": 1234}, {"code": "1234"}, 1),
        ({"code": "long"}, {"code": "other"}, 2),
        ({"code": "abc"}, {"code": "long"}, 2),
    ],
)
def test_returned_value_that_was_accepted_is_not_a_failure(sent: Any, returned: Any, expected: int) -> None:
    outcomes = [
        CheckOutcome("negative_data_rejection", CheckFailure(FailureKind.ACCEPTED_INVALID, "accepted")),
        CheckOutcome("response_schema_conformance", CheckFailure(FailureKind.BODY, "too long", path=("code",))),
    ]
    assert len(list(EchoedValues().without_echoes(observe(sent, returned), outcomes))) == expected
