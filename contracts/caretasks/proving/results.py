"""What was proved of an API, summed up: values for whoever shows them (table.py, report.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from caretasks.conformance.ledger import entries
from caretasks.conformance.results import ExitStatus
from caretasks.openapi.api import Api
from caretasks.proving.faults import Fault, Kind, Side
from caretasks.proving.outcomes import Harm, Outcome, Proof


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
    """How many faults of a kind there are, by outcome; `stock` counts those that the engine notices by itself."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    stock: int = 0

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
        left: how many of the faults and variations that were to be tried were not.
        errors: what kept from finding out.
    """

    api: str
    faults: list[Shown]
    harms: list[Harm]
    elsewhere: list[Elsewhere]
    left: int = 0
    errors: list[str] = field(default_factory=list)

    def of(self, *outcomes: Outcome) -> list[Shown]:
        """The faults of which these came."""
        return [fault for fault in self.faults if fault.proof.outcome in outcomes]

    @property
    def alarms(self) -> list[Harm]:
        """The harmless variations of which the suite says something."""
        return [harm for harm in self.harms if harm.alarms]

    def counts(self) -> dict[tuple[Side, Kind], Count]:
        """How many faults there are of each kind, in the order of the vocabulary."""
        found: dict[tuple[Side, Kind], Count] = {(side, kind): Count() for side in Side for kind in Kind}
        for fault in self.faults:
            count = found[fault.side, fault.kind]
            count.outcomes[fault.proof.outcome] += 1
            count.stock += bool(fault.proof.stock)
        return {key: count for key, count in found.items() if count.outcomes}


def summed(api: Api, faults: Iterable[Fault], proofs: Mapping[str, Proof], harms: Sequence[Harm], left: int) -> Proved:
    """Sums up what was found of an API."""
    shown = [
        Shown(f.id, f.operation.id, f.side, f.kind, f.pointer, f.what, f.matters, proofs[f.id])
        for f in faults
        if f.id in proofs
    ]
    elsewhere = [Elsewhere(entry.fact.id, entry.fact.claim, why) for entry in entries(api) for why in entry.elsewhere]
    return Proved(api.name, shown, list(harms), elsewhere, left)


def exit_status(results: Sequence[Proved]) -> ExitStatus:
    """1 where a fault went unnoticed or an alarm was false, 3 where not all could be found out, else 0."""
    if any(result.of(Outcome.MISSED, Outcome.NOT_REACHED) or result.alarms for result in results):
        return ExitStatus.BROKEN
    if not any(result.faults for result in results):
        return ExitStatus.INCONCLUSIVE
    if any(result.errors or result.left or result.of(Outcome.TROUBLED) for result in results):
        return ExitStatus.INCONCLUSIVE
    return ExitStatus.NOTHING_BROKEN
