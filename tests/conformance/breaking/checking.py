"""Checks of servers with one fault each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Verdict
from caretasks.conformance.observation import FailureKind
from caretasks.conformance.results import ApiResult, collect_result
from caretasks.conformance.runner import run_checks
from caretasks.conformance.target.model import Target
from tests.bundled_apis import bundled_names, load_api
from tests.conformance.breaking import Fault
from tests.servers.conforming import KEY, run_server


def iter_all_faults() -> Iterator[Fault]:
    """Yield all faults of all APIs."""
    for name in bundled_names():
        yield from import_module(f"tests.conformance.breaking.{name}").iter_faults()


def with_reads_only(settings: Settings) -> Settings:
    """Return settings that send only reads and authentication probes."""
    return replace(settings, writes=Writes.NONE)


def check_fault(fault: Fault, settings: Settings) -> ApiResult:
    """Check a server with a fault."""
    document = load_api(fault.api)
    with run_server(fault.api, server=fault.server()) as origin:
        target = Target(document, origin, "", KEY)
        return collect_result(document, run_checks(target, settings))


def violated_facts(result: ApiResult) -> set[str]:
    """Return the IDs of the facts with the verdict "failed"."""
    facts = (fact for operation in result.operations for fact in operation.facts)
    return {result.fact.id for result in facts if result.verdict is Verdict.FAILED}


def is_attributed_correctly(fault: Fault, result: ApiResult) -> bool:
    """Return whether a check names the fact of a fault, names no fact that still holds, and attributes all failures.

    A server error is about no fact, unless a feature of the requests explains it. A fault that is a known difference of
    the vendor's server is reported as such, and fails no fact.
    """
    violated = violated_facts(result)
    failures = [finding for operation in result.operations for finding in operation.failures]
    known = {fact.id for operation in result.operations for finding in operation.known for fact in finding.facts}
    return (
        fault.facts[0] in violated | known
        and violated <= set(fault.facts)
        and all(finding.facts or finding.topic == FailureKind.SERVER_ERROR for finding in failures)
    )
