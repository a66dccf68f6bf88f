"""Lint one API: every group of checks on its spec and its facts file, or those of a spec that a command uses."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import join
from caretasks.openapi.lint.examples import find_example_problems
from caretasks.openapi.lint.facts import (
    find_fact_pointer_problems,
    find_facts_problems,
    find_uncovered_properties,
    find_unknown_operations,
)
from caretasks.openapi.lint.operations import (
    find_link_problems,
    find_missing_responses,
    find_operation_id_problems,
    find_parameter_problems,
    find_security_problems,
    find_tag_problems,
    find_variable_problems,
)
from caretasks.openapi.lint.pagination import find_pagination_problems
from caretasks.openapi.lint.references import find_expansion_problems, find_reference_problems
from caretasks.openapi.lint.structure import find_extension_problems, find_structure_problems, find_version_problems
from caretasks.openapi.parts import Part, iter_parts
from caretasks.openapi.problems import Finding, Problem, SourceError
from caretasks.openapi.source import Source, read_source


def find_api_problems(directory: Path) -> list[Problem]:
    """Return the problems in the `openapi.yaml` of a directory, and in its `facts.yaml` if it exists."""
    problems: list[Problem] = []

    def read(file: Path) -> Source | None:
        try:
            return read_source(file, display_path(file))
        except SourceError as error:
            problems.extend(sorted(error.problems, key=lambda problem: problem.line or 0))
            return None

    if (spec := read(directory / "openapi.yaml")) is not None:
        problems += find_name_problems(spec, directory.name) + find_document_problems(spec, directory.name)
    facts_file = read(directory / "facts.yaml") if (directory / "facts.yaml").exists() else None
    if spec is not None and facts_file is not None:
        problems += facts_file.make_problems(find_facts_problems(facts_file.data))
        problems += facts_file.make_problems(find_fact_pointer_problems(facts_file.data, spec.data, spec.file))
        problems += facts_file.make_problems(find_unknown_operations(facts_file.data, spec.data, spec.file))
        problems += spec.make_problems(find_uncovered_properties(facts_file.data, spec.data))
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
    found = find_problems(source.data) or list(find_variable_problems(Api(name, source.data, None, source.file)))
    return sorted(source.make_problems(found), key=lambda problem: problem.line or 0)


def find_problems(document: dict[str, Any], *, only_used: bool = False) -> list[Finding]:
    """Return the problems in a spec.

    Args:
        document: The spec.
        only_used: Whether to leave out problems with which the spec can be used: `openapi.document` does not read what
            is wrong.
    """
    if version_problems := list(find_version_problems(document)):
        return version_problems
    all_parts = list(iter_parts(document, [Part("", "document", document)]))
    parts = list(_iter_used_parts(document)) if only_used else all_parts
    expansion_problems = list(find_expansion_problems(document, all_parts))
    problems = [
        *expansion_problems,
        *find_structure_problems(document, parts, only_used=only_used),
        *find_reference_problems(document, all_parts),
        *(find_missing_responses(parts) if only_used else find_extension_problems(document, parts)),
    ]
    is_valid_document = not problems
    problems += [*find_operation_id_problems(parts), *find_security_problems(document, parts)]
    if not only_used:
        problems += [*find_tag_problems(document), *find_parameter_problems(document, parts)]
    if not expansion_problems:
        with_examples = [part for part in parts if not (only_used and part.kind == "schema")]
        problems += find_example_problems(document, with_examples, is_valid_document=is_valid_document)
    if not problems:
        problems += find_pagination_problems(document, parts)
        problems += [] if only_used else find_link_problems(document, parts)
    return list(dict.fromkeys(problems))


def _iter_used_parts(document: dict[str, Any]) -> Iterator[Part]:
    """Yield the parts that `openapi.document` reads."""
    root = Part("", "document", document)
    schemes = Part("", "components", root.mapping("components")).mapping("securitySchemes")
    start = [
        Part(join("/components/securitySchemes", name), "security-scheme", scheme)
        for name, scheme in schemes.items()
        if isinstance(scheme, dict)
    ]
    yield from iter_parts(document, [root, *start], skipped=frozenset({"callbacks", "components", "webhooks"}))


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
        found = find_problems(api.document, only_used=True) or list(find_variable_problems(api))
        problems += _locate(api.origin, found)
        if api.facts is not None:
            problems += _locate(str(Path(api.origin).with_name("facts.yaml")), list(find_facts_problems(api.facts)))
    if problems:
        raise SourceError(problems)


def _locate(file: str, found: list[Finding]) -> list[Problem]:
    """Return problems with their lines, if the file can be read."""
    if not found or not Path(file).exists():
        return [Problem(file, each.pointer, None, each.message, each.severity) for each in found]
    return read_source(Path(file)).make_problems(found)
