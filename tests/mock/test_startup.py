"""The output of the mock server when it is ready, and the mode of its log."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from caretasks.mock.startup import LogMode, choose_log_mode, has_color, print_startup
from caretasks.openapi.document import Api
from tests.bundled_apis import bundled_names


@pytest.mark.parametrize(
    ("redact", "address", "environment", "redacts", "reason"),
    [
        (None, "127.0.0.1", {}, False, "only this machine can reach the mock server"),
        (None, "::1", {"CI": ""}, False, "only this machine can reach the mock server"),
        (None, "127.0.0.1", {"CI": "true"}, True, "CI is set"),
        (None, "127.0.0.1", {"CI": "1"}, True, "CI is set"),
        (None, "127.0.0.1", {"CI": "false"}, False, "only this machine can reach the mock server"),
        (None, "0.0.0.0", {}, True, "other machines can reach the.host"),  # noqa: S104 - a value
        (None, "192.0.2.1", {}, True, "other machines can reach the.host"),
        (None, "127.0.0.1", {"PYTEST_CURRENT_TEST": "x"}, True, "a test of pytest started the mock server"),
        (True, "127.0.0.1", {}, True, "--redact is set"),
        (False, "0.0.0.0", {"CI": "true"}, False, "--no-redact is set"),  # noqa: S104 - a value
    ],
)
def test_log_is_redacted_off_loopback_and_in_ci(
    redact: bool | None, address: str, environment: dict[str, str], redacts: bool, reason: str
) -> None:
    assert choose_log_mode(redact, "the.host", address, environment) == (redacts, reason)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (Terminal(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_color_is_for_terminals_without_no_color(
    stream: io.StringIO, environment: dict[str, str], expected: bool
) -> None:
    assert has_color(stream, environment) is expected


def test_operations_are_listed_with_their_urls(apis: dict[str, Api], capsys: pytest.CaptureFixture[str]) -> None:
    print_startup(list(apis.values()), "127.0.0.1", ("127.0.0.1", 4010), LogMode(False, "of a test"), quiet=False)
    out, err = capsys.readouterr()
    assert out.splitlines() == [f"{api.name} http://127.0.0.1:4010/{api.name}{api.base_path}" for api in apis.values()]
    for api in apis.values():
        for operation in api.operations:
            url = f"http://127.0.0.1:4010/{api.name}{api.base_path}{operation.path}"
            assert any(line.split() == [operation.method.upper(), url, operation.id] for line in err.splitlines())
    assert "the log shows requests as sent, with API keys redacted, because of a test" in err


@pytest.mark.slow
def test_start_imports_no_http_client_and_no_test_framework() -> None:
    program = f"""\
import sys
from caretasks import cli
from caretasks.mock import server
server._Server.run = lambda self, *sockets: self.config.load()
cli.main(["mock", *{bundled_names()}, "--port", "0", "--quiet"])
print(sorted({{"httpx", "hypothesis", "pytest", "rich", "schemathesis"}} & sys.modules.keys()), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(("has_token", "words"), [(True, "need the control token"), (False, "CARETASKS_CONTROL_TOKEN")])
def test_startup_says_who_may_use_the_controls(
    apis: dict[str, Api], capsys: pytest.CaptureFixture[str], has_token: bool, words: str
) -> None:
    mode = LogMode(True, "of a test")
    for address, expected in (("192.0.2.1", 1), ("127.0.0.1", 0)):
        print_startup([apis["solum"]], "h", (address, 4010), mode, quiet=False, has_control_token=has_token)
        assert capsys.readouterr().err.count(words) == expected
