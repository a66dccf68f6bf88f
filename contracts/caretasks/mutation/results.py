"""What was proved of an API, summed up: values for whoever shows them (table.py, report.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec

from caretasks.conformance.config import WHOLE, Shard
from caretasks.conformance.results import ExitStatus
from caretasks.mutation.mutant import Fault, Harm, Kind, Outcome, Proof, Side
from caretasks.openapi.document import Api
from caretasks.openapi.facts import entries

_NAMED = 10  # shards that are named where reports are missing

VERSION = 1
"""Of the document's form. A field may be added to a form; one that goes, or means something else, makes another."""

NAME = "prove.json"
"""What a report's data is called in its folder; joining.py reads it back."""


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


class JoinError(Exception):
    """Reports cannot be joined. The message says which, and why."""


def merge_reports(places: Sequence[Path]) -> tuple[Run, list[Proved]]:
    """What several reports say together.

    Args:
        places: their folders, or their files of JSON.

    Returns:
        How all was found, and what was proved of each API. One of which a shard has no report says so in `errors`.

    Raises:
        JoinError: one cannot be read, or two do not go together.
    """
    reports = [(place, *_read(place)) for place in places]
    runs = [run for _, run, _ in reports]
    first = runs[0]
    for place, run, _ in reports:
        if (run.seed, run.sample, run.baseline, run.engine) != (first.seed, first.sample, first.baseline, first.engine):
            raise JoinError(
                f"{place} and {places[0]} differ in --seed, --sample, --baseline or the version of Schemathesis"
            )
    parts: dict[str, list[tuple[Path, Proved]]] = {}
    for place, _, results in reports:
        for result in results:
            parts.setdefault(result.api, []).append((place, result))
    run = Run(
        first.seed,
        first.sample,
        first.baseline,
        max(run.processes for run in runs),
        sum(run.seconds for run in runs),
        first.engine,
    )
    return run, [_one(of_api) for of_api in parts.values()]


def _one(parts: Sequence[tuple[Path, Proved]]) -> Proved:
    """What the shards of an API say together."""
    (place, first), *_ = parts
    known: dict[int, tuple[Path, Proved]] = {}
    for other, part in parts:
        if part.digest != first.digest:
            raise JoinError(
                f"{other} and {place} are of other documents of {part.api}, or of other versions of caretasks"
            )
        if part.shard.of != first.shard.of:
            raise JoinError(f"{other} is shard {part.shard} of {part.api}, and {place} is shard {first.shard}")
        if part.shard.number in known:
            raise JoinError(f"{other} and {known[part.shard.number][0]} are both shard {part.shard} of {part.api}")
        known[part.shard.number] = other, part
    results = [known[number][1] for number in sorted(known)]
    errors = [error for result in results for error in result.errors]
    if missing := [Shard(number, first.shard.of) for number in range(1, first.shard.of + 1) if number not in known]:
        more = f" and {len(missing) - _NAMED:,} more" if len(missing) > _NAMED else ""
        errors.append(f"there is no report of {first.api}'s shard {', '.join(map(str, missing[:_NAMED]))}{more}")
    return Proved(
        first.api,
        list(_in_turn(result.faults for result in results)),
        list(_in_turn(result.harms for result in results)),
        first.elsewhere,
        first.digest,
        left=sum(result.left for result in results),
        errors=errors,
    )


def _in_turn(parts: Iterable[list[Any]]) -> Iterable[Any]:
    """As they were dealt out to the shards."""
    nothing = object()
    return (each for row in zip_longest(*parts, fillvalue=nothing) for each in row if each is not nothing)


@dataclass(frozen=True)
class _Fault:
    """A fault as a report has it (`report.document`)."""

    id: str
    operation: str
    side: Side
    kind: Kind
    pointer: str
    what: str
    matters: str
    outcome: Outcome
    check: str
    why: str
    applied: int
    requests: int
    seconds: float
    stock: bool | None


@dataclass(frozen=True)
class _Variation:
    """A harmless variation as a report has it."""

    name: str
    what: str
    applied: int
    alarms: tuple[str, ...]


@dataclass(frozen=True)
class _Api:
    """What was proved of an API as a report has it."""

    api: str
    digest: str
    shard: str
    left: int
    errors: list[str]
    faults: list[_Fault]
    variations: list[_Variation]
    elsewhere: list[Elsewhere]


@dataclass(frozen=True)
class _Form:
    """What says how the rest is to be read."""

    version: int


@dataclass(frozen=True)
class _Report:
    """A report, of the version that is read here."""

    run: Run
    apis: list[_Api]


def _read(place: Path) -> tuple[Run, list[Proved]]:
    file = place / NAME if place.is_dir() else place
    try:
        content = file.read_bytes()
        if (form := msgspec.json.decode(content, type=_Form)).version != VERSION:
            raise JoinError(f"{file} is a report of version {form.version}, and {VERSION} is what is read here")
        read = msgspec.json.decode(content, type=_Report)
        return read.run, [_proved(each) for each in read.apis]
    except OSError as error:
        raise JoinError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise JoinError(f"{file} is no report of caretasks prove: {error}") from None


def _proved(read: _Api) -> Proved:
    return Proved(
        read.api,
        [_shown(each) for each in read.faults],
        [Harm(each.name, each.what, each.alarms, each.applied) for each in read.variations],
        read.elsewhere,
        read.digest,
        Shard.parse(read.shard),
        read.left,
        read.errors,
    )


def _shown(read: _Fault) -> Shown:
    came = (read.outcome, read.check, read.why, read.applied, read.requests, read.seconds, read.stock)
    about = (read.id, read.operation, read.side, read.kind, read.pointer, read.what, read.matters)
    return Shown(*about, Proof(read.id, *came))
