"""The Schemathesis checks that the suite runs, and the one that it replaces."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

from schemathesis import Case, CheckContext
from schemathesis.checks import CHECKS, CheckFunction, run_checks
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder

from caretasks.conformance.engine import case_metadata

CHECK_NAMES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
)
"""The Schemathesis checks that need only a request and its response."""


def check_response(case: Case[Any], response: Response, recorder: ScenarioRecorder, names: Iterable[str]) -> None:
    """Run the named checks on a response and record the results.

    Args:
        case: The request.
        response: Its response.
        recorder: Receives the result of each check.
        names: Names of Schemathesis checks and of registered rules.
    """
    context = CheckContext(
        override=None,
        auth=None,
        headers=None,
        config=case.operation.schema.config.checks_config_for(operation=case.operation),
        transport_kwargs=None,
        recorder=recorder,
        response_checks=None,
    )

    def on_failure(name: str, collected: set[Failure], failure: Failure) -> None:
        collected.add(failure)
        recorder.record_check_failure(name=name, case_id=case.id, code_sample="", failure=failure)

    def on_success(name: str, case: Case[Any]) -> None:
        recorder.record_check_success(name=name, case_id=case.id)

    for name in names:
        is_near_valid = name == negative_data_rejection.__name__ and case_metadata.is_near_valid(case)
        checks: list[CheckFunction] = [negative_data_rejection if is_near_valid else CHECKS.get_one(name)]  # type: ignore[list-item]  # none of these is a class
        with contextlib.suppress(Exception):  # already recorded as an error of the check
            run_checks(
                case=case,
                response=response,
                ctx=context,
                checks=checks,
                on_failure=on_failure,
                on_success=on_success,
            )


def negative_data_rejection(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Replacement for Schemathesis' check of that name, for cases with a known violation.

    Schemathesis skips lists and objects in a query, because it cannot know how the server parses them.
    """
    if response.status_code < 400 and case.meta is not None:
        raise AcceptedNegativeData(
            operation=case.operation.label,
            message=f"Invalid component: {case.meta.phase.data.description}",
            status_code=response.status_code,
            expected_statuses=["4xx", "5xx"],
        )
