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

CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
)
"""The engine's checks that need nothing but a request and its answer."""


def check(case: Case[Any], response: Response, recorder: ScenarioRecorder, names: Iterable[str]) -> None:
    """Holds an answer against checks of these names, and has the recorder keep what they find."""
    context = CheckContext(
        override=None,
        auth=None,
        headers=None,
        config=case.operation.schema.config.checks_config_for(operation=case.operation),
        transport_kwargs=None,
        recorder=recorder,
        response_checks=None,
    )

    def failed(name: str, collected: set[Failure], failure: Failure) -> None:
        collected.add(failure)
        recorder.record_check_failure(name=name, case_id=case.id, code_sample="", failure=failure)

    def passed(name: str, case: Case[Any]) -> None:
        recorder.record_check_success(name=name, case_id=case.id)

    for name in names:
        near = name == negative_data_rejection.__name__ and case_metadata.is_near_miss(case)
        checks: list[CheckFunction] = [negative_data_rejection if near else CHECKS.get_one(name)]  # type: ignore[list-item]  # none of these is a class
        with contextlib.suppress(Exception):  # it is in the record, as an error of the check
            run_checks(case=case, response=response, ctx=context, checks=checks, on_failure=failed, on_success=passed)


def negative_data_rejection(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """The engine's check of that name, for a request that is known to be wrong, and in which way.

    The engine passes over lists and objects in a query, since it cannot tell how they were read.
    """
    if response.status_code < 400 and case.meta is not None:
        raise AcceptedNegativeData(
            operation=case.operation.label,
            message=f"Invalid component: {case.meta.phase.data.description}",
            status_code=response.status_code,
            expected_statuses=["4xx", "5xx"],
        )
