"""`pytest --caretasks-strict`: drift fails the test in which a client sees it."""

from __future__ import annotations

import pytest

# The module that pytester would otherwise import again in each run, so that there are two versions of its classes.
import caretasks.mock.testing  # noqa: F401

pytest_plugins = ("pytester",)

PLANTED = "Robin-Sample-1961"
TESTS = """\
import httpx
import pytest
from caretasks.miramace import MiraMace

TASK = {"id": "PLANTED", "status": 7, "PLANTED": "PLANTED"}

def make_client():
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=TASK))
    return MiraMace("key", base_url="http://127.0.0.1:9", http_client=transport)

@pytest.fixture
def drifting():
    make_client().get_task("123e4567-e89b-12d3-a456-426614174000")

@pytest.fixture
def drifting_at_the_end():
    yield
    make_client().get_task("123e4567-e89b-12d3-a456-426614174000")

def test_call():
    make_client().get_task("123e4567-e89b-12d3-a456-426614174000")

def test_without_drift(solum_client):
    solum_client.list_tasks()

def test_setup(drifting):
    pass

def test_teardown(drifting_at_the_end):
    pass

@pytest.mark.caretasks_allow_drift
def test_allowed():
    make_client().get_task("123e4567-e89b-12d3-a456-426614174000")

def test_failed_otherwise():
    make_client().get_task("123e4567-e89b-12d3-a456-426614174000")
    assert 1 == 2
""".replace("PLANTED", PLANTED)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(TESTS)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


def test_drift_fails_the_test_and_is_named(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--caretasks-strict", "--strict-markers")
    result.assert_outcomes(passed=3, failed=3, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*_ test_call _*",
            "Responses differ from the spec:",
            "  miramace.get_task (200) at *: documented as *, received *",
            "To accept it, mark the test with @pytest.mark.caretasks_allow_drift.",
        ]
    )
    result.stdout.fnmatch_lines(["FAILED *::test_setup*", "ERROR *::test_teardown*"])
    assert PLANTED not in result.stdout.str()


def test_drift_fails_no_test_without_the_option(pytester: pytest.Pytester) -> None:
    run(pytester).assert_outcomes(passed=5, failed=1)
