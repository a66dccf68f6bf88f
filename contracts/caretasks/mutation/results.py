"""What was proved of an API, summed up: values for whoever shows them (table.py, report.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from caretasks.conformance.config import WHOLE, Shard
from caretasks.conformance.results import ExitStatus
from caretasks.mutation.mutant import Fault, Kind, Side
from caretasks.mutation.outcomes import Harm, Outcome, Proof
from caretasks.openapi.document import Api
from caretasks.openapi.facts import entries


@dataclass(frozen=True)
class Run:
    """How it was found.

    Attributes:
        seed: where made-up data began.
        sample: how many faults were to be tried at most; None: all.
        baseline: whether what the engine notices by itself was found out.
        processes: how many worked at once.
        seconds: how long it took; of several runs together.
        engine: the version of Schemathesis.
    """

    seed: int
    sample: int | None
    baseline: bool
    processes: int
    seconds: float
    engine: str


@dataclass(frozen=True)
class Shown:
    """A fault in words, and what came of it. The attributes are those of `Fault` and `Proof`."""

    id: str
    operation: str
    side: Side
    kind: Kind
    pointer: str
    what: str
    matters: str
    proof: Proof


@dataclass(frozen=True)
class Elsewhere:
    """What no fault of a server can show of a documented fact, in the ledger's words."""

    fact: str
    claim: str
    why: str


@dataclass
class Count:
    """How many faults there are, by outcome; `stock` counts those that the engine notices by itself."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    stock: int = 0

    def add(self, proof: Proof) -> None:
        """Counts what came of a fault."""
        self.outcomes[proof.outcome] += 1
        self.stock += bool(proof.stock)

    @property
    def caught(self) -> int:
        """Those that the suite notices."""
        return self.outcomes[Outcome.CAUGHT]

    @property
    def total(self) -> int:
        """Those that a client could notice."""
        return self.outcomes.total() - self.outcomes[Outcome.EQUIVALENT]


@dataclass
class Proved:
    """What was proved of an API.

    Attributes:
        api: its name.
        faults: the faults that were tried, in order.
        harms: the harmless variations that were tried.
        elsewhere: what no fault of a server can show.
        digest: stands for the document, the suite and the stand-ins; other ones find other things.
        shard: which part of the faults it is.
        left: how many of the faults and variations that were to be tried were not.
        errors: what kept from finding out.
    """

    api: str
    faults: list[Shown]
    harms: list[Harm]
    elsewhere: list[Elsewhere]
    digest: str = ""
    shard: Shard = WHOLE
    left: int = 0
    errors: list[str] = field(default_factory=list)

    def of(self, *outcomes: Outcome) -> list[Shown]:
        """The faults of which these came."""
        return [fault for fault in self.faults if fault.proof.outcome in outcomes]

    @property
    def alarms(self) -> list[Harm]:
        """The harmless variations of which the suite says something."""
        return [harm for harm in self.harms if harm.alarms]

    @property
    def tried(self) -> list[Harm]:
        """The harmless variations that changed an answer."""
        return [harm for harm in self.harms if harm.applied]

    @property
    def total(self) -> Count:
        """How many faults there are of all kinds."""
        return _counted(self.faults)

    def counts(self) -> dict[tuple[Side, Kind], Count]:
        """How many faults there are of each kind, in the order of the vocabulary."""
        found = {
            (side, kind): _counted(fault for fault in self.faults if (fault.side, fault.kind) == (side, kind))
            for side in Side
            for kind in Kind
        }
        return {key: count for key, count in found.items() if count.outcomes}


def _counted(faults: Iterable[Shown]) -> Count:
    count = Count()
    for fault in faults:
        count.add(fault.proof)
    return count


def by_kind(results: Sequence[Proved]) -> Iterator[tuple[Side, Kind, list[Count | None]]]:
    """Each kind of which there are faults, with how many each API has; None where it has none."""
    counts = [result.counts() for result in results]
    for side in Side:
        for kind in Kind:
            of_each = [each.get((side, kind)) for each in counts]
            if any(of_each):
                yield side, kind, of_each


def summary(result: Proved) -> str:
    """What was proved of an API, in a line."""
    total = result.total
    # Rounded down: all is all.
    percent = f" ({total.caught * 1000 // total.total / 10}%)" if total.total else ""
    left = f"; {result.left:,} not tried yet" if result.left else ""
    return (
        f"{result.api}: {total.caught:,} of {total.total:,} faults caught{percent}; "
        f"{len(result.alarms)} alarms at {len(result.tried)} harmless variations{left}"
    )


def shown(fault: Fault, proof: Proof) -> Shown:
    """A fault with what came of it."""
    return Shown(
        fault.id,
        fault.operation.id,
        fault.side,
        fault.kind,
        fault.pointer,
        fault.what,
        fault.matters,
        proof,
    )


def elsewhere(api: Api) -> list[Elsewhere]:
    """What no fault of a server can show of an API's facts."""
    return [Elsewhere(entry.fact.id, entry.fact.claim, why) for entry in entries(api) for why in entry.elsewhere]


def exit_status(results: Sequence[Proved]) -> ExitStatus:
    """1 where a fault went unnoticed or an alarm was false, 3 where not all could be found out, else 0."""
    if any(result.of(Outcome.MISSED, Outcome.NOT_REACHED) or result.alarms for result in results):
        return ExitStatus.BROKEN
    if not any(result.faults or result.shard != WHOLE for result in results):  # of a shard there may be nothing to do
        return ExitStatus.INCONCLUSIVE
    if any(result.errors or result.left or result.of(Outcome.TROUBLED) for result in results):
        return ExitStatus.INCONCLUSIVE
    return ExitStatus.NOTHING_BROKEN
