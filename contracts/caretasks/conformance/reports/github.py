"""GitHub Actions annotations: an error for each failed fact, a notice for each known finding.

An inconclusive API is a warning.

An annotation is a workflow command: a line of output that the runner of the job reads. It contains no response values
and no API keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from caretasks.conformance.model import Finding, Verdict
from caretasks.conformance.results import ApiResult, OperationResult
from caretasks.core.console import escape_unprintable

_MESSAGE_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY_ESCAPES = {**_MESSAGE_ESCAPES, ":": "%3A", ",": "%2C"}


def print_annotations(results: Sequence[ApiResult], environment: Mapping[str, str], file: IO[str]) -> None:
    """Print the annotations to a file if the environment is a job of GitHub Actions."""
    if environment.get("GITHUB_ACTIONS") == "true":
        for line in iter_annotations(results):
            print(line, file=file)


def iter_annotations(results: Sequence[ApiResult]) -> Iterator[str]:
    """Yield the workflow commands."""
    for result in results:
        for operation in result.operations:
            yield from _iter_errors(result.api, operation)
            yield from _iter_known(result.api, operation)
        if reasons := result.inconclusive_reasons:
            yield _format_command("warning", f"{result.api}: inconclusive", "\n".join(reasons))


def _iter_errors(api: str, operation: OperationResult) -> Iterator[str]:
    name = f"{api}.{operation.id}"
    for result in operation.facts:
        if result.verdict is Verdict.FAILED:
            messages = "\n".join(map(_describe, result.failures))
            yield _format_command("error", f"{result.fact.id} failed: {name}", f"{messages}\n{result.fact.claim}")
    known = {requirement.fact for requirement in operation.requirements}
    for finding in operation.failures:
        if not known & set(finding.facts):
            yield _format_command("error", f"{finding.check}: {name}", _describe(finding))


def _describe(finding: Finding) -> str:
    """Return the title, and why the entry of a baseline does not accept the finding."""
    return finding.title if finding.acceptance is None else f"{finding.title}\n{finding.acceptance.problem}"


def _iter_known(api: str, operation: OperationResult) -> Iterator[str]:
    for finding in operation.known:
        name = ", ".join(fact.id for fact in finding.facts) or finding.check
        title = f"{name} known: {api}.{operation.id}"
        yield _format_command("notice", title, f"{finding.title}\n{finding.known_reason}")


def _format_command(kind: str, title: str, message: str) -> str:
    return (
        f"::{kind} title={_escape(escape_unprintable(title), _PROPERTY_ESCAPES)}::{_escape(message, _MESSAGE_ESCAPES)}"
    )


def _escape(text: str, escapes: Mapping[str, str]) -> str:
    text = "\n".join(map(escape_unprintable, text.split("\n")))
    return "".join(escapes.get(character, character) for character in text)
