"""`junit.xml`: it is valid for the schema of Jenkins, and its counts and times are those of the run."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from caretasks.conformance.model import INTERRUPTED, CaseResult, CheckResult, Finding, RunError, Skipped
from caretasks.conformance.reports.junit import write_junit
from caretasks.conformance.results import ApiResult, empty_result
from caretasks.core.http import Request
from caretasks.openapi.facts import fact_entries
from tests.bundled_apis import load_api

API = load_api("unpod")
FACTS = {entry.fact.id: entry.fact for entry in fact_entries(API)}
STARTED_AT = datetime(2026, 1, 1, tzinfo=UTC)
REQUEST = Request("GET", "http://127.0.0.1/spaces/S/runs/R/tasks/")
FAILURE = Finding("one", "`count` must be an integer; received a string", REQUEST, facts=(FACTS["UN-05"],))


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    """The schema of the xUnit plugin of Jenkins (jenkinsci/xunit-plugin, MIT license)."""
    return xmlschema.XMLSchema(Path(__file__).with_name("junit-10.xsd"))


def make_case(*findings: Finding, operation: str = "get_run_tasks", **changed: Any) -> CaseResult:
    checks = tuple(CheckResult(finding.check, finding) for finding in findings)
    case = CaseResult(operation, "fuzzing", 200, is_checked_success=True, checks=checks, elapsed_seconds=0.25)
    return replace(case, **changed)


def make_result(*items: CaseResult | RunError | Skipped, api: str = "unpod") -> ApiResult:
    result = empty_result(API)
    result.api = api
    for item in items:
        result.add(item)
    return result


def write(*results: ApiResult) -> ET.Element:
    content = io.BytesIO()
    with io.TextIOWrapper(content, "utf-8") as file:
        write_junit(file, results, STARTED_AT)
        file.flush()
        return ET.fromstring(content.getvalue())  # noqa: S314 - this program wrote it


def iter_cases(root: ET.Element, class_name: str) -> Iterator[tuple[str, ET.Element]]:
    for case in root.iter("testcase"):
        if case.get("classname") == class_name:
            yield str(case.get("name")).partition(":")[0], case


def get_case(root: ET.Element, name: str, class_name: str = "unpod.get_run_tasks") -> ET.Element:
    return dict(iter_cases(root, class_name))[name]


def mixed_result() -> ApiResult:
    return make_result(
        make_case(
            FAILURE, replace(FAILURE, check="two", pointer="response body /data", claim="`data` is required", actual="")
        ),
        make_case(Finding("three", "the status is 500", REQUEST)),
        make_case(Finding("four", "no Allow header", REQUEST, "good practice"), operation="list_spaces"),
        RunError("the check five raised an error", "get_space"),
        Skipped("create_tasks", "--writes none"),
        RunError(INTERRUPTED),
        RunError("control \x00\x1b characters \ud800 & <markup>"),
    )


@pytest.mark.slow
@pytest.mark.parametrize("result", [make_result(), mixed_result()], ids=["no requests", "mixed"])
def test_report_is_valid_for_the_schema_of_jenkins(schema: xmlschema.XMLSchema, result: ApiResult) -> None:
    schema.validate(write(result, make_result(api="other")))


def test_test_case_has_at_most_one_result_that_lists_all_findings() -> None:
    root = write(mixed_result())
    for case in root.iter("testcase"):
        assert len([each for each in case if each.tag in ("failure", "error", "skipped")]) <= 1
    (failure,) = get_case(root, "UN-05")
    assert failure.get("message") == f"{FAILURE.title} (and 1 other finding)"
    for text in (FAILURE.title, "`data` is required", "curl http://127.0.0.1"):
        assert text in str(failure.text)


def test_counts_are_those_of_the_test_cases() -> None:
    root = write(mixed_result(), make_result(make_case(), api="other"))
    for parent in (root, *root.findall("testsuite")):
        cases = list(parent.iter("testcase"))
        assert parent.get("tests") == str(len(cases))
        for attribute, tag in (("failures", "failure"), ("errors", "error")):
            assert parent.get(attribute) == str(sum(case.find(tag) is not None for case in cases))


def test_time_is_that_of_the_requests() -> None:
    root = write(make_result(make_case(), make_case(), make_case(operation="list_spaces")))
    assert get_case(root, "responses match the spec").get("time") == "0.5"
    assert root.get("time") == "0.75"


def test_failure_about_a_fact_of_another_operation_belongs_to_the_operation() -> None:
    operation = next(each for each in make_result().operations if not any(f.fact.id == "UN-05" for f in each.facts))
    root = write(make_result(make_case(FAILURE, operation=operation.id)))
    failed = [name for name, case in iter_cases(root, f"unpod.{operation.id}") if case.find("failure") is not None]
    assert failed == ["responses match the spec"]


def test_error_of_the_run_is_one_error_and_its_operations_are_skipped() -> None:
    root = write(make_result(make_case(operation="list_spaces"), RunError(INTERRUPTED)))
    assert root.get("errors") == "1"
    assert get_case(root, "run", "unpod").find("error") is not None
    skipped = get_case(root, "responses match the spec", "unpod.list_spaces").find("skipped")
    assert skipped is not None
    assert skipped.get("message") == INTERRUPTED
