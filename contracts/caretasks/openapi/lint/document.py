"""Lint one spec: run every group of checks over a document and its facts file."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from pathlib import Path

import jsonschema_rs

from caretasks.openapi.json_pointer import join
from caretasks.openapi.lint.examples import example_problems
from caretasks.openapi.lint.facts import ledger_problems
from caretasks.openapi.lint.openapi_schema import remaining_problems, structure_problems, version_problems
from caretasks.openapi.lint.operations import link_problems, operation_problems
from caretasks.openapi.lint.parts import Part, shown, walk
from caretasks.openapi.lint.references import reference_problems
from caretasks.openapi.lint.schemas import schema_problems
from caretasks.openapi.lint.structure import RATE_LIMIT
from caretasks.openapi.source import Problem, Source, SourceError, read


def api_problems(folder: Path) -> list[Problem]:
    """What is wrong in the `openapi.yaml` of a folder, and in its `facts.yaml` if there is one."""
    problems: list[Problem] = []
    sources: list[Source] = []
    for file in (folder / "openapi.yaml", folder / "facts.yaml"):
        if file.name == "facts.yaml" and not file.exists():
            return problems
        try:
            sources.append(read(file, shown(file)))
        except SourceError as error:
            problems += sorted(error.problems, key=lambda problem: problem.line or 0)
            continue
        if file.name == "openapi.yaml":
            problems += name_problems(sources[0], folder.name) + document_problems(sources[0])
    return problems + ledger_problems(*sources) if len(sources) == 2 else problems


def name_problems(source: Source, name: str) -> list[Problem]:
    """What is wrong with the name of a folder, which becomes a package beside those of the project itself."""
    taken = {path.stem for path in Path(__file__).parents[2].iterdir()}
    if name in taken:
        return [source.problem("", f"the folder's name {name!r} is taken by a part of caretasks; choose another")]
    if keyword.iskeyword(name):
        return [source.problem("", f"the folder's name {name!r} is a word of Python itself; choose another")]
    if not name.isidentifier() or name != name.lower():
        return [source.problem("", f"the folder's name {name!r} has to be a lower-case Python identifier")]
    return []


def document_problems(source: Source) -> list[Problem]:
    """What is wrong in an OpenAPI document, in the order of its lines; nothing where it can be relied on."""
    version = list(version_problems(source))
    if version:
        return version
    parts = list(walk(source.data, [Part("", "document", source.data)]))
    unsound = [
        *structure_problems(source),
        *reference_problems(source, parts),
        *schema_problems(source, parts),
        *_word_problems(source, parts),
    ]
    found = [*unsound, *operation_problems(source, parts), *example_problems(source, parts, sound=not unsound)]
    # These two are led astray by other mistakes, and would report them a second time.
    if not unsound:
        found += remaining_problems(source)
    if not found:
        found += link_problems(source, parts)
    return sorted(dict.fromkeys(found), key=lambda problem: problem.line or 0)


def _word_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Words of ours that decide what is sent to a server elsewhere, and say nothing that can be acted on."""
    info = source.data.get("info")
    if isinstance(info, Mapping) and "x-rate-limit" in info:
        for error in jsonschema_rs.Draft202012Validator(RATE_LIMIT).iter_errors(info["x-rate-limit"]):
            yield source.problem(join("/info/x-rate-limit", *error.instance_path), error.message)
    for part in parts:
        if isinstance(part.node, Mapping) and "x-own" in part.node:
            if part.kind != "schema":
                yield source.problem(join(part.pointer, "x-own"), "belongs to a property of a request's body")
            elif part.node["x-own"] is not True:
                yield source.problem(join(part.pointer, "x-own"), "has to be true, or left out")
