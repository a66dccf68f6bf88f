"""How deep a check looks, and from which seed; and the arguments that say so. Needs the standard library alone."""

from __future__ import annotations

import argparse
import hashlib
import math
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from caretasks.core.arguments import number, positive_number

if TYPE_CHECKING:
    from caretasks.openapi.document import Api, Operation

DEFAULT_MAX_EXAMPLES = 100
DEFAULT_SEED = 1
SLOWEST = 0.001
"""Requests a second, at least: a pause has to end."""
LONGEST = 3600
"""Seconds that may be waited for an answer, at most."""
SEQUENCES = 4
"""One sequence of requests is made up for so many single ones."""


class Writes(StrEnum):
    """What is sent to operations that write: probes of the authentication alone, what is documented once, or what is
    made up too."""

    NONE = "none"
    DOCUMENTED = "documented"
    GENERATED = "generated"


@dataclass(frozen=True)
class Shard:
    """One of several parts of a run, for several processes or machines: `number` from 1 up to `of`."""

    number: int = 1
    of: int = 1

    @property
    def first(self) -> bool:
        """Whether it is the part that has what is sent but once."""
        return self.number == 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @classmethod
    def parse(cls, text: str) -> Shard:
        """The shard that is written as I/N.

        Raises:
            ValueError: it is none.
        """
        found = re.fullmatch(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", text, re.ASCII)
        if found is None or int(found[1]) > int(found[2]):
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))


WHOLE = Shard()
"""All of a run."""


@dataclass(frozen=True)
class Settings:
    """How deep to look, and from which seed: the same settings send the same requests.

    Attributes:
        max_examples: how many requests the fuzzing phase makes up for each operation. The stateful phase makes up a
            quarter as many sequences of several requests. Examples and coverage are what the document makes them.
        seed: where the made-up data begins.
        shard: which part of it is sent. The first has all that follows from the document alone, and each has a share of
            what is made up, from a seed of its own.
        database: where made-up requests that broke a promise are kept, to be sent first the next time: a folder or the
            URL of a Redis server; None: nowhere.
        operations: the ids of the operations to check; all without any.
        writes: what is sent to operations that write.
        rate_limit: at most so many requests a second are sent; None: as fast as they are answered.
        timeout: seconds to wait for an answer; None: as long as the engine does.
        to_the_end: whether a phase goes on with an operation once an answer to it was not in order.
        record: whether the exchanges themselves are kept.
        reveal: whether what is shown or kept of an exchange hides keys alone.
    """

    max_examples: int = DEFAULT_MAX_EXAMPLES
    seed: int = DEFAULT_SEED
    shard: Shard = WHOLE
    database: str | None = None
    operations: tuple[str, ...] = ()
    writes: Writes = Writes.GENERATED
    rate_limit: float | None = None
    timeout: float | None = None
    to_the_end: bool = True
    record: bool = False
    reveal: bool = False

    @property
    def share(self) -> int:
        """How many requests the fuzzing phase makes up for each operation in a shard."""
        return -(-self.max_examples // self.shard.of)

    @property
    def seed_of_shard(self) -> int:
        """Where the made-up data of this shard begins: of the first where it begins without shards."""
        if self.shard.first:
            return self.seed
        return int.from_bytes(hashlib.sha256(f"{self.seed}/{self.shard.number}".encode()).digest()[:6])

    def left_out(self, operation: Operation) -> str | None:
        """By which argument no request is made up for an operation; None where some are."""
        if not self.asked(operation):
            return "--operation"
        if operation.writes and self.writes is Writes.DOCUMENTED and not self.shard.first:
            return f"--shard {self.shard}"  # it is sent once, and not once for each shard
        return f"--writes {self.writes}" if operation.writes and self.writes is Writes.NONE else None

    def made_up(self, operation: Operation) -> bool:
        """Whether the engine makes up requests for an operation."""
        return self.left_out(operation) is None and not (operation.writes and self.writes is Writes.DOCUMENTED)

    def made_up_writes(self, api: Api) -> list[Operation]:
        """The operations that write for which requests are made up."""
        generated = self.writes is Writes.GENERATED
        return [each for each in api.operations if each.writes and generated and self.left_out(each) is None]

    def asked(self, operation: Operation) -> bool:
        """Whether the operation is to be looked at."""
        return not self.operations or operation.id in self.operations


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what `caretasks check` takes."""
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs, by name")
    parser.add_argument("--all", action="store_true", help="all APIs there are")
    parser.add_argument(
        "--max-examples",
        type=positive_number,
        default=DEFAULT_MAX_EXAMPLES,
        metavar="N",
        help="how many requests to make up for each operation (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=int, default=DEFAULT_SEED, metavar="N", help="where made-up data begins (default: %(default)s)"
    )
    add_sharing(parser)
    parser.add_argument("--specs", type=Path, metavar="DIR", help="another folder of specs (DIR/<api>/openapi.yaml)")
    parser.add_argument("--url", help="a server elsewhere that one API is checked at (default: its stand-in)")
    parser.add_argument(
        "--har", type=Path, metavar="FILE", help="judge the exchanges recorded in a HAR file, and send nothing"
    )
    parser.add_argument(
        "--fixtures", type=Path, metavar="FILE", help="a server's own values, in TOML, for the documented examples"
    )
    parser.add_argument(
        "--writes",
        type=_writes,
        metavar="HOW",
        help="none: a write is only asked without the key, with the body {} (default with --url); "
        "documented: once as documented, with the values of --fixtures; "
        "generated: as often and in as many ways as reads (default without --url)",
    )
    parser.add_argument(
        "--yes", action="store_true", help="do not ask whether --writes generated may write to the host of --url"
    )
    parser.add_argument(
        "--rate-limit",
        type=_rate,
        metavar="N",
        help="requests a second (default: elsewhere half of the documented limit, or 5; on this machine no limit)",
    )
    parser.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="how long to wait for an answer")
    parser.add_argument(
        "--operation", action="append", default=[], metavar="ID", help="check this operation alone (may be repeated)"
    )
    parser.add_argument("--quiet", action="store_true", help="print errors only; the exit status tells the verdict")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="DIR",
        help="leave report.html, junit.xml, report.json and traffic.har in a folder, masked as what is printed",
    )
    parser.add_argument("--json", action="store_true", help="print the verdicts as one JSON document")
    parser.add_argument(
        "--reveal", action="store_true", help="mask nothing but keys, neither in what is printed nor in a report"
    )


def add_sharing(parser: argparse.ArgumentParser) -> None:
    """Declares what lets several processes or machines share a run."""
    parser.add_argument("--shard", type=_shard, metavar="I/N", help="the I-th of N parts, for N processes or machines")
    parser.add_argument(
        "--database",
        metavar="DIR|URL",
        help="keep made-up requests that broke a promise in a folder or a Redis server (redis://HOST/0), and send "
        "those first that are there (default: nothing is kept)",
    )


def _shard(text: str) -> Shard:
    try:
        return Shard.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError("has to be I/N, with I from 1 up to N") from None


def _writes(text: str) -> Writes:
    try:
        return Writes(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"has to be {', '.join(Writes)}") from None


def _rate(text: str) -> float:
    return number(text, SLOWEST, math.inf, f"has to be a number from {SLOWEST} up")


def _seconds(text: str) -> float:
    return number(text, 0, LONGEST, f"has to be a number above 0, up to {LONGEST}")
