"""Lint one API: every group of checks on its spec and its facts file, or those of a spec that a command uses."""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import join
from caretasks.openapi.lint.examples import find_example_problems
from caretasks.openapi.lint.extensions import find_extension_problems
from caretasks.openapi.lint.facts import find_fact_pointer_problems, find_facts_problems, find_uncovered_properties
from caretasks.openapi.lint.operations import (
    find_link_problems,
    find_missing_responses,
    find_operation_id_problems,
    find_parameter_problems,
    find_security_problems,
    find_tag_problems,
)
from caretasks.openapi.lint.references import find_expansion_problems, find_reference_problems
from caretasks.openapi.lint.structure import find_structure_problems, find_version_problems
from caretasks.openapi.parts import Part, iter_parts
from caretasks.openapi.source import Problem, Source, SourceError, read_source


def find_api_problems(directory: Path) -> list[Problem]:
    """Return the problems in the `openapi.yaml` of a directory, and in its `facts.yaml` if it exists."""
    problems: list[Problem] = []
    spec = facts_file = None
    try:
        spec = read_source(directory / "openapi.yaml", display_path(directory / "openapi.yaml"))
        problems += find_name_problems(spec, directory.name) + find_document_problems(spec)
    except SourceError as error:
        problems += sorted(error.problems, key=lambda problem: problem.line or 0)
    if (directory / "facts.yaml").exists():
        try:
            facts_file = read_source(directory / "facts.yaml", display_path(directory / "facts.yaml"))
        except SourceError as error:
            problems += sorted(error.problems, key=lambda problem: problem.line or 0)
    if spec is not None and facts_file is not None:
        data, document = facts_file.data, spec.data
        problems += facts_file.make_problems(find_facts_problems(data))
        problems += facts_file.make_problems(find_fact_pointer_problems(data, document, spec.file))
        problems += spec.make_problems(find_uncovered_properties(data, document))
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
    return source.make_problems([("", message)])


def find_document_problems(source: Source) -> list[Problem]:
    """Return the problems in a spec, in the order of its lines."""
    return sorted(source.make_problems(_find_problems(source.data)), key=lambda problem: problem.line or 0)


def _find_problems(document: dict[str, Any]) -> list[tuple[str, str]]:
    if version_problems := list(find_version_problems(document)):
        return version_problems
    parts = list(iter_parts(document, [Part("", "document", document)]))
    expansion_problems = list(find_expansion_problems(document, parts))
    basic_problems = [
        *expansion_problems,
        *find_structure_problems(document, parts, only_used=False),
        *find_reference_problems(document, parts),
        *find_extension_problems(document, parts),
    ]
    problems = [
        *basic_problems,
        *find_operation_id_problems(parts),
        *find_security_problems(document, parts),
        *find_tag_problems(document),
        *find_parameter_problems(document, parts),
    ]
    if not expansion_problems:
        problems += find_example_problems(document, parts, is_valid_document=not basic_problems)
    return list(dict.fromkeys(problems)) or list(find_link_problems(document, parts))


def validate_documents(apis: Iterable[Api]) -> None:
    """Raise an error unless the specs of all APIs are usable.

    A usable spec may violate OpenAPI where `openapi.document` does not read it: it may have unknown keywords, for
    example, or a response without a description.

    Raises:
        SourceError: A spec is unusable. Each problem has its file, its JSON pointer and, if the file can be read, its
            line.
    """
    problems: list[Problem] = []
    for api in apis:
        problems += _locate(api.origin, find_unusable_parts(api.document))
        if api.facts is not None:
            problems += _locate(str(Path(api.origin).with_name("facts.yaml")), list(find_facts_problems(api.facts)))
    if problems:
        raise SourceError(problems)


def _locate(file: str, found: list[tuple[str, str]]) -> list[Problem]:
    """Return problems with their lines, if the file can be read."""
    if not found or not Path(file).exists():
        return [Problem(file, pointer, None, message) for pointer, message in found]
    return read_source(Path(file)).make_problems(found)


def find_unusable_parts(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the JSON pointer and the message of each problem that makes a spec unusable."""
    if version_problems := list(find_version_problems(document)):
        return version_problems
    root = Part("", "document", document)
    schemes = Part("", "components", root.mapping("components")).mapping("securitySchemes")
    start = [
        root,
        *(
            Part(join("/components/securitySchemes", name), "security-scheme", scheme)
            for name, scheme in schemes.items()
            if isinstance(scheme, dict)
        ),
    ]
    used_parts = list(iter_parts(document, start, skipped=frozenset({"callbacks", "components", "webhooks"})))
    all_parts = list(iter_parts(document, [root]))
    expansion_problems = list(find_expansion_problems(document, all_parts))
    problems = [
        *find_structure_problems(document, used_parts, only_used=True),
        *find_reference_problems(document, all_parts),
        *expansion_problems,
        *find_missing_responses(used_parts),
        *find_operation_id_problems(used_parts),
        *find_security_problems(document, used_parts),
    ]
    if not expansion_problems:
        other_parts = [part for part in used_parts if part.kind != "schema"]
        problems += find_example_problems(document, other_parts, is_valid_document=not problems)
    return list(dict.fromkeys(problems))
