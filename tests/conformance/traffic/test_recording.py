"""Recording of a run: the check of the redacted recording has the same verdicts as the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.results import ApiResult, collect_result
from caretasks.conformance.runner import check_recording
from caretasks.conformance.target.model import AsgiApp, Target
from caretasks.conformance.traffic import har, replay
from caretasks.mutation.mutators.rules import rule_mutants_for
from caretasks.openapi.catalog import Catalog
from tests.e2e.test_faulty_servers import FAULTS as RESPONSE_FAULTS
from tests.servers.faulty import MockExchange, check_app, with_changed_responses, with_rule_mutant

RECORD = Settings(max_examples=4, record=True)


def change_responses(change: Callable[[MockExchange], None]) -> Callable[[Target], AsgiApp]:
    return lambda target: with_changed_responses(target.app, change)


FAULTS = {
    **{
        mutant.rule: (api.name, with_rule_mutant(mutant))
        for api in Catalog().load_all()
        for mutant in rule_mutants_for(api)
    },
    **{change.__name__: (api, change_responses(change)) for api, change, *_ in RESPONSE_FAULTS},
}


def verdicts(result: ApiResult) -> dict[tuple[str, str], Verdict]:
    return {(operation.id, fact.fact.id): fact.verdict for operation in result.operations for fact in operation.facts}


@pytest.mark.slow
@pytest.mark.parametrize(("api_name", "faulty_app"), FAULTS.values(), ids=FAULTS)
def test_redacted_recording_gets_the_verdicts_of_the_run(
    api_name: str, faulty_app: Callable[[Target], AsgiApp], tmp_path: Path
) -> None:
    result = check_app(api_name, faulty_app, RECORD)
    path = tmp_path / "traffic.har"
    with path.open("w") as file:
        har.write_har(file, result.exchanges, "0")
    api = Catalog().load(api_name)
    cases, _ = replay.match_operations(api, har.read_har(path), None)
    recorded = collect_result(api, check_recording(replay.Recording(api, cases), Settings()))
    assert verdicts(recorded) == verdicts(result)
    assert recorded.verdict is result.verdict
