"""Settings of a check and the command-line options that set them. It imports no package of an extra."""

from __future__ import annotations

import argparse
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from caretasks.core.arguments import (
    WHOLE_RUN,
    Shard,
    StoreOnce,
    add_specs_option,
    parse_int,
    parse_number,
    parse_positive_int,
)

if TYPE_CHECKING:
    from caretasks.openapi.document import Operation

DEFAULT_MAX_SECONDS = 240
DEFAULT_MAX_EXAMPLES = 100
DEFAULT_SEED = 1
MIN_REQUESTS_PER_SECOND = 0.001
"""The lowest rate limit, so that the pause between two requests has a limit."""
MAX_TIMEOUT_SECONDS = 3600
CASES_PER_EXAMPLE = 10
"""A phase whose requests follow from the spec sends an operation at most this many per example of the fuzzing phase."""
RATE_DESCRIPTION = f"a number of at least {MIN_REQUESTS_PER_SECOND}"
SECONDS_DESCRIPTION = f"greater than 0 and at most {MAX_TIMEOUT_SECONDS}"
ALL_OPERATIONS = "all"
"""Stands for every operation in `--allow-not-covered`."""
EXAMPLES_PER_SEQUENCE = 4
"""The stateful phase generates one sequence of requests per this many examples of the fuzzing phase."""


class Writes(StrEnum):
    """Requests to send to operations that write.

    `NONE` sends authentication probes only, `DOCUMENTED` also each documented request once, `GENERATED` also
    generated requests.
    """

    NONE = "none"
    DOCUMENTED = "documented"
    GENERATED = "generated"


class Selection(StrEnum):
    """Requests of a run.

    `VALID` sends boundary values and documented requests, and single changes of those that are rejected. `INVALID`
    sends the requests with a single invalid value.
    """

    ALL = "all"
    VALID = "valid"
    INVALID = "invalid"


