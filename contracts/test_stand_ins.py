"""The contract suite: every API that has a spec, every operation, every phase, against the stand-in in this process.

A spec that is added to specs/ is found here without a line of Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import ApiResult
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api, Operation

APIS = Catalogue().load_all()
OPERATIONS = [(api, operation) for api in APIS for operation in api.operations]


def of(api: Api, *values: str) -> pytest.ParameterSet:
    """Parameters of a test on an API. The tests of one API run in one process, so that it is checked once."""
    return pytest.param(api.name, *values, marks=pytest.mark.xdist_group(api.name))


def phases(api: Api, operation: Operation) -> Iterator[str]:
    """The phases that have something to send to an operation."""
    yield from ("coverage", "fuzzing")
    if has_examples(operation):
        yield "examples"
    if operation.id in linked(api):
        yield "stateful"


def has_examples(operation: Operation) -> bool:
    return any(place.examples() for place in (*operation.parameters, operation.body) if place is not None)


def linked(api: Api) -> set[str]:
    """The operations that a link leads from or to."""
    found = set()
    for operation in api.operations:
        for response in operation.responses.values():
            for link in response.links():
                found |= {operation.id, str(link.node.get("operationId"))}
    return found


def demand_not_left_out(result: ApiResult, settings: Settings, operation: str, phase: str = "") -> None:
    """Skips what a server elsewhere is not asked."""
    if reason := result.operation(operation).left_out:
        pytest.skip(f"{operation} was left out: {reason}")
    if settings.writes is Writes.GENERATED:
        return
    writes = [each.id for each in Catalogue().load(result.api).operations if each.writes]
    if (operation in writes and phase not in ("", "examples")) or (writes and phase == "stateful"):
        pytest.skip(f"{', '.join(writes)}: nothing is made up with --api-writes {settings.writes}")


@pytest.mark.parametrize("api", [of(api) for api in APIS])
def test_the_run_comes_to_a_verdict(api: str, checked: Callable[[str], ApiResult]) -> None:
    result = checked(api)
    assert not result.errors, terminal.text([result])
    assert result.verdict is Verdict.KEPT, terminal.text([result])


@pytest.mark.parametrize(("api", "operation"), [of(api, operation.id) for api, operation in OPERATIONS])
def test_the_operation_keeps_its_promises(
    api: str, operation: str, checked: Callable[[str], ApiResult], settings_of: Callable[[str], Settings]
) -> None:
    result = checked(api)
    demand_not_left_out(result, settings_of(api), operation)
    assert result.operation(operation).verdict is Verdict.KEPT, terminal.text([result])


@pytest.mark.parametrize(
    ("api", "operation", "phase"),
    [of(api, operation.id, phase) for api, operation in OPERATIONS for phase in phases(api, operation)],
)
def test_the_phase_judges_successes(
    api: str, operation: str, phase: str, checked: Callable[[str], ApiResult], settings_of: Callable[[str], Settings]
) -> None:
    result = checked(api)
    demand_not_left_out(result, settings_of(api), operation, phase)
    count = result.operation(operation).phases.get(phase)
    assert count is not None, terminal.text([result])
    assert count.cases, terminal.text([result])
    assert count.successes, terminal.text([result])
