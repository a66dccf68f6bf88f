"""Reads reports back and joins them: of the shards of a run one verdict, and of several runs one table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from caretasks.conformance.settings import Shard
from caretasks.proving.faults import Kind, Side
from caretasks.proving.outcomes import Harm, Outcome, Proof
from caretasks.proving.report import NAME, VERSION
from caretasks.proving.results import Elsewhere, Proved, Run, Shown


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
    missing = [str(Shard(number, first.shard.of)) for number in range(1, first.shard.of + 1) if number not in known]
    errors = [error for result in results for error in result.errors]
    return Proved(
        first.api,
        list(_in_turn(result.faults for result in results)),
        list(_in_turn(result.harms for result in results)),
        first.elsewhere,
        first.digest,
        left=sum(result.left for result in results),
        errors=[*errors, *(f"there is no report of shard {shard}" for shard in missing)],
    )


def _in_turn(parts: Iterable[list[Any]]) -> Iterable[Any]:
    """As they were dealt out to the shards."""
    nothing = object()
    return (each for row in zip_longest(*parts, fillvalue=nothing) for each in row if each is not nothing)


def _read(place: Path) -> tuple[Run, list[Proved]]:
    file = place / NAME if place.is_dir() else place
    try:
        data = json.loads(file.read_text("utf-8"))
        if data["version"] != VERSION:
            raise JoinError(f"{file} is a report of version {data['version']!r}, and {VERSION} is what is read here")
        return Run(**data["run"]), [_proved(each) for each in data["apis"]]
    except OSError as error:
        raise JoinError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, LookupError, AttributeError):
        raise JoinError(f"{file} is no report of caretasks prove") from None


def _proved(data: dict[str, Any]) -> Proved:
    number, of = map(int, data["shard"].split("/"))
    if not 1 <= number <= of:
        raise ValueError
    return Proved(
        data["api"],
        [_shown(each) for each in data["faults"]],
        [Harm(each["name"], each["what"], tuple(each["alarms"]), each["applied"]) for each in data["variations"]],
        [Elsewhere(**each) for each in data["elsewhere"]],
        data["digest"],
        Shard(number, of),
        data["left"],
        list(data["errors"]),
    )


def _shown(data: dict[str, Any]) -> Shown:
    proof = Proof(
        data["id"],
        Outcome(data["outcome"]),
        data["check"],
        data["why"],
        data["applied"],
        data["requests"],
        data["seconds"],
        data["stock"],
    )
    about = (data["id"], data["operation"], Side(data["side"]), Kind(data["kind"]))
    return Shown(*about, data["pointer"], data["what"], data["matters"], proof)