@dataclass(frozen=True)
class Settings:
    """Settings of a check. The same settings send the same requests.

    Attributes:
        max_examples: Number of requests that the fuzzing phase generates per operation. The stateful phase generates a
            quarter as many sequences of requests.
        seed: Seed of the generated data.
        shard: Part of the requests to send. The first shard sends all requests that follow from the spec alone;
            the fuzzing phase is divided between the shards, each with its own seed.
        database: Directory, or URL of a Redis server, that stores generated requests that failed, so that the next run
            sends them first; None stores nothing.
        operations: IDs of the operations to check; empty for all.
        writes: Requests to send to operations that write.
        rate_limit: Maximum number of requests per second; None for no limit.
        timeout: Seconds to wait for a response; None for the engine's default of 10.
        continue_on_failure: Whether a phase continues with an operation after a failure, or the rejection of a valid
            request.
        record: Whether the result holds the exchanges.
        reveal: Whether output and reports redact API keys only.
        redaction_key: The key of the hashes in redacted values; empty to number the values.
        selection: Requests to send, of those that the other settings allow.
        violated_keyword: JSON pointer of a keyword; if set, invalid requests violate it. For `Selection.INVALID` only.
        max_phase_cases: Maximum number of requests to an operation in each phase whose requests follow from the spec;
            None for no limit. `caretasks check` sends ten per example.
        max_seconds: Time of the run, after which the phases send fewer requests; None for no limit. It makes the
            requests depend on the speed of the machine.
        started_at: When that time began, by the monotonic clock; None for the first request.
        excluded_operations: Reasons by the ID of an operation that gets no request.
        excluded_facts: Reasons by the ID of a fact whose findings do not count.
        allowed_not_covered: Reasons by the ID of an operation without a checked success that is not inconclusive.
    """

    max_examples: int = DEFAULT_MAX_EXAMPLES
    seed: int = DEFAULT_SEED
    shard: Shard = WHOLE_RUN
    database: str | None = None
    operations: tuple[str, ...] = ()
    writes: Writes = Writes.GENERATED
    rate_limit: float | None = None
    timeout: float | None = None
    continue_on_failure: bool = True
    record: bool = False
    reveal: bool = False
    redaction_key: str = field(default="", repr=False)
    selection: Selection = Selection.ALL
    violated_keyword: str = ""
    max_phase_cases: int | None = None
    max_seconds: float | None = None
    started_at: float | None = field(default=None, compare=False)
    excluded_operations: Mapping[str, str] = field(default_factory=dict)
    excluded_facts: Mapping[str, str] = field(default_factory=dict)
    allowed_not_covered: Mapping[str, str] = field(default_factory=dict)

    @property
    def examples_per_shard(self) -> int:
        """Number of requests that the fuzzing phase generates per operation in one shard."""
        return -(-self.max_examples // self.shard.count)

    @property
    def shard_seed(self) -> int:
        """Seed of this shard: the first shard has the seed of the whole run."""
        if self.shard.is_first:
            return self.seed
        return int.from_bytes(hashlib.sha256(f"{self.seed}/{self.shard.number}".encode()).digest()[:6])

    def skip_reason(self, operation: Operation) -> str | None:
        """Return why an operation is skipped, such as the option as the user wrote it; None if it is checked."""
        if "#" in operation.path:
            return "no request can have its path: what follows a # is not sent"
        if reason := self.excluded_operations.get(operation.id):
            return f"excluded: {reason}"
        if not self.is_selected(operation):
            return "--operation"
        if operation.is_write and self.writes is Writes.DOCUMENTED and not self.shard.is_first:
            return f"--shard {self.shard}"  # a documented write is sent once, not once per shard
        return f"--writes {self.writes}" if operation.is_write and self.writes is Writes.NONE else None

    def writes_option(self, operation: Operation) -> str | None:
        """Return the option that sends only documented requests to an operation; None if it gets generated ones."""
        return f"--writes {self.writes}" if operation.is_write and self.writes is Writes.DOCUMENTED else None

    def has_generated_requests(self, operation: Operation) -> bool:
        """Return whether the engine generates requests for an operation."""
        return self.skip_reason(operation) is None and not (operation.is_write and self.writes is Writes.DOCUMENTED)

    def is_selected(self, operation: Operation) -> bool:
        """Return whether the run includes an operation."""
        is_named = not self.operations or operation.id in self.operations
        return is_named and operation.id not in self.excluded_operations and "#" not in operation.path

    def allowed_reason(self, operation: Operation) -> str | None:
        """Return why an operation need not have a checked success; None if it needs one to be conclusive."""
        if not any(response.is_success for response in operation.responses.values()):
            return "the spec documents no success"
        return self.allowed_not_covered.get(operation.id, self.allowed_not_covered.get(ALL_OPERATIONS))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks check` to a parser."""
    parser.add_argument(
        "apis", nargs="*", metavar="API", help="names of the APIs to check, or paths of OpenAPI documents"
    )
    parser.add_argument("--all", action="store_true", help="check all APIs")
    selection = parser.add_argument_group("what is checked")
    selection.add_argument(
        "-o", "--operation", action="append", default=[], metavar="ID", help="check only this operation (repeatable)"
    )
    add_specs_option(selection)
    selection.add_argument(
        "--har", type=Path, metavar="FILE", help="check the responses recorded in a HAR file; send no requests"
    )
    selection.add_argument(
        "--exclude-operation",
        action="append",
        default=[],
        metavar="ID",
        help="send no request to this operation; the reports show it as excluded (repeatable)",
    )
    selection.add_argument(
        "--exclude-fact",
        action="append",
        default=[],
        metavar="ID",
        help="do not count findings about this fact; the reports show them as excluded (repeatable)",
    )
    selection.add_argument(
        "--allow-not-covered",
        action="append",
        default=[],
        metavar="ID|all",
        help="pass although no success of this operation could be checked; all is for every operation (repeatable)",
    )
    add_target_arguments(parser)
    amount = parser.add_argument_group("how much is sent")
    amount.add_argument(
        "-n",
        "--max-examples",
        type=parse_positive_int,
        metavar="N",
        help=f"number of requests to generate per operation (default: {DEFAULT_MAX_EXAMPLES}); phases whose requests "
        f"follow from the spec send at most {CASES_PER_EXAMPLE} times as many",
    )
    amount.add_argument(
        "--max-time",
        type=parse_positive_int,
        metavar="SECONDS",
        help="duration after which the phases send fewer requests, shared evenly between the operations (default: "
        f"{DEFAULT_MAX_SECONDS} for a mock server, no limit for --url)",
    )
    amount.add_argument(
        "--seed",
        type=parse_int,
        metavar="N",
        help=f"seed of the generated data (default: {DEFAULT_SEED})",
    )
    add_shard_arguments(parser)
    accepted = parser.add_argument_group("accepted findings and earlier runs")
    accepted.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="TOML file of accepted findings, which do not fail; the output says what is new, known and fixed",
    )
    accepted.add_argument(
        "--update-baseline",
        action="store_true",
        help="add the new findings to the file of --baseline, and remove those that are fixed",
    )
    accepted.add_argument(
        "--reason", metavar="TEXT", help="why the findings that --update-baseline adds are accepted (default: TODO)"
    )
    accepted.add_argument(
        "--accepted-by", metavar="NAME", help="who accepts the findings that --update-baseline adds (default: TODO)"
    )
    accepted.add_argument(
        "--compare",
        type=Path,
        metavar="FILE",
        help="report.json of an earlier run; the output says which findings and verdicts have changed since",
    )
    output = parser.add_argument_group("output")
    output.add_argument(
        "-r",
        "--report",
        type=Path,
        metavar="DIR",
        help="write report.html, junit.xml, report.json and traffic.har to a directory, redacted like the output",
    )
    output.add_argument("--json", action="store_true", help="print the report as JSON")
    output.add_argument(
        "-q", "--quiet", action="store_true", help="print errors only; the exit status gives the verdict"
    )
    output.add_argument("--reveal", action="store_true", help="redact only API keys, in the output and in the reports")


def add_target_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options for a remote server: what is sent to it, and how it is reached."""
    server = parser.add_argument_group("the server, and what is sent to it")
    server.add_argument(
        "-u",
        "--url",
        action=StoreOnce,
        metavar="[NAME=]URL",
        help="base URL of the server to check, with its base path, for one API (default: its mock server); with the "
        "name of a server in the spec, the operations of other servers get no request",
    )
    server.add_argument(
        "-t",
        "--target",
        metavar="NAME",
        help="the server with this name in caretasks.toml, or in [tool.caretasks] of pyproject.toml",
    )
    server.add_argument(
        "-f",
        "--fixtures",
        type=Path,
        metavar="FILE",
        help="TOML file with your server's values for the documented examples",
    )
    server.add_argument(
        "--writes",
        type=_parse_writes,
        metavar="HOW",
        help="requests to send to operations that write. none: authentication probes only, with the body {} "
        "(default with --url); documented: also each documented request once, with the values of --fixtures; "
        "generated: as many generated requests as for reads (default without --url)",
    )
    server.add_argument(
        "--yes", action="store_true", help="send generated writes to the host of --url without confirmation"
    )
    server.add_argument(
        "--rate-limit",
        type=parse_rate,
        metavar="N",
        help="maximum number of requests per second (default: half of the documented limit, or 5 if none is "
        "documented; no limit for loopback addresses and mock servers)",
    )
    server.add_argument(
        "--timeout", type=parse_seconds, metavar="SECONDS", help="seconds to wait for a response (default: 10)"
    )
    server.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="'NAME: $VARIABLE'",
        help="send this header with every request, for a gateway; $VARIABLE is read from the environment (repeatable)",
    )
    server.add_argument(
        "--ca-bundle",
        type=Path,
        metavar="FILE",
        help="PEM file with the certificate authorities to trust (default: SSL_CERT_FILE, else the public ones)",
    )
    server.add_argument(
        "--client-cert", type=Path, metavar="FILE", help="PEM file with a client certificate and its private key"
    )


def add_replay_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks replay` to a parser."""
    parser.add_argument("report", type=Path, metavar="REPORT", help="report.json of a check")
    parser.add_argument(
        "finding", type=_parse_finding, metavar="FINDING", help="number of the finding, with or without #"
    )
    parser.add_argument(
        "document",
        nargs="?",
        type=Path,
        metavar="DOCUMENT",
        help="path of the OpenAPI document, if the check was given one instead of the name of an API",
    )
    add_specs_option(parser)
    add_target_arguments(parser)


def add_shard_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options for a run that several processes or machines share."""
    shared = parser.add_argument_group("runs of several processes or machines")
    shared.add_argument(
        "--shard", type=_parse_shard, metavar="I/N", help="run part I of N, to share a run between machines"
    )
    shared.add_argument(
        "--database",
        metavar="DIR|URL",
        help="store generated requests that failed in a directory or a Redis server (redis://HOST/0), and send the "
        "stored ones first (default: store nothing)",
    )


def _parse_shard(text: str) -> Shard:
    try:
        return Shard.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _parse_finding(text: str) -> int:
    return parse_positive_int(text.removeprefix("#"))


def _parse_writes(text: str) -> Writes:
    try:
        return Writes(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be one of: {', '.join(Writes)}") from None


def parse_rate(text: str) -> float:
    """Parse a rate limit in requests per second, for argparse."""
    return parse_number(text, MIN_REQUESTS_PER_SECOND, math.inf, f"must be {RATE_DESCRIPTION}")


def parse_seconds(text: str) -> float:
    """Parse a timeout in seconds, for argparse."""
    return parse_number(text, math.nextafter(0, 1), MAX_TIMEOUT_SECONDS, f"must be {SECONDS_DESCRIPTION}")
