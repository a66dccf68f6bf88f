"""Lint one API: every group of checks on its spec and its facts file."""

from __future__ import annotations

import keyword
from pathlib import Path

from caretasks.openapi.lint.examples import find_example_problems
from caretasks.openapi.lint.extensions import find_extension_problems
from caretasks.openapi.lint.facts import find_facts_problems
from caretasks.openapi.lint.openapi_schema import (
    find_remaining_problems,
    find_structure_problems,
    find_version_problems,
)
from caretasks.openapi.lint.operations import find_link_problems, find_operation_problems
from caretasks.openapi.lint.references import find_reference_problems
from caretasks.openapi.lint.schemas import find_schema_problems
from caretasks.openapi.parts import Part, iter_parts
from caretasks.openapi.source import Problem, Source, SourceError, read_source


def find_api_problems(directory: Path) -> list[Problem]:
    """Return the problems in the `openapi.yaml` of a directory, and in its `facts.yaml` if it exists."""
    problems: list[Problem] = []
    sources: list[Source] = []
    for file in (directory / "openapi.yaml", directory / "facts.yaml"):
        if file.name == "facts.yaml" and not file.exists():
            return problems
        try:
            sources.append(read_source(file, _display_path(file)))
        except SourceError as error:
            problems += sorted(error.problems, key=lambda problem: problem.line or 0)
            continue
        if file.name == "openapi.yaml":
            problems += find_name_problems(sources[0], directory.name) + find_document_problems(sources[0])
    return problems + find_facts_problems(*sources) if len(sources) == 2 else problems


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
    return [source.make_problem("", message)]


def find_document_problems(source: Source) -> list[Problem]:
    """Return the problems in a spec, in the order of its lines."""
    version = list(find_version_problems(source))
    if version:
        return version
    parts = list(iter_parts(source.data, [Part("", "document", source.data)]))
    basic_problems = [
        *find_structure_problems(source),
        *find_reference_problems(source, parts),
        *find_schema_problems(source, parts),
        *find_extension_problems(source, parts),
    ]
    problems = [
        *basic_problems,
        *find_operation_problems(source, parts),
        *find_example_problems(source, parts, is_valid_document=not basic_problems),
    ]
    # These two would report other problems a second time, at the wrong location.
    if not basic_problems:
        problems += find_remaining_problems(source)
    if not problems:
        problems += find_link_problems(source, parts)
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.line or 0)


def _display_path(file: Path) -> str:
    """Return a path for messages: relative to the current directory if it is inside it, else absolute."""
    path = file.resolve()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
