"""The contract suite: check every operation of every API in every phase, by default against its mock server.

The tests are generated from the specs, so a new spec needs no change here. There is one test per operation and phase,
not per request, so that a failure names the operation and the shortest request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ApiResult
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api, Operation

APIS = Catalog().load_all()
OPERATIONS = [(api, operation) for api in APIS for operation in api.operations]
# A spec with a facts file has an example for each success. In other documents, generated IDs may refer to nothing.
DOCUMENTED = [(api, operation) for api, operation in OPERATIONS if api.facts is not None]


def api_param(api: Api, *values: str) -> pytest.ParameterSet:
    """Return the parameters of a test on an API; all tests of one API run in one process, so it is checked once."""
    return pytest.param(api.name, *values, marks=pytest.mark.xdist_group(api.name))


def iter_phases(api: Api, operation: Operation) -> Iterator[str]:
    """Yield the phases that send requests to an operation."""
    yield from ("coverage", "fuzzing")
    if has_examples(operation):
        yield "examples"
    if operation.id in linked_operations(api):
        yield "stateful"


def has_examples(operation: Operation) -> bool:
    return any(node.examples() for node in (*operation.parameters, operation.body) if node is not None)


def linked_operations(api: Api) -> set[str]:
    """Return the IDs of the operations that are the source or target of a link."""
    operation_ids = set()
    for operation in api.operations:
        for response in operation.responses.values():
            for link in response.iter_links():
                operation_ids |= {operation.id, str(link.data.get("operationId"))}
    return operation_ids


def skip_if_not_sent(result: ApiResult, settings: Settings, operation: str, phase: str = "") -> None:
    """Skip the test if the settings for a remote server exclude the requests that it needs."""
    if reason := result.operation(operation).skip_reason:
        pytest.skip(f"{operation} was skipped: {reason}")
    if settings.writes is Writes.GENERATED:
        return
    writes = [each.id for each in Catalog().load(result.api).operations if each.is_write]
    if (operation in writes and phase not in ("", "examples")) or (writes and phase == "stateful"):
        pytest.skip(f"{', '.join(writes)}: no request is generated with --api-writes {settings.writes}")


@pytest.mark.parametrize("api", [api_param(api) for api in APIS])
def test_api_passes_without_errors(api: str, check_once: Callable[[str], ApiResult]) -> None:
    result = check_once(api)
    assert not result.errors, terminal.format_table([result])
    assert result.verdict is Verdict.PASSED, terminal.format_table([result])


@pytest.mark.parametrize(("api", "operation"), [api_param(api, operation.id) for api, operation in OPERATIONS])
def test_operation_passes(
    api: str, operation: str, check_once: Callable[[str], ApiResult], settings_for: Callable[[str], Settings]
) -> None:
    result = check_once(api)
    skip_if_not_sent(result, settings_for(api), operation)
    assert result.operation(operation).verdict is Verdict.PASSED, terminal.format_table([result])


@pytest.mark.parametrize("api", [api_param(api) for api in APIS if api.facts is not None])
def test_every_fact_that_a_mock_server_can_show_passes(
    api: str, check_once: Callable[[str], ApiResult], settings_for: Callable[[str], Settings]
) -> None:
    if settings_for(api).writes is not Writes.GENERATED:
        pytest.skip("a remote server is not sent what each fact needs")
    facts = [fact for operation in check_once(api).operations for fact in operation.facts]
    others = {(fact.reason or "").partition(":")[0] for fact in facts if fact.verdict is not Verdict.PASSED}
    assert others <= {"client", "live", "unobservable"}
    assert any(fact.verdict is Verdict.PASSED for fact in facts)


@pytest.mark.parametrize(
    ("api", "operation", "phase"),
    [api_param(api, operation.id, phase) for api, operation in DOCUMENTED for phase in iter_phases(api, operation)],
)
def test_phase_checks_documented_successes(
    api: str,
    operation: str,
    phase: str,
    check_once: Callable[[str], ApiResult],
    settings_for: Callable[[str], Settings],
) -> None:
    result = check_once(api)
    skip_if_not_sent(result, settings_for(api), operation, phase)
    count = result.operation(operation).phases.get(phase)
    assert count is not None, terminal.format_table([result])
    assert count.cases, terminal.format_table([result])
    assert count.successes, terminal.format_table([result])
