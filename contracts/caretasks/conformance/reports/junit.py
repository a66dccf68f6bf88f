"""JUnit XML report for CI: a test suite per API, a test case per operation and per fact of an operation.

A failure is reported as `failure`, a fact that was not covered as `skipped` with the reason, and an error of the run as
`error`. The test case of an operation has the failures that are about no documented fact. Known differences and
warnings are in the output of a test case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from caretasks.conformance.model import Finding, Verdict
from caretasks.conformance.results import ApiResult, FactResult, OperationResult
from caretasks.core.console import format_count


def write_junit(file: IO[str], results: Sequence[ApiResult]) -> None:
    """Write the report."""
    report = JUnitXml("caretasks check")
    for result in results:
        suite = TestSuite(result.api)
        suite.add_testcases(list(_iter_test_cases(result)))
        report.add_testsuite(suite)
    report.update_statistics()  # type: ignore[no-untyped-call]  # this method of the library has no annotations
    report.write(file)


def _iter_test_cases(result: ApiResult) -> Iterator[TestCase]:
    if result.errors:
        case = TestCase("run", result.api)
        case.result = [Error(error) for error in result.errors]
        yield case
    for operation in result.operations:
        class_name = f"{result.api}.{operation.id}"
        yield _build_operation_case(class_name, operation)
        for fact in operation.facts:
            yield _build_fact_case(class_name, fact)


def _build_operation_case(class_name: str, operation: OperationResult) -> TestCase:
    case = TestCase("responses match the spec", class_name)
    failures = [_build_failure(finding) for finding in operation.failures if not finding.facts]
    errors = [Error(error) for error in operation.errors]
    if failures or errors:
        case.result = [*failures, *errors]
    elif operation.verdict is Verdict.NOT_COVERED:
        reason = operation.skip_reason or operation.no_success_reason or "no documented success could be checked"
        case.result = Skipped(reason)
    notes = [f"known difference: {_describe(each)}" for each in operation.known_differences]
    notes += [f"warning: {each.message} ({each.warning_reason})" for each in operation.warnings]
    if notes:
        case.system_out = "\n".join(notes)
    return case


def _build_fact_case(class_name: str, result: FactResult) -> TestCase:
    case = TestCase(f"{result.fact.id}: {result.fact.claim}", class_name)
    if result.verdict is Verdict.FAILED:
        case.result = [_build_failure(finding, result) for finding in result.failures]
    elif result.verdict is Verdict.NOT_COVERED:
        case.result = [Skipped(result.reason)]
    if result.known:
        case.system_out = "\n".join(f"known difference: {_describe(finding)}" for finding in result.known)
    return case


def _describe(finding: Finding) -> str:
    difference = finding.known_difference
    return "" if difference is None else f"{difference.what} (since {difference.since}: {difference.evidence})"


def _build_failure(finding: Finding, result: FactResult | None = None) -> Failure:
    failure = Failure(finding.message, finding.check)
    lines = [finding.message, format_count(finding.count, "request")]
    if result is not None:
        lines += [f"{result.fact.id}: {result.fact.claim}", result.fact.source]
    if finding.curl is not None:
        lines.append(finding.curl)
    failure.text = "\n".join(lines)
    return failure
