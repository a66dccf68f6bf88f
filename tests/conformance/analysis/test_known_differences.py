"""Known differences: a response that is exactly one is shown as such and does not fail; nothing else is."""

from __future__ import annotations

import json
import uuid
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Finding, Verdict
from caretasks.conformance.reports import json_report, terminal, write_reports
from caretasks.conformance.reports.github import iter_annotations
from caretasks.conformance.reports.json_report import RunInfo
from caretasks.conformance.reports.junit import _build_fact_case
from caretasks.conformance.results import ApiResult, ExitStatus, collect_result, exit_status
from caretasks.conformance.runner import check_recording
from caretasks.conformance.traffic import recording
from caretasks.core.http import Exchange, Request, Response
from caretasks.core.missing import MISSING
from caretasks.mock.middleware.outermost import MOCK_HEADER
from caretasks.openapi.document import Api
from caretasks.openapi.facts import fact_entries
from tests.bundled_apis import load_api
from tests.servers.faulty import FEWEST, MockExchange, check_changed_responses

URL = "https://unpod.ai/api/v2/platform"
UNKNOWN_RUN = str(uuid.uuid5(uuid.NAMESPACE_URL, "urn:caretasks:unknown"))  # one that the rules send
EMPTY = {"count": 0, "status_code": 200, "message": "", "data": []}
DIFFERENCE = {
    "what": "An unknown run returns 200 with no tasks.",
    "since": "2026-02-16",
    "evidence": "The vendor's open backend",
    "operation": "get_run_tasks",
    "response": {"status": 200, "body": {"properties": {"count": {"const": 0}, "data": {"maxItems": 0}}}},
}
JSON_TYPE = (("Content-Type", "application/json"),)


def unpod(**changed: Any) -> Api:
    api = load_api("unpod")
    facts = deepcopy(api.facts or {})
    facts["facts"]["UN-14"]["known_differences"] = [{**DIFFERENCE, **changed}]
    return Api(api.name, api.document, facts, api.origin)


def read_unknown_run(api: Api, body: Any = EMPTY, *headers: tuple[str, str]) -> ApiResult:
    """Check a recording of a read of a known run and of an unknown one."""
    sent = (("Authorization", "Token k"), ("Org-Handle", "o"))

    def exchange(run: str, data: Any) -> Exchange:
        request = Request("GET", f"{URL}/spaces/S/runs/{run}/tasks/", sent)
        content = (("content-type", "application/json"), *headers)
        return Exchange(request, Response(200, content, json.dumps(data).encode()))

    known = {"count": 1, "status_code": 200, "message": "", "data": [{"task_id": "T"}]}
    cases, _ = recording.match_operations(api, [exchange("R", known), exchange(UNKNOWN_RUN, body)], None)
    return collect_result(api, check_recording(recording.Recording(api, cases), Settings()))


def get_verdict(result: ApiResult, fact: str = "UN-14") -> Verdict:
    return next(each.verdict for each in result.operation("get_run_tasks").facts if each.fact.id == fact)


def get_known_facts(result: ApiResult) -> set[str]:
    return {fact.id for finding in result.operation("get_run_tasks").known for fact in finding.facts}


def test_exactly_this_response_is_a_known_difference_and_no_failure() -> None:
    result = read_unknown_run(unpod())
    assert not result.operation("get_run_tasks").failures
    assert get_known_facts(result) == {"UN-14"}
    assert get_verdict(result) is Verdict.PASSED
    assert result.operation("get_run_tasks").verdict is Verdict.PASSED
    assert exit_status([result]) is ExitStatus.PASSED


@pytest.mark.parametrize(
    ("changed", "body"),
    [
        ({}, {**EMPTY, "count": 3}),
        ({"response": {"status": 206}}, EMPTY),
        ({"response": {"status": 200, "media_type": "text/html"}}, EMPTY),
        ({"operation": "another"}, EMPTY),
    ],
)
def test_any_other_response_fails(changed: dict[str, Any], body: Any) -> None:
    result = read_unknown_run(unpod(**changed), body)
    assert get_verdict(result) is Verdict.FAILED
    assert exit_status([result]) is ExitStatus.FAILED


def test_response_without_a_described_body_may_have_any() -> None:
    result = read_unknown_run(unpod(response={"status": 200}), {**EMPTY, "message": "none"})
    assert get_known_facts(result) == {"UN-14"}
    assert get_verdict(result) is Verdict.PASSED


def test_media_type_is_compared_without_parameters() -> None:
    html = Response(404, (("Content-Type", "text/HTML; charset=utf-8"),), b"<p>Not Found</p>")
    (known,) = (
        each
        for entry in fact_entries(unpod(response={"status": 404, "media_type": "text/html"}))
        for each in entry.known_differences
        if each.fact.id == "UN-14"
    )
    assert known.describes("get_run_tasks", html)
    assert not known.describes("get_run_tasks", Response(404, JSON_TYPE, b"{}"))


