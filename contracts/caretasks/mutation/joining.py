"""Reads reports back and joins them: of the shards of a run one verdict, and of several runs one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec

from caretasks.conformance.config import Shard
from caretasks.mutation.mutant import Kind, Side
from caretasks.mutation.outcomes import Harm, Outcome, Proof
from caretasks.mutation.reports.files import NAME, VERSION
from caretasks.mutation.results import Elsewhere, Proved, Run, Shown

_NAMED = 10  # shards that are named where reports are missing


class JoinError(Exception):
    """Reports cannot be joined. The message says which, and why."""


def joined(places: Sequence[Path]) -> tuple[Run, list[Proved]]:
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
