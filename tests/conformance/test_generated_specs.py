"""The mock server of any spec passes the check of that spec."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from caretasks.conformance.config import Settings
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import in_process_target
from caretasks.openapi.document import Api
from caretasks.openapi.lint.document import find_problems
from caretasks.openapi.normalization import normalize
from tests.conformance.generated_specs import specs

GENERATED = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],  # a shrunk spec takes many checks; draw a failing one again by its seed
    suppress_health_check=list(HealthCheck),
)


def assert_mock_server_passes(document: dict[str, Any]) -> None:
    """Check the mock server of a spec in this process. A spec that the linter rejects is discarded."""
    normalized = normalize(document)
    assume(not find_problems(document))
    target = in_process_target(Api("generated", normalized, None, "generated"), seed="1")
    result = check_target(target, Settings(max_examples=3, reveal=True))
    failures = [failure.message for operation in result.operations for failure in operation.failures]
    errors = [*result.errors, *(error for operation in result.operations for error in operation.errors)]
    assert (failures, errors) == ([], [])


@settings(GENERATED, max_examples=6, derandomize=True)
@given(specs())
def test_mock_servers_of_generated_specs_pass(document: dict[str, Any]) -> None:
    assert_mock_server_passes(document)


@pytest.mark.long
@settings(GENERATED, max_examples=60, derandomize=True)
@given(specs())
def test_mock_servers_of_many_generated_specs_pass(document: dict[str, Any]) -> None:
    assert_mock_server_passes(document)
