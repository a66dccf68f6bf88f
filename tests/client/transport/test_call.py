"""The state of a call, which is driven here without a client: for any outcomes of its attempts."""

from __future__ import annotations

from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from caretasks.client.config import ClientConfig
from caretasks.client.operation import ApiInfo, ApiKey, Body, Operation, RequestParts, Server
from caretasks.client.transport.call import Call
from caretasks.client.transport.delivery import NOT_CONNECTED
from caretasks.client.transport.retries import retrying
from caretasks.miramace import OutcomeUnknownError
from caretasks.miramace.errors import CLASSES
from tests.client.driving import KEY

ERRORS: list[type[httpx.RequestError]] = [*NOT_CONNECTED, httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError]
errors = st.sampled_from(ERRORS).map(lambda kind: kind("it failed"))
waits = st.just(dict[str, str]()) | st.integers(0, 70).map(lambda seconds: {"Retry-After": str(seconds)})
responses = st.builds(httpx.Response, st.sampled_from([200, 404, 429, 500, 503]), headers=waits)
outcomes = st.lists(errors | responses, min_size=1, max_size=8)
Outcome = httpx.RequestError | httpx.Response

SECURITY = ((ApiKey("header", "Authorization", "", ("API_KEY",)),),)
CONFIG = ClientConfig(
    ApiInfo("miramace", Server("main", "https://api.example.com"), "BASE_URL", key_required=False, errors=CLASSES),
    keys={"API_KEY": KEY},
    base_url=None,
    timeout=None,
    max_retries=2,
    headers=None,
    strict=False,
    max_response_bytes=1000,
    hooks=None,
    accounts={},
)
HTTP = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)))


def drive(method: str, max_retries: int, outcomes: list[Outcome]) -> tuple[Call[Any], list[float], Outcome]:
    """Make attempts with these outcomes in turn, the last of them repeatedly; return the waits and the result."""
    operation: Operation[Any] = Operation(
        "act", method, "/act", successes={"200": Body("any")}, errors={}, security=SECURITY
    )
    config = CONFIG.with_options(None, max_retries, None)
    request = config.build_request(HTTP, operation, RequestParts("/act"), None, None)
    waits: list[float] = []

    def attempt(call: Call[Any]) -> Call[Any]:
        outcome = outcomes[min(call.attempts, len(outcomes) - 1)]
        with call:
            if isinstance(outcome, Exception):
                raise outcome
            call.receive(outcome)
        return call

    call = retrying(max_retries).copy(sleep=waits.append)(attempt, Call(operation, config, HTTP, request))
    result = call.response or call.failure
    assert isinstance(result, Outcome)
    return call, waits, result


def is_safe_to_repeat(outcome: Outcome) -> bool:
    """Return whether a server cannot have processed a write that had this outcome."""
    return isinstance(outcome, NOT_CONNECTED) or getattr(outcome, "status_code", 0) == 429


@given(st.sampled_from(["GET", "POST"]), st.integers(0, 6), outcomes)
def test_call_ends_with_the_outcome_of_its_last_attempt(method: str, retries: int, outcomes: list[Outcome]) -> None:
    call, _, result = drive(method, retries, outcomes)
    last = outcomes[min(call.attempts, len(outcomes)) - 1]
    assert result is last or isinstance(result, type(last))
    assert call.attempts <= retries + 1


@given(st.sampled_from(["GET", "POST"]), outcomes)
def test_waits_are_at_most_a_minute_together(method: str, outcomes: list[Outcome]) -> None:
    _, taken, _ = drive(method, 40, outcomes)
    assert sum(taken) <= 60


@given(outcomes)
def test_write_is_not_repeated_once_it_may_have_been_processed(outcomes: list[Outcome]) -> None:
    call, _, result = drive("POST", 6, outcomes)
    made = [outcomes[min(number, len(outcomes) - 1)] for number in range(call.attempts)]
    assert [outcome for outcome in made[:-1] if not is_safe_to_repeat(outcome)] == []
    if isinstance(result, Exception):
        assert isinstance(result, OutcomeUnknownError) is not is_safe_to_repeat(made[-1])


@given(st.sampled_from(["GET", "POST"]), outcomes)
def test_key_can_be_redacted_after_any_outcome(method: str, outcomes: list[Outcome]) -> None:
    call, _, _ = drive(method, 2, outcomes)
    call.redact_key()
    assert KEY not in str(call.request.headers.raw)


def test_key_may_be_the_user_agent() -> None:
    security = ((ApiKey("header", "User-Agent", "", ("API_KEY",)),),)
    operation: Operation[Any] = Operation("act", "GET", "/act", successes={}, errors={}, security=security)
    request = CONFIG.build_request(HTTP, operation, RequestParts("/act"), None, None)
    assert request.headers.get_list("User-Agent") == [KEY]
