"""All faults, and what a check finds of a server with one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import Verdict
from caretasks.conformance.results import ApiResult, collect
from caretasks.conformance.runner import run
from caretasks.conformance.target.model import Target
from caretasks.openapi.catalog import Catalogue
from tests.conformance.breaking import Fault, maxcare, miramace, solum, unpod
from tests.servers.conforming import BASE_PATHS, KEY, serving


def every_fault() -> Iterator[Fault]:
    """Every field with every kind of wrong value, and all else that the facts forbid."""
    for api in (maxcare, miramace, solum, unpod):
        yield from api.faults()


def reads_only(settings: Settings) -> Settings:
    """The same, with which reads are sent, and probes of writes."""
    return replace(settings, writes=Writes.NONE)


def checked(fault: Fault, settings: Settings) -> ApiResult:
    """What a check finds of a server with a fault."""
    document = Catalogue().load(fault.api)
    with serving(fault.api, server=fault.server()) as origin:
        target = Target(document, origin, BASE_PATHS.get(fault.api, ""), KEY)
        return collect(document, run(target, settings))


def named(result: ApiResult) -> set[str]:
    """The ids of the facts that are called broken."""
    facts = (found for operation in result.operations for found in operation.facts)
    return {found.fact.id for found in facts if found.verdict is Verdict.BROKEN}


def agrees(fault: Fault, result: ApiResult) -> bool:
    """Whether the fact that a fault is for is named, and none that still holds; and all that is broken has a name."""
    found = named(result)
    nameless = any(not finding.facts for operation in result.operations for finding in operation.failures)
    return fault.facts[0] in found <= set(fault.facts) and not nameless
