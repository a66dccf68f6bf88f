"""The verdicts as JUnit XML, for CI: a suite per API, a test case per fact and operation.

What was broken is a failure, what was not exercised is skipped with its reason, and what kept the run from finding out
is an error. An operation has a test case of its own for what no fact of the ledger names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from caretasks.conformance.model import Finding, Verdict
from caretasks.conformance.results import ApiResult, FactResult, OperationResult
from caretasks.core import curl


def write(file: IO[str], results: Sequence[ApiResult]) -> None:
    """Writes the verdicts."""
    report = JUnitXml("caretasks check")
    for result in results:
        suite = TestSuite(result.api)
        suite.add_testcases(list(_cases(result)))
        report.add_testsuite(suite)
    report.update_statistics()  # type: ignore[no-untyped-call]  # the library has no types here
    report.write(file)


def _cases(result: ApiResult) -> Iterator[TestCase]:
    if result.errors:
        case = TestCase("the run", result.api)
        case.result = [Error(error) for error in result.errors]
        yield case
    for operation in result.operations:
        name = f"{result.api}.{operation.id}"
        yield _operation(name, operation)
        for fact in operation.facts:
            yield _fact(name, fact)


def _operation(name: str, operation: OperationResult) -> TestCase:
    case = TestCase("answers as documented", name)
    told = [_failure(finding) for finding in operation.failures if not finding.facts]
    errors = [Error(error) for error in operation.errors]
    if told or errors:
        case.result = [*told, *errors]
    elif operation.verdict is Verdict.NOT_EXERCISED:
        case.result = Skipped(_why_not(operation))
    if operation.advice:
        case.system_out = "\n".join(f"advice: {finding.message}; {finding.advice}" for finding in operation.advice)
    return case


def _why_not(operation: OperationResult) -> str:
    return operation.left_out or operation.in_vain or "no documented success could be judged"


def _fact(name: str, found: FactResult) -> TestCase:
    case = TestCase(f"{found.fact.id}: {found.fact.claim}", name)
    if found.verdict is Verdict.BROKEN:
        case.result = [_failure(finding, found) for finding in found.findings]
    elif found.verdict is Verdict.NOT_EXERCISED:
        case.result = [Skipped(found.reason)]
    return case


def _failure(finding: Finding, found: FactResult | None = None) -> Failure:
    failure = Failure(finding.message, finding.check)
    lines = [finding.message, f"seen {finding.count:,} times" if finding.count > 1 else "seen once"]
    if found is not None:
        lines += [f"{found.fact.id}: {found.fact.claim}", found.fact.source]
    if finding.request is not None:
        lines.append(curl.command(finding.request))
    failure.text = "\n".join(lines)
    return failure
