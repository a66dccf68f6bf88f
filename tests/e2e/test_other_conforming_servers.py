"""Over HTTP, faithful servers of other manners: no alarm is raised about what no fact speaks of."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ExitStatus, collect, exit_status
from caretasks.conformance.runner import run
from caretasks.conformance.target.model import Target
from caretasks.openapi.catalog import Catalogue
from tests.servers.conforming import BASE_PATHS, DESK_REQUEST, FULL, KEY, Answer, Body, serving

Change = Callable[[Any, Answer], Answer]


def in_other_words(handler: Any, answer: Answer) -> Answer:
    """Further fields wherever there is an object, other texts of errors, headers in another case, 200 for 201."""
    status, data = answer
    data = further(data)
    if status >= 400:
        data["message"] = "Ganz andere Wörter"
    headers = {"Content-Type": None, "CONTENT-TYPE": "Application/JSON; charset=utf-8", "X-NEW-HEADER": "1"}
    return 200 if status == 201 else status, Body(data, headers)


def further(data: Any) -> Any:
    if isinstance(data, list):
        return [further(item) for item in data]
    return (
        {**{name: further(value) for name, value in data.items()}, "new": {"a": [None]}}
        if isinstance(data, dict)
        else data
    )


def packed(handler: Any, answer: Answer) -> Answer:
    """Compressed and in pieces, and 201 for a 200 on a create."""
    status = 201 if answer[0] == 200 and handler.command == "POST" else answer[0]
    return status, Body(answer[1], {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"})


def no_other_methods(handler: Any, answer: Answer) -> Answer:
    """HTML to whatever is not declared."""
    known = handler.command in ("GET", "POST")
    return answer if known else (501, Body(content=b"<p>?", headers={"Content-Type": "text/html"}))


def bodies_first(handler: Any, answer: Answer) -> Answer:
    """A body that does not fit is refused whatever the key."""
    refused = answer[0] in (401, 403) and handler.command == "POST"
    return (422, {"detail": {"message": "invalid"}}) if refused and not DESK_REQUEST(_sent(handler)) else answer


def _sent(handler: Any) -> Any:
    try:
        return json.loads(handler.content)
    except ValueError:
        return None


def small_letters(data: Any) -> Any:
    """Times as RFC 3339 has them too, in small letters and with more digits than are kept."""
    return json.loads(re.sub(r'(\d)T(\d\d:\d\d:\d\d)Z"', r'\1t\2.000000000z"', json.dumps(data)))


CALLS = {"calls": [], "has_more_calls": False}
LIMITS = {"x-ratelimit-limit": "1000", "X-RATELIMIT-REMAINING": "0", "x-RateLimit-Reset": "1800000000"}


def reads(change: Callable[[Any], Any]) -> Change:
    return lambda handler, answer: (answer[0], change(answer[1]) if answer[0] == 200 else answer[1])


def errors(change: Callable[[int, Any], Answer]) -> Change:
    return lambda handler, answer: change(*answer) if answer[0] >= 400 else answer


def without_null(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


@pytest.mark.parametrize("api", FULL)
@pytest.mark.parametrize(
    ("protocol", "change"),
    [("HTTP/1.0", in_other_words), ("HTTP/1.1", packed), ("HTTP/1.1", no_other_methods)],
    ids=["other words over HTTP/1.0", "packed", "no other methods"],
)
def test_other_manners_raise_no_alarm(api: str, protocol: str, change: Change) -> None:
    demand_kept(api, change, protocol)


@pytest.mark.parametrize(
    ("api", "change"),
    [
        pytest.param("miramace", reads(lambda data: {**data, **CALLS} if "calls" in data else data), id="no calls"),
        pytest.param("miramace", reads(lambda data: {} if "calls" in data else data), id="nothing of a task"),
        pytest.param(
            "miramace", errors(lambda status, data: ({403: 401, 400: 422}.get(status, status), data)), id="statuses"
        ),
        pytest.param("miramace", errors(lambda status, data: (status, Body(content=b""))), id="empty errors"),
        pytest.param("miramace", reads(small_letters), id="times in small letters"),
        pytest.param("solum", bodies_first, id="bodies first"),
        pytest.param("unpod", reads(lambda data: {**data, "count": 0, "data": []}), id="no tasks"),
        pytest.param("unpod", reads(lambda data: {**data, "count": 2.0, "status_code": 200.0}), id="2.0 for 2"),
        pytest.param("unpod", errors(lambda status, data: (status, {})), id="bare errors"),
        pytest.param("solum", errors(lambda status, data: (400 if status == 422 else status, data)), id="400 for 422"),
        pytest.param("solum", lambda handler, answer: (answer[0], without_null(answer[1])), id="no links"),
        pytest.param("maxcare", lambda handler, answer: (answer[0], Body(answer[1], LIMITS)), id="limits"),
        pytest.param("maxcare", reads(lambda data: {**data, "code": "ok"}), id="another code of success"),
    ],
)
def test_what_the_facts_leave_open_raises_no_alarm(api: str, change: Change) -> None:
    demand_kept(api, change)


def demand_kept(api: str, change: Change, protocol: str = "HTTP/1.1") -> None:
    document = Catalogue().load(api)
    with serving(api, change, FULL[api](), protocol) as origin:
        target = Target(document, origin, BASE_PATHS.get(api, ""), KEY)
        result = collect(document, run(target, Settings(max_examples=6)))
    assert result.verdict is Verdict.KEPT, terminal.text([result])
    assert exit_status([result]) is ExitStatus.NOTHING_BROKEN
