"""Results of `caretasks prove` per API, their counts and the exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from caretasks.conformance.config import Writes
from caretasks.conformance.results import ExitStatus
from caretasks.core.arguments import WHOLE_RUN, Shard
from caretasks.mutation.mutant import Mutant, MutantCategory, MutantResult, MutantStatus, MutatorName, VariantResult
from caretasks.openapi.document import Api
from caretasks.openapi.facts import fact_entries


class ProveRun(msgspec.Struct, frozen=True):
    """The settings and costs of a run. The field names are those of `prove.json`.

    Attributes:
        seed: Seed of the generated data.
        sample: Maximum number of mutants; None for all.
        baseline: Whether the mutants were also run against Schemathesis alone.
        processes: Number of worker processes.
        seconds: Duration in seconds; for merged reports, the sum.
        engine: Version of Schemathesis.
    """

    seed: int
    sample: int | None
    baseline: bool
    processes: int
    seconds: float
    engine: str


class ReportedMutant(
    MutantResult,
    frozen=True,
    kw_only=True,
    rename={"category": "side", "mutator": "kind", "description": "what", "impact": "matters"},
):
    """A mutant with its result, as in reports. See `Mutant` for the attributes."""

    operation: str
    category: MutantCategory
    mutator: MutatorName
    pointer: str
    description: str
    impact: str


class UntestableFact(msgspec.Struct, frozen=True):
    """A documented fact, or a part of one, that no mutant can test. The field names are those of `prove.json`.

    Attributes:
        fact: ID of the fact.
        claim: What the vendor documents.
        why: Why no mutant tests it, from the facts file.
    """

    fact: str
    claim: str
    why: str


@dataclass
class StatusCounts:
    """Numbers of mutants by status.

    Attributes:
        by_status: Number of mutants with each status.
        detected_by_baseline: Number of mutants that Schemathesis alone detects.
    """

    by_status: Counter[MutantStatus] = field(default_factory=Counter)
    detected_by_baseline: int = 0

    def add(self, result: MutantResult) -> None:
        """Count a result."""
        self.by_status[result.status] += 1
        self.detected_by_baseline += bool(result.detected_by_baseline)

    @property
    def caught(self) -> int:
        """Number of mutants that the suite caught."""
        return self.by_status[MutantStatus.CAUGHT]

    @property
    def total(self) -> int:
        """Number of mutants that are not equivalent."""
        return self.by_status.total() - self.by_status[MutantStatus.EQUIVALENT]


class ProveResult(
    msgspec.Struct,
    kw_only=True,
    rename={
        "remaining": "left",
        "mutants": "faults",
        "variants": "variations",
        "untestable_facts": "elsewhere",
        "shard_name": "shard",
    },
):
    """Results of one API. It is stored with the field names of `prove.json`.

    Attributes:
        api: Name of the API.
        digest: Digest of the spec, the suite and the mock server. See `checkpoint.digest`.
        shard_name: The part of the mutants that the run was for, such as `1/2`.
        remaining: Number of mutants and groups of variants that were not run.
        errors: Why the run is incomplete.
        mutants: Mutants that were run, in order, with their results.
        variants: Groups of conforming variants that were run, with their results.
        untestable_facts: Documented facts that no mutant can test.
        writes: The level of `--writes`, if the mutants were servers at a URL; empty if they ran in the process.
    """

    api: str
    digest: str
    shard_name: str = str(WHOLE_RUN)
    remaining: int = 0
    errors: list[str]
    mutants: list[ReportedMutant]
    variants: list[VariantResult]
    untestable_facts: list[UntestableFact]
    writes: str = ""

    @property
    def name(self) -> str:
        """The name of the API, with the level of `--writes` if there is one."""
        return f"{self.api} --writes {self.writes}" if self.writes else self.api

    def __post_init__(self) -> None:
        Shard.parse(self.shard_name)  # so that a report with an invalid one is not read

    @property
    def shard(self) -> Shard:
        """The part of the mutants that the run was for."""
        return Shard.parse(self.shard_name)

    def with_status(self, *statuses: MutantStatus) -> list[ReportedMutant]:
        """Return the mutants that have one of the statuses."""
        return [mutant for mutant in self.mutants if mutant.status in statuses]

    @property
    def unexpected(self) -> list[ReportedMutant]:
        """The mutants that were not detected, unless less than all requests were sent to a server at a URL."""
        if self.writes not in ("", Writes.GENERATED):
            return []
        return self.with_status(MutantStatus.MISSED, MutantStatus.NOT_REACHED)

    @property
    def false_alarms(self) -> list[VariantResult]:
        """The groups of conforming variants for which the suite reported a failure."""
        return [variant for variant in self.variants if variant.alarms]

    @property
    def effective_variants(self) -> set[str]:
        """The names of the conforming variants that changed at least one response."""
        return {name for group in self.variants for name in group.effective}

    @property
    def total_counts(self) -> StatusCounts:
        """Counts of all mutants."""
        return _count(self.mutants)

    def counts_by_mutator(self) -> dict[tuple[MutantCategory, MutatorName], StatusCounts]:
        """Return the counts of each category and mutator that has mutants, in the order of the enums."""
        counts = {
            (category, mutator): _count(
                mutant for mutant in self.mutants if (mutant.category, mutant.mutator) == (category, mutator)
            )
            for category in MutantCategory
            for mutator in MutatorName
        }
        return {key: count for key, count in counts.items() if count.by_status}


def _count(mutants: Iterable[ReportedMutant]) -> StatusCounts:
    counts = StatusCounts()
    for mutant in mutants:
        counts.add(mutant)
    return counts


def iter_counts_by_mutator(
    results: Sequence[ProveResult],
) -> Iterator[tuple[MutantCategory, MutatorName, list[StatusCounts | None]]]:
    """Yield each category and mutator that has mutants, with the counts of each API; None for an API without any."""
    api_counts = [result.counts_by_mutator() for result in results]
    for category in MutantCategory:
        for mutator in MutatorName:
            counts = [each.get((category, mutator)) for each in api_counts]
            if any(counts):
                yield category, mutator, counts


def summary_line(result: ProveResult) -> str:
    """Return a summary of the results of an API in one line, without a full stop."""
    counts = result.total_counts
    # Rounded down, so that 100.0% means all.
    percent = f" ({counts.caught * 1000 // counts.total / 10}%)" if counts.total else ""
    remaining = f"; {result.remaining:,} not tested yet" if result.remaining else ""
    return (
        f"{result.name}: {counts.caught:,} of {counts.total:,} mutants caught{percent}; "
        f"{len(result.false_alarms)} false alarms in {len(result.effective_variants)} conforming variants{remaining}"
    )


def report_mutant(mutant: Mutant, result: MutantResult) -> ReportedMutant:
    """Return a mutant and its result in the form that reports need."""
    return ReportedMutant(
        *msgspec.structs.astuple(result),
        operation=mutant.operation.id,
        category=mutant.category,
        mutator=mutant.mutator,
        pointer=mutant.pointer,
        description=mutant.description,
        impact=mutant.impact,
    )


def untestable_facts(api: Api) -> list[UntestableFact]:
    """Return the documented facts of an API that no mutant can test."""
    return [
        UntestableFact(entry.fact.id, entry.fact.claim, reason)
        for entry in fact_entries(api)
        for reason in entry.other_enforcement
    ]


def exit_status(results: Sequence[ProveResult]) -> ExitStatus:
    """Return 1 for an undetected mutant or a false alarm, 3 for an incomplete run, and 0 otherwise.

    A mutant at a URL may be undetected unless writes are generated.
    """
    if any(result.unexpected or result.false_alarms for result in results):
        return ExitStatus.FAILED
    # A shard can be empty; a whole run without mutants has tested nothing.
    if not any(result.mutants or result.shard != WHOLE_RUN for result in results):
        return ExitStatus.INCONCLUSIVE
    if any(result.errors or result.remaining or result.with_status(MutantStatus.ERROR) for result in results):
        return ExitStatus.INCONCLUSIVE
    return ExitStatus.PASSED