def test_another_fact_that_the_response_contradicts_fails() -> None:
    result = read_unknown_run(unpod(), {**EMPTY, "status_code": 404})
    assert get_known_facts(result) == {"UN-14"}
    assert get_verdict(result) is Verdict.PASSED
    assert get_verdict(result, "UN-11") is Verdict.FAILED


def test_response_of_the_mock_server_is_never_a_known_difference() -> None:
    result = read_unknown_run(unpod(), EMPTY, (MOCK_HEADER, "1"))
    assert get_verdict(result) is Verdict.FAILED


@pytest.mark.slow
def test_mock_server_in_this_process_has_no_known_differences() -> None:
    def return_empty_run(exchange: MockExchange) -> None:
        if exchange.status == 404:
            exchange.status, exchange.json = 200, EMPTY
            exchange.headers = {name: value for name, value in exchange.headers.items() if name != MOCK_HEADER.lower()}

    result = check_changed_responses("unpod", return_empty_run, FEWEST)
    assert get_verdict(result) is Verdict.FAILED


@pytest.mark.slow
def test_reports_show_what_since_when_and_the_evidence(tmp_path: Path) -> None:
    result = read_unknown_run(unpod())
    write_reports(tmp_path, [result], RunInfo("0", datetime(2026, 1, 1, tzinfo=UTC), "a server", Settings()))
    html = (tmp_path / "report.html").read_text("utf-8").replace("&#39;", "'")
    texts = [DIFFERENCE["what"], "2026-02-16", DIFFERENCE["evidence"]]
    (line,) = iter_annotations([result])
    assert line.startswith("::notice title=UN-14 known%3A unpod.get_run_tasks::")
    (fact,) = (each for each in result.operation("get_run_tasks").facts if each.fact.id == "UN-14")
    case = _build_fact_case("unpod.get_run_tasks", fact)
    assert not case.result
    for output in (terminal.format_table([result]), line, str(case.system_out), html):
        assert all(str(text) in output for text in texts)
    assert "1 known finding" in terminal.format_table([result]).splitlines()[-1]
    (operation,) = (
        each for each in json_report.build_report([result])["apis"][0]["operations"] if each["id"] == "get_run_tasks"
    )
    (difference,) = operation["known"]
    assert difference["known"] == {
        "fact": "UN-14",
        **{name: DIFFERENCE[name] for name in ("what", "since", "evidence")},
    }
    assert operation["failures"] == []


def test_warning_is_not_a_known_difference() -> None:
    known = next(each for entry in fact_entries(unpod()) for each in entry.known_differences)
    finding = Finding("check", "message", None, "no fact", facts=(known.fact,), known_differences=(known,))
    assert finding.known_difference is None
    assert not finding.is_failure


@pytest.mark.parametrize(
    ("body", "is_known"), [({"id": 1}, True), ({}, False), (MISSING, False)], ids=["described", "other", "none"]
)
def test_request_of_another_kind_is_not_the_known_difference(body: Any, is_known: bool) -> None:
    api = unpod(request={"body": {"required": ["id"]}})
    (difference,) = (
        each for entry in fact_entries(api) for each in entry.known_differences if entry.fact.id == "UN-14"
    )
    assert difference.describes("get_run_tasks", Response(200, JSON_TYPE, json.dumps(EMPTY).encode()), body) is is_known


@pytest.mark.parametrize(
    ("query", "is_known"),
    [({"page": "x"}, True), ({"page": "2", "page_size": "0.5"}, True), ({"page": "-2"}, False), ({}, False)],
)
def test_response_to_a_request_without_the_query_is_not_the_known_difference(
    query: dict[str, str], is_known: bool
) -> None:
    entries = {entry.fact.id: entry for entry in fact_entries(load_api("unpod"))}
    difference, _ = entries["UN-28"].known_differences
    response = Response(200, JSON_TYPE, json.dumps(EMPTY).encode())
    assert difference.describes("list_space_tasks", response, MISSING, query) is is_known


@pytest.mark.parametrize(
    ("count", "query", "is_known"),
    [(50, {}, True), (21, {"page": "1"}, True), (51, {}, False), (20, {}, False), (50, {"page_size": "20"}, False)],
)
def test_default_page_of_fifty_tasks_is_a_known_difference(count: int, query: dict[str, str], is_known: bool) -> None:
    entries = {entry.fact.id: entry for entry in fact_entries(load_api("unpod"))}
    _, difference = entries["UN-28"].known_differences
    response = Response(200, JSON_TYPE, json.dumps({**EMPTY, "count": 60, "data": [{}] * count}).encode())
    assert difference.describes("list_space_tasks", response, MISSING, query) is is_known


def test_patient_without_an_address_is_a_known_difference() -> None:
    entries = {entry.fact.id: entry for entry in fact_entries(load_api("miramace"))}
    (difference,) = entries["MM-31"].known_differences
    sent, created = (
        dict.fromkeys(("project_id", "first_name", "last_name", "phone_number"), "x"),
        Response(201, JSON_TYPE, b"{}"),
    )
    assert difference.describes("create_patient", created, sent)
    assert not difference.describes("create_patient", created, {**sent, "address": 5})
    assert not difference.describes("create_patient", created, {"project_id": "x"})
