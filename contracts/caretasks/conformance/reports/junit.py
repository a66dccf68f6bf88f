"""JUnit XML report for CI: a test suite per API, a test case per operation and per fact of an operation.

The file is valid for the schema of Jenkins (`junit-10.xsd` of its xUnit plugin), which GitLab accepts too. Readers show
one result of a test case, so it has at most one: a failure, whose text lists all findings; an error of the run; or
skipped, with the reason. The test case of an operation has the failures that are about none of its facts, and the time
of its requests. Known findings and warnings are in the output of a test case. XML allows no control characters, so they
are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from caretasks.conformance.model import FactResult, Finding, Verdict
from caretasks.conformance.results import ApiResult, OperationResult
from caretasks.core.console import escape_unprintable, format_count


def write_junit(file: IO[str], results: Sequence[ApiResult], started_at: datetime) -> None:
    """Write the report."""
    report = JUnitXml("caretasks check")
    suites = [_build_suite(result, started_at) for result in results]
    for suite in suites:
        report.add_testsuite(suite)
    # `JUnitXml.update_statistics` also adds `skipped` to the root element, which the schema does not allow.
    report.tests = sum(suite.tests for suite in suites)
    report.failures = sum(suite.failures for suite in suites)
    report.errors = sum(suite.errors for suite in suites)
    report.time = round(sum(suite.time for suite in suites), 3)
    report.write(file)


def _build_suite(result: ApiResult, started_at: datetime) -> TestSuite:
    suite = TestSuite(result.api)
    suite.timestamp = started_at.isoformat(timespec="seconds")
    suite.add_testcases(list(_iter_test_cases(result)))
    return suite


def _iter_test_cases(result: ApiResult) -> Iterator[TestCase]:
    if result.errors:
        case = TestCase("run", result.api, 0)
        case.result = [_build_error(result.errors)]
        yield case
    for operation in result.operations:
        class_name = escape_unprintable(f"{result.api}.{operation.id}")
        yield _build_operation_case(class_name, operation)
        for fact in operation.facts:
            yield _build_fact_case(class_name, fact)


def _build_operation_case(class_name: str, operation: OperationResult) -> TestCase:
    case = TestCase("responses match the spec", class_name, round(operation.seconds, 3))
    facts = {requirement.fact for requirement in operation.requirements}
    failures = [finding for finding in operation.failures if facts.isdisjoint(finding.facts)]
    if failures:
        case.result = [_build_failure(failures)]
    elif operation.errors:
        case.result = [_build_error(operation.errors)]
    elif operation.verdict in (Verdict.NOT_COVERED, Verdict.INCONCLUSIVE):
        reasons = operation.run_errors if operation.verdict is Verdict.INCONCLUSIVE else []
        reason = operation.skip_reason or operation.no_success_reason or "; ".join(reasons)
        reason = reason or "no documented success could be checked"
        allowed = f"; allowed: {operation.not_covered_note}" if operation.not_covered_note else ""
        case.result = [_build_skipped(f"{reason}{allowed}")]
    notes = [f"error: {error}" for error in operation.errors] if failures else []
    notes += [f"known: {each.title} ({each.known_reason})" for each in operation.known]
    notes += [f"warning: {each.title} ({each.warning_reason})" for each in operation.warnings]
    notes += [f"excluded: {finding.title} ({reason})" for finding, reason in operation.excluded_findings]
    _add_output(case, notes)
    return case


def _build_fact_case(class_name: str, result: FactResult) -> TestCase:
    case = TestCase(escape_unprintable(f"{result.fact.id}: {result.fact.claim}"), class_name, 0)
    if result.verdict is Verdict.FAILED:
        case.result = [_build_failure(result.failures, result)]
    elif result.verdict is not Verdict.PASSED:
        case.result = [_build_skipped(result.reason or "")]
    _add_output(case, [f"known: {finding.title} ({finding.known_reason})" for finding in result.known])
    return case


def _build_failure(findings: Sequence[Finding], result: FactResult | None = None) -> Failure:
    """Return one failure for all findings: its message names the first one, its text has all of them."""
    first, others = findings[0], len(findings) - 1
    more = f" (and {format_count(others, 'other finding')})" if others else ""
    failure = Failure(escape_unprintable(f"{first.title}{more}"), first.check)
    blocks = [] if result is None else [[f"{result.fact.id}: {result.fact.claim}", result.fact.source]]
    for finding in findings:
        lines = [finding.title, f"{finding.check}, {format_count(finding.count, 'request')}"]
        if finding.acceptance is not None:
            lines.append(finding.acceptance.problem)
        blocks.append(lines if finding.curl is None else [*lines, finding.curl])
    failure.text = "\n\n".join("\n".join(map(escape_unprintable, lines)) for lines in blocks)
    return failure


def _build_error(messages: Sequence[str]) -> Error:
    error = Error(escape_unprintable(messages[0]), "error")
    error.text = "\n".join(map(escape_unprintable, messages))
    return error


def _build_skipped(reason: str) -> Skipped:
    return Skipped(escape_unprintable(reason))


def _add_output(case: TestCase, lines: Iterable[str]) -> None:
    if text := "\n".join(map(escape_unprintable, lines)):
        case.system_out = text
