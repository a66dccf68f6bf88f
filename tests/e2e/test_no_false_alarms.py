"""What no fact backs raises no alarm: a server of other manners keeps its promises all the same."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, exit_status
from tests.servers.faulty import Answer, checked_with


def no_allow(answer: Answer) -> None:
    if answer.status == 405:
        answer.headers.pop("allow", None)


def answers_any_method(answer: Answer) -> None:
    if answer.status == 405:
        answer.status, answer.json = 200, {"anything": 1}


def fails_on_undeclared_methods(answer: Answer) -> None:
    if answer.status == 405:
        answer.status, answer.headers["content-type"], answer.body = 500, "text/plain", b"?"


def plain_405(answer: Answer) -> None:
    if answer.status == 405:
        answer.headers["content-type"], answer.body = "text/plain", b"no"


def further_fields(answer: Answer) -> None:
    if answer.status == 200:
        answer.json = {**answer.json, "new": [1], "data": {**answer.json["data"], "newer": None}}


def other_error_texts(answer: Answer) -> None:
    if answer.status >= 400 and answer.body:
        answer.json = {**answer.json, "message": "x" * 50}


def bad_request_for_unknown(answer: Answer) -> None:
    if answer.status == 404:
        answer.status, answer.json = 400, {**answer.json, "code": "bad_request"}


def forbidden_without_key(answer: Answer) -> None:
    if answer.status == 401:
        answer.status = 403


def ok_for_created(answer: Answer) -> None:
    if answer.status in (200, 201):
        answer.status = 401 - answer.status


def media_type_with_charset(answer: Answer) -> None:
    if "content-type" in answer.headers:
        answer.headers["content-type"] = "Application/JSON; charset=utf-8"


def no_optional_fields(answer: Answer) -> None:
    if answer.method == "GET" and answer.status == 200:
        answer.json = {}


@pytest.mark.parametrize(
    ("api", "change"),
    [
        ("maxcare", no_allow),
        ("maxcare", answers_any_method),
        ("maxcare", fails_on_undeclared_methods),
        ("maxcare", plain_405),
        ("maxcare", further_fields),
        ("maxcare", other_error_texts),
        ("unpod", media_type_with_charset),
        ("solum", ok_for_created),
        ("miramace", forbidden_without_key),
        ("miramace", no_optional_fields),
    ],
)
def test_other_manners_are_no_broken_promise(api: str, change: Callable[[Answer], None]) -> None:
    result = checked_with(api, change)
    assert result.verdict is Verdict.KEPT, terminal.text([result])
    assert exit_status([result]) is ExitStatus.NOTHING_BROKEN


def test_what_is_no_broken_promise_is_told_as_advice() -> None:
    result = checked_with("maxcare", no_allow)
    assert {finding.check for finding in result.operation("get_task").advice} == {"unsupported_method"}
    assert "no fact says how an undeclared method is answered" in terminal.text([result])


def test_a_400_for_an_unknown_id_is_advice() -> None:
    result = checked_with("maxcare", bad_request_for_unknown, Settings(max_examples=30))
    assert result.verdict is Verdict.KEPT, terminal.text([result])
    assert [finding.advice for finding in result.operation("get_task").advice] == [
        "no fact says which ids there are, nor of which form"
    ]


def test_a_405_to_a_declared_method_is_not_kept_either() -> None:
    def refuse(answer: Answer) -> None:
        answer.status, answer.json = 405, {"id": str(uuid.uuid4())}

    result = checked_with("maxcare", refuse)
    assert result.verdict is Verdict.NOT_EXERCISED, terminal.text([result])


def test_optional_limits_in_headers_may_be_absent_but_not_of_another_type() -> None:
    def limited(value: str) -> Callable[[Answer], None]:
        def change(answer: Answer) -> None:
            answer.headers.update({"x-ratelimit-limit": value, "x-ratelimit-remaining": "9", "x-ratelimit-reset": "9"})

        return change

    assert checked_with("maxcare", limited("1000")).verdict is Verdict.KEPT
    assert checked_with("maxcare", limited("many")).verdict is Verdict.BROKEN
