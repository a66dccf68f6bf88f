"""Starting a mock server ends in an error instead of waiting forever."""

from __future__ import annotations

import pytest

from tests.mock.mock_servers import StartMock


def test_command_that_exits_is_reported_with_its_message(start_mock: StartMock) -> None:
    message = r"exited with status 2, with 0 of 1 URLs on stdout: caretasks: unknown API 'nope'"
    with pytest.raises(RuntimeError, match=message), start_mock("nope", apis=1):
        pass


def test_command_with_too_few_urls_is_killed(start_mock: StartMock) -> None:
    message = r"was killed after 0\.01 seconds, with 0 of 1 URLs on stdout"
    with pytest.raises(RuntimeError, match=message), start_mock("solum", apis=1, seconds=0.01):
        pass
