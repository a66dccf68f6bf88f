"""Checks of independent servers that conform to the documented facts: they must pass."""

from __future__ import annotations

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import Target
from tests.bundled_apis import load_api
from tests.servers.conforming import KEY, MINIMAL_SERVERS, run_server


@pytest.mark.parametrize("api", MINIMAL_SERVERS)
def test_conforming_server_passes(api: str) -> None:
    document = load_api(api)
    with run_server(api) as origin:
        target = Target(document, origin, "", KEY)
        result = collect_result(document, run_checks(target, Settings(max_examples=10)))
    assert result.verdict is Verdict.PASSED, terminal.format_table([result])
