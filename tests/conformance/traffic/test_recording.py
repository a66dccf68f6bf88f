"""Recording of a run: the check of the redacted recording has the same verdicts as the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.results import ApiResult, collect_result
from caretasks.conformance.rules import rules_for
from caretasks.conformance.runner import check_recording
from caretasks.conformance.target.model import AsgiApp, Target
from caretasks.conformance.traffic import har, recording
from caretasks.mutation.mutators.rules import rule_mutants_for
from caretasks.openapi.document import Api
from tests.bundled_apis import load_api, load_bundled_apis
from tests.e2e.test_faulty_servers import FAULTS as RESPONSE_FAULTS
from tests.servers.faulty import MockExchange, check_app, with_changed_responses, with_rule_mutant


def change_responses(change: Callable[[MockExchange], None]) -> Callable[[Target], AsgiApp]:
    return lambda target: with_changed_responses(target.app, change)


def operations_of(api: Api, rule: str) -> tuple[str, ...]:
    """Return the operations that a rule applies to, at most three: more take long and show nothing else."""
    return tuple(sorted(next(each for each in rules_for(api) if each.name == rule).operations))[:3]


def reject_null(exchange: MockExchange) -> None:
    """Reject a null, which the spec allows; whether that is a failure depends on the other requests of the run."""
    if exchange.method == "POST" and b"null" in exchange.request_body and exchange.status < 300:
        exchange.status, exchange.json = 422, {"detail": "no null"}


FAULTS = {
    "reject_null": ("miramace", change_responses(reject_null), ("create_patient",)),
    **{
        mutant.rule: (api.name, with_rule_mutant(mutant), operations_of(api, mutant.rule))
        for api in load_bundled_apis()
        for mutant in rule_mutants_for(api)
    },
    **{change.__name__: (api, change_responses(change), (id_,)) for api, change, id_, *_ in RESPONSE_FAULTS},
}


def verdicts(result: ApiResult) -> dict[tuple[str, str], Verdict]:
    return {(operation.id, fact.fact.id): fact.verdict for operation in result.operations for fact in operation.facts}


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize(("api_name", "faulty_app", "operations"), FAULTS.values(), ids=FAULTS)
def test_redacted_recording_gets_the_verdicts_of_the_run(
    api_name: str, faulty_app: Callable[[Target], AsgiApp], operations: tuple[str, ...], tmp_path: Path
) -> None:
    settings = Settings(max_examples=4, record=True, operations=operations)
    result = check_app(api_name, faulty_app, settings)
    path = tmp_path / "traffic.har"
    with path.open("w") as file:
        har.write_har(file, result.exchanges, "0")
    api = load_api(api_name)
    cases, _ = recording.match_operations(api, har.read_har(path).exchanges, None)
    recorded = collect_result(api, check_recording(recording.Recording(api, cases), settings))
    assert verdicts(recorded) == verdicts(result)
    assert recorded.verdict is result.verdict
