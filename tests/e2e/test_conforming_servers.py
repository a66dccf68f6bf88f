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

FEWER_CASES = Settings(max_examples=2, max_phase_cases=30)


@pytest.mark.parametrize(
    "settings", [FEWER_CASES, pytest.param(Settings(max_examples=10), marks=pytest.mark.long)], ids=["fewer", "all"]
)
@pytest.mark.parametrize(
    "api", [pytest.param(api, marks=[] if api == "solum" else pytest.mark.long) for api in MINIMAL_SERVERS]
)
def test_conforming_server_passes(api: str, settings: Settings) -> None:
    document = load_api(api)
    with run_server(api) as origin:
        target = Target(document, origin, "", KEY)
        result = collect_result(document, run_checks(target, settings))
    assert result.verdict is Verdict.PASSED, terminal.format_table([result])
