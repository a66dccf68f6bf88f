"""The verdicts as annotations in GitHub Actions: an error for a broken fact, a warning for an API that is inconclusive.

They are workflow commands, lines that the runner of the job reads from what is printed. Like all results they hold no
answer's values and no keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from caretasks.conformance.model import Verdict
from caretasks.conformance.results import ApiResult, OperationResult

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def annotate(results: Sequence[ApiResult], environment: Mapping[str, str], file: IO[str]) -> None:
    """Prints the annotations where somebody reads them: in a job of GitHub Actions."""
    if environment.get("GITHUB_ACTIONS") == "true":
        for line in lines(results):
            print(line, file=file)


def lines(results: Sequence[ApiResult]) -> Iterator[str]:
    """The workflow commands."""
    for result in results:
        for operation in result.operations:
            yield from _broken(result.api, operation)
        if result.verdict is not Verdict.BROKEN and result.inconclusive:
            yield _command("warning", f"{result.api}: inconclusive, nothing is said to be broken", _why(result))


def _broken(api: str, operation: OperationResult) -> Iterator[str]:
    name = f"{api}.{operation.id}"
    for found in operation.facts:
        if found.verdict is Verdict.BROKEN:
            seen = "\n".join(finding.message for finding in found.findings)
            yield _command("error", f"{found.fact.id} broken: {name}", f"{seen}\n{found.fact.claim}")
    known = {promise.fact for promise in operation.promises}
    for finding in operation.failures:
        if not known & set(finding.facts):
            yield _command("error", f"{finding.check}: {name}", finding.message)


def _why(result: ApiResult) -> str:
    told = [*result.errors]
    for operation in result.operations:
        told += [f"{operation.id}: {error}" for error in [*operation.errors, *filter(None, [operation.in_vain])]]
    return "\n".join(told) or "no documented success could be judged"


def _command(kind: str, title: str, message: str) -> str:
    return f"::{kind} title={_escaped(title, _PROPERTY)}::{_escaped(message, _DATA)}"


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    return "".join(escapes.get(letter, letter) for letter in text)
