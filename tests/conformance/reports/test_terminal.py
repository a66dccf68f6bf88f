"""Terminal report: the summary line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caretasks.conformance.changes.tracking import NO_CHANGES
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import CaseResult, CheckResult, Finding, FindingKind, RunError
from caretasks.conformance.observation import FailureKind
from caretasks.conformance.reports.numbering import number_findings
from caretasks.conformance.reports.summary import iter_sentences, list_findings
from caretasks.conformance.reports.terminal import format_table
from caretasks.conformance.results import ApiResult, ExitStatus, empty_result, exit_status
from caretasks.openapi.document import Api
from tests.bundled_apis import load_api
from tests.openapi.reduced_specs import with_operations

UNPOD = load_api("unpod")
MIRAMACE = load_api("miramace")
SOLUM = with_operations(load_api("solum"), "create_task")  # it has no reads


def passed_result(*checks: CheckResult) -> ApiResult:
    result = empty_result(UNPOD)
    result.add(CaseResult("get_run_tasks", "examples", 200, is_checked_success=True, checks=checks))
    return result


def result_with_errors(*messages: str) -> ApiResult:
    result = passed_result()
    for message in messages:
        result.add(RunError(message))
    return result


def summary_of(*results: ApiResult) -> str:
    return format_table(results).splitlines()[-1]


def test_failure_of_several_operations_is_printed_once() -> None:
    result = empty_result(UNPOD)
    fact = result.operation("get_space").requirements[0].fact
    finding = Finding(
        "authentication", "accepted", None, claim="must be rejected", topic=FailureKind.RULE, facts=(fact,)
    )
    for name, actual in (("list_spaces", "status 200"), ("get_space", "status 201")):
        found = replace(finding, operation=name, actual=actual)
        result.add(CaseResult(name, "examples", 200, True, (CheckResult("authentication", found),)))
    number_findings([result])
    text = format_table([result])
    assert text.count("must be rejected") == 1
    assert "#1 unpod list_spaces, get_space: must be rejected; received status 200\n" in text
    assert "\n  get_space: in 1 of 1 request\n" in text
    assert summary_of(result).endswith("1 failure")
    assert next(iter_sentences([result], NO_CHANGES)).startswith("1 failure:")
    (listed,) = list_findings([result], FindingKind.FAILURE, NO_CHANGES)
    assert listed.operations == "unpod list_spaces, get_space"


def test_value_that_states_the_status_which_another_operation_should_have_returned_is_the_same_failure() -> None:
    result = empty_result(UNPOD)
    wrong = Finding("a", "", None, claim="it must be 400", topic=FailureKind.RULE, status=403, documented_status=400)
    value = replace(wrong, check="b", claim="/status_code is not 403", pointer="response body /status_code")
    other = replace(value, claim="/status_code is not 404", status=404)
    unknown = replace(wrong, claim="an unknown run must be rejected")
    operations = ("list_runs", unknown), ("get_space", wrong), ("list_spaces", value), ("list_agents", other)
    for name, found in operations:
        finding = replace(found, operation=name)
        result.add(CaseResult(name, "examples", 403, False, (CheckResult(found.check, finding),)))
    number_findings([result])
    numbers = {each.id: finding.number for each in result.operations for finding in each.failures}
    assert numbers["list_spaces"] in (numbers["get_space"], numbers["list_runs"])
    assert len({numbers["list_runs"], numbers["get_space"], numbers["list_agents"]}) == 3


def test_violation_of_a_shared_schema_by_several_operations_is_one_failure() -> None:
    result = empty_result(UNPOD)
    missing = Finding(
        "response_schema_conformance",
        "",
        None,
        claim="`id` is required",
        topic=FailureKind.BODY,
        pointer="response body /id",
        schema_pointer="/components/schemas/Space/required",
    )
    listed = replace(missing, claim="`/data/*/id` is required", pointer="response body /data/*/id")
    other = replace(missing, claim="`name` is required", pointer="response body /name")
    inline = replace(missing, schema_pointer="/paths/~1agents/get/responses/200/required")
    for name, found in (
        ("get_space", missing),
        ("list_spaces", listed),
        ("list_agents", other),
        ("list_call_logs", inline),
    ):
        finding = replace(found, operation=name)
        result.add(CaseResult(name, "examples", 200, True, (CheckResult(found.check, finding),)))
    number_findings([result])
    numbers = {each.id: finding.number for each in result.operations for finding in each.failures}
    assert numbers["list_spaces"] == numbers["get_space"]
    assert len(set(numbers.values())) == 3


def test_violations_of_a_shared_schema_by_two_properties_are_two_failures() -> None:
    result = empty_result(UNPOD)
    pointers = ("response body /id", "response body /space_id")
    for pointer in pointers:
        finding = Finding(
            "response_schema_conformance",
            "get_space",
            None,
            claim=f"`{pointer}` must match the pattern",
            topic=FailureKind.BODY,
            pointer=pointer,
            schema_pointer="/components/schemas/Token/pattern",
        )
        result.add(CaseResult("get_space", "examples", 200, True, (CheckResult(finding.check, finding),)))
    number_findings([result])
    assert {finding.number for finding in result.operation("get_space").failures} == {1, 2}


def test_lost_resource_of_a_create_and_its_read_is_one_failure() -> None:
    result = empty_result(MIRAMACE)
    fact = next(each.fact for each in result.operation("create_patient").requirements if each.fact.id == "MM-35")
    lost = Finding("mm_35", "404", None, claim="reading it returned 404", topic=FailureKind.RULE, facts=(fact,))
    unavailable = replace(lost, check="availability", claim="it must be readable", topic=FailureKind.NOT_AVAILABLE)
    for name, found in (("create_patient", lost), ("get_patient", unavailable)):
        finding = replace(found, operation=name)
        result.add(CaseResult(name, "examples", 200, True, (CheckResult(found.check, finding),)))
    number_findings([result])
    assert summary_of(result).endswith("1 failure")
    assert "#1 miramace create_patient, get_patient: reading it returned 404" in format_table([result])


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([], "no API was checked"),
        ([empty_result(SOLUM)], "solum (no documented success was checked)"),
        (
            [empty_result(SOLUM, Settings(writes=Writes.NONE))],
            "solum (no documented success was checked: --writes none)",
        ),
        ([empty_result(MIRAMACE, Settings(writes=Writes.NONE))], "miramace (no documented success was checked)"),
        ([result_with_errors("the server cannot be reached")], "unpod (the server cannot be reached)"),
        ([result_with_errors("one", "two", "three")], "unpod (one, and 2 other reasons)"),
        ([passed_result(), result_with_errors("one")], "unpod (one)"),
        (
            [result_with_errors("one"), empty_result(SOLUM)],
            "unpod (one), solum (no documented success was checked)",
        ),
    ],
)
def test_summary_of_an_inconclusive_run_names_the_reason(results: list[ApiResult], reason: str) -> None:
    assert exit_status(results) is ExitStatus.INCONCLUSIVE
    assert summary_of(*results).endswith(f"; inconclusive: {reason}")


def test_summary_of_an_operation_without_a_success_names_the_statuses() -> None:
    result = empty_result(UNPOD)
    result.add(CaseResult("get_run_tasks", "examples", 401, is_checked_success=False, checks=()))
    assert summary_of(result).endswith(
        "; inconclusive: unpod (get_run_tasks: the documented requests got only status 401; check the API key)"
    )


def test_summary_of_a_passed_run_is_conclusive() -> None:
    assert exit_status([passed_result()]) is ExitStatus.PASSED
    assert "inconclusive" not in summary_of(passed_result())


def test_summary_of_a_failed_run_is_conclusive() -> None:
    failed = passed_result(CheckResult("check", Finding("check", "message", None)))
    results = [failed, empty_result(SOLUM)]
    assert exit_status(results) is ExitStatus.FAILED
    assert "inconclusive" not in summary_of(*results)


def test_skipped_recorded_requests_are_counted_by_reason() -> None:
    result = passed_result()
    result.skipped_exchanges = {"other server": 2, "no response": 1}
    assert "unpod: not checked: 3 recorded requests (no response: 1, other server: 2)" in format_table([result])


def test_long_operation_id_hides_no_column() -> None:
    name = "get-" + "/notes/{noteId}" * 12
    paths = {"/notes": {"get": {"operationId": name, "responses": {"200": {"description": ""}}}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    lines = format_table([empty_result(Api("some", document, None, ""))]).splitlines()
    assert lines[0].split() == ["API", "operation", "cases", "checks", "successes", "verdict"]
    assert " not covered" in lines[1]
    assert "".join(line[4:].split()[0] for line in lines[1:4]).startswith(name[:120])
