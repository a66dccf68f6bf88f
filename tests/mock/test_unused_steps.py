"""The pytest plugin and scripted steps that no request has taken."""

from __future__ import annotations

import pytest

# The module that pytester would otherwise import again in each run, so that there are two versions of its classes.
import caretasks.mock.testing  # noqa: F401

pytest_plugins = ("pytester",)

TESTS = """\
import asyncio
import httpx
import pytest

def read(mock):
    with httpx.Client(transport=mock.transport, base_url=mock.url("solum")) as client:
        return client.get("/v1/tasks").status_code

def test_used(caretasks_mock):
    caretasks_mock.script("solum.list_tasks", [500])
    assert read(caretasks_mock) == 500

def test_unused(caretasks_mock):
    caretasks_mock.script("solum.list_tasks", [500, 503])
    read(caretasks_mock)

def test_unused_and_failed(caretasks_mock):
    caretasks_mock.script("solum.list_tasks", [500, "real"])
    assert read(caretasks_mock) == 200

def test_allowed(caretasks_mock):
    caretasks_mock.script("solum.list_tasks", [500], allow_unused=True)

def test_by_another_fixture(async_maxcare_client, request):
    request.getfixturevalue("caretasks_mock").script("solum.list_tasks", [500])

def test_skipped(caretasks_mock):
    caretasks_mock.script("solum.list_tasks", [500])
    pytest.skip("not here")

@pytest.mark.xfail(strict=True, reason="a step is not used")
def test_expected(caretasks_mock):
    caretasks_mock.script("solum.list_tasks", [500])
"""


def test_unused_step_fails_the_test_and_is_named(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", "-rA")
    result.assert_outcomes(passed=2, failed=3, skipped=1, xfailed=1)
    text = result.stdout.str()
    assert text.count("Scripted steps were not used:") >= 3
    result.stdout.fnmatch_lines(
        [
            "*_ test_unused _*",
            "Scripted steps were not used:",
            "  solum.list_tasks: 1 of 2 steps: 503",
            "To accept it, pass allow_unused=True to script.",
            "*_ test_unused_and_failed _*",
            "E *assert 500 == 200",
            "*- caretasks_mock -*",
            "Scripted steps were not used:",
            "  solum.list_tasks: 1 of 2 steps: real",
        ]
    )


@pytest.mark.long
def test_unused_step_fails_the_test_in_a_worker_of_xdist(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2")
    result.assert_outcomes(passed=2, failed=3, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines_random(
        ["  solum.list_tasks: 1 of 2 steps: 503", "  solum.list_tasks: 1 of 2 steps: real"]
    )
