"""Checks of mock servers with unspecified behavior: they pass, at most with warnings."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, exit_status
from tests.servers.faulty import FEWEST, QUICK, MockExchange, check_changed_responses

READ = replace(QUICK, operations=("get_task",))


def no_allow_header(exchange: MockExchange) -> None:
    if exchange.status == 405:
        exchange.headers.pop("allow", None)


def accepts_any_method(exchange: MockExchange) -> None:
    if exchange.status == 405:
        exchange.status, exchange.json = 200, {"anything": 1}


def fails_on_undeclared_methods(exchange: MockExchange) -> None:
    if exchange.status == 405:
        exchange.status, exchange.headers["content-type"], exchange.body = 500, "text/plain", b"?"


def plain_405(exchange: MockExchange) -> None:
    if exchange.status == 405:
        exchange.headers["content-type"], exchange.body = "text/plain", b"no"


def extra_properties(exchange: MockExchange) -> None:
    if exchange.status == 200:
        exchange.json = {**exchange.json, "new": [1], "data": {**exchange.json["data"], "newer": None}}


def other_error_messages(exchange: MockExchange) -> None:
    if exchange.status >= 400 and exchange.body:
        exchange.json = {**exchange.json, "message": "x" * 50}


def bad_request_for_unknown(exchange: MockExchange) -> None:
    if exchange.status == 404:
        exchange.status, exchange.json = 400, {**exchange.json, "code": "bad_request"}


def ok_for_created(exchange: MockExchange) -> None:
    if exchange.method == "POST" and exchange.status in (200, 201):
        exchange.status = 401 - exchange.status


def media_type_with_charset(exchange: MockExchange) -> None:
    if "content-type" in exchange.headers:
        exchange.headers["content-type"] = "Application/JSON; charset=utf-8"


def no_optional_properties(exchange: MockExchange) -> None:
    if exchange.method == "GET" and exchange.status == 200:
        exchange.json = {}


@pytest.mark.long
@pytest.mark.parametrize(
    ("api", "change"),
    [
        ("maxcare", no_allow_header),
        ("maxcare", accepts_any_method),
        ("maxcare", fails_on_undeclared_methods),
        ("maxcare", plain_405),
        ("maxcare", extra_properties),
        ("maxcare", other_error_messages),
        ("unpod", media_type_with_charset),
        ("solum", ok_for_created),
        ("miramace", no_optional_properties),
    ],
)
def test_unspecified_behavior_passes(api: str, change: Callable[[MockExchange], None]) -> None:
    result = check_changed_responses(api, change, QUICK)
    checked = [operation.verdict for operation in result.operations if operation.phases]
    assert set(checked) == {Verdict.PASSED}, terminal.format_table([result])
    assert exit_status([result]) is ExitStatus.PASSED


def test_invalid_request_may_get_a_2xx_that_is_documented_as_an_error() -> None:
    def business_error(exchange: MockExchange) -> None:
        if exchange.status == 400:
            exchange.status, exchange.json = 206, {"message": "Task creation failed", "errors": "pilot: required"}

    result = check_changed_responses("unpod", business_error, Settings(operations=("create_tasks",), max_examples=20))
    assert result.operation("create_tasks").verdict is Verdict.PASSED, terminal.format_table([result])


def test_missing_allow_header_is_a_warning() -> None:
    result = check_changed_responses("maxcare", no_allow_header, READ)
    assert {finding.check for finding in result.operation("get_task").warnings} == {"unsupported_method"}
    assert "no fact documents the response to an undocumented method" in terminal.format_table([result])


def test_400_for_an_unknown_id_is_a_warning() -> None:
    result = check_changed_responses("maxcare", bad_request_for_unknown, READ)
    operation = result.operation("get_task")
    assert operation.verdict is Verdict.PASSED, terminal.format_table([result])
    assert [finding.warning_reason for finding in operation.warnings] == [
        "no fact documents which IDs exist, or their format"
    ]


def test_405_for_a_declared_method_is_not_covered() -> None:
    def reject(exchange: MockExchange) -> None:
        exchange.status, exchange.json = 405, {"id": str(uuid.uuid4())}

    result = check_changed_responses("maxcare", reject, FEWEST)
    verdicts = {operation.verdict for operation in result.operations}
    assert verdicts == {Verdict.NOT_COVERED}, terminal.format_table([result])


def test_rate_limit_headers_are_optional_but_typed() -> None:
    def limited(value: str) -> Callable[[MockExchange], None]:
        def change(exchange: MockExchange) -> None:
            exchange.headers.update(
                {"x-ratelimit-limit": value, "x-ratelimit-remaining": "9", "x-ratelimit-reset": "9"}
            )

        return change

    assert check_changed_responses("maxcare", limited("1000"), READ).operation("get_task").verdict is Verdict.PASSED
    assert check_changed_responses("maxcare", limited("many"), READ).operation("get_task").verdict is Verdict.FAILED
