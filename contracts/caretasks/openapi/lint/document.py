"""Lint one API: every group of checks on its spec and its facts file, or those of a spec that a command uses."""

from __future__ import annotations

import keyword
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from caretasks.core.console import write_line
from caretasks.openapi.document import Api
from caretasks.openapi.importing.pipeline import read_spec
from caretasks.openapi.lint.facts_file.facts import (
    find_fact_pointer_problems,
    find_facts_problems,
    find_uncovered_properties,
    find_unknown_operations,
)
from caretasks.openapi.lint.usable import make_usable
from caretasks.openapi.parts import Part, iter_parts
from caretasks.openapi.problems import Finding, Findings, Problem, SourceError
from caretasks.openapi.source import Source, read_source

_MAX_SHOWN = 5
"""The largest number of limitations of a spec that a command prints."""


def find_api_problems(directory: Path) -> list[Problem]:
    """Return the problems in the `openapi.yaml` of a directory, and in its `facts.yaml` if it exists."""
    problems: list[Problem] = []

    def read(file: Path, read_file: Callable[[Path, str], Source] = read_source) -> Source | None:
        try:
            return read_file(file, display_path(file))
        except SourceError as error:
            problems.extend(sorted(error.problems, key=lambda problem: problem.line or 0))
            return None

    if (spec := read(directory / "openapi.yaml", read_spec)) is not None:
        problems += find_name_problems(spec, directory.name) + find_document_problems(spec, directory.name)
    facts_file = read(directory / "facts.yaml") if (directory / "facts.yaml").exists() else None
    if spec is not None and facts_file is not None:
        problems += facts_file.make_problems(find_facts_problems(facts_file.data))
        problems += facts_file.make_problems(find_fact_pointer_problems(facts_file.data, spec.data, spec.file))
        problems += facts_file.make_problems(find_unknown_operations(facts_file.data, spec.data, spec.file))
        problems += spec.make_problems(find_uncovered_properties(facts_file.data, spec.data))
        problems += spec.make_problems(find_missing_sources(spec.data))
    return problems


def display_path(file: Path) -> str:
    """Return a path for messages: relative to the current directory if it is inside it, else absolute."""
    path = file.resolve()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def find_name_problems(source: Source, name: str) -> list[Problem]:
    """Return the problem with the name of a spec's directory, which becomes a package `caretasks.<name>`."""
    if name in {path.stem for path in Path(__file__).parents[2].iterdir()}:
        message = f"the directory name {name!r} is a module of caretasks: choose another name"
    elif keyword.iskeyword(name):
        message = f"the directory name {name!r} is a Python keyword: choose another name"
    elif not name.isidentifier() or name != name.lower():
        message = f"the directory name {name!r} is not a Python identifier in lower case: choose another name"
    else:
        return []
    return source.make_problems([Finding("", message)])


def find_document_problems(source: Source, name: str = "api") -> list[Problem]:
    """Return the problems in the spec of the API with a name, in the order of its lines."""
    found = source.make_problems([*source.import_findings, *make_usable(source.data, name).findings])
    return sorted(found, key=lambda problem: problem.line or 0)


def find_problems(document: dict[str, Any]) -> list[Finding]:
    """Return the problems in a spec."""
    return list(make_usable(document).findings)


def find_missing_sources(document: dict[str, Any]) -> Findings:
    """Yield the operations of a hand-written spec without an ID, a page, or the date on which the page was read."""
    for part in iter_parts(document, [Part("", "document", document)], skipped=frozenset({"callbacks", "webhooks"})):
        if part.kind == "operation":
            for key in ("operationId", "externalDocs", "x-documented-on"):
                if key not in part.data:
                    yield Finding(
                        part.pointer, f"missing key `{key}`: a spec with a facts file has it in each operation"
                    )


def validate_documents(apis: Iterable[Api]) -> None:
    """Raise an error if the spec of an API cannot be used. Print what is left out of the others on stderr.

    Raises:
        SourceError: A spec is unusable. Each problem has its file, its JSON pointer and, if the file can be read, its
            line.
    """
    errors: list[Problem] = []
    summary: list[str] = []
    for api in apis:
        findings = find_problems(api.document) if api.findings is None else api.findings
        if fatal := [each for each in findings if each.severity == "error"]:
            errors += _locate(api.origin, fatal) if api.source is None else api.source.make_problems(fatal)
        summary += _summarize(api.origin, findings)
        if api.facts is not None:
            errors += _locate(str(Path(api.origin).with_name("facts.yaml")), list(find_facts_problems(api.facts)))
    if errors:
        raise SourceError(errors)
    for line in summary:
        write_line(line, sys.stderr)


def _summarize(file: str, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the first limitations of a spec, and the numbers of the others and of the warnings."""
    limitations = [each for each in findings if each.severity == "limitation"]
    for each in limitations[:_MAX_SHOWN]:
        yield str(Problem(file, each.pointer, None, each.message, each.severity))
    numbers = (
        (len(limitations[_MAX_SHOWN:]), "more limitation"),
        (sum(each.severity == "warning" for each in findings), "warning"),
    )
    if counted := [f"{number:,} {noun}{'s' * (number != 1)}" for number, noun in numbers if number]:
        yield f"{file}: {' and '.join(counted)}"


def _locate(file: str, found: list[Finding]) -> list[Problem]:
    """Return problems with their lines, if the file can be read."""
    if not found or not Path(file).exists():
        return [Problem(file, each.pointer, None, each.message, each.severity) for each in found]
    return read_source(Path(file)).make_problems(found)
