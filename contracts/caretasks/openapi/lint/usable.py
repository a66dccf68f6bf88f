"""The usable form of a spec: without the nodes that have problems, so that one problem does not refuse the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from caretasks.openapi.document import Api
from caretasks.openapi.json_pointer import apply_edits
from caretasks.openapi.lint.closed_objects import find_closed_objects
from caretasks.openapi.lint.examples import find_example_problems, find_rejected_examples
from caretasks.openapi.lint.extensions import find_extension_problems
from caretasks.openapi.lint.forms import find_form_problems
from caretasks.openapi.lint.identifiers import find_identifier_edits
from caretasks.openapi.lint.operations import (
    find_hidden_operations,
    find_link_problems,
    find_operation_id_problems,
    find_parameter_problems,
    find_security_problems,
    find_server_problems,
    find_tag_problems,
    find_variable_problems,
)
from caretasks.openapi.lint.pagination import find_pagination_problems
from caretasks.openapi.lint.references import find_expansion_problems, find_reference_problems
from caretasks.openapi.lint.structure import find_structure_problems, find_version_problems
from caretasks.openapi.normalization import normalize
from caretasks.openapi.parts import Part, document_parts
from caretasks.openapi.problems import Finding, has_errors

_MAX_ROUNDS = 10
"""The largest number of searches for problems that an edit causes: a reference to a removed node, for example."""


class UsableSpec(NamedTuple):
    """A spec as it can be used.

    Attributes:
        document: The spec without the nodes that cannot be used; as written if it has an error.
        api: The API of the same spec with its constructs rewritten (`normalization`).
        findings: The problems of the spec as it is written.
    """

    document: dict[str, Any]
    api: Api
    findings: tuple[Finding, ...]


def make_usable(
    document: dict[str, Any], name: str = "api", facts: dict[str, Any] | None = None, origin: str = ""
) -> UsableSpec:
    """Return the usable form of a spec, and all of its problems.

    Args:
        document: The data of the spec.
        name, facts, origin: As for `Api`.
    """
    findings: dict[tuple[str, str], Finding] = {}

    def edit(found: Iterable[Finding], *, are_consequences: bool = False) -> Any:
        """Collect findings, and return the document with their edits. Warnings about consequences are left out."""
        new = list(found)
        for each in new:
            if not (are_consequences and each.severity == "warning"):
                findings.setdefault((each.pointer, each.message), each)
        return apply_edits(usable, [each.edit for each in new if each.edit is not None])

    parts = document_parts(document)
    usable = apply_edits(document, find_identifier_edits(document, parts))
    for number in range(_MAX_ROUNDS):
        if number or usable is not document:
            parts = document_parts(usable)
        found = _find_structural_problems(usable, parts)
        before, usable = usable, edit(found, are_consequences=number > 0)
        if usable is before or has_errors(findings.values()):
            break
    else:
        message = "too many problems depend on each other: correct those of this file first"
        findings["", message] = Finding("", message)
    if has_errors(findings.values()):
        return UsableSpec(document, Api(name, document, facts, origin), tuple(findings.values()))
    before, usable = usable, edit([*find_pagination_problems(usable, parts), *find_form_problems(usable, parts)])
    if usable is not before:
        parts = document_parts(usable)
    api = Api(name, normalize(usable, parts), facts, origin)
    before, usable = usable, edit(find_example_problems(usable, api, parts))
    if usable is not before:
        usable = apply_edits(usable, find_rejected_examples(before, usable, parts))
        api = Api(name, normalize(usable), facts, origin)
    edit([*find_variable_problems(api), *find_hidden_operations(api)])
    return UsableSpec(usable, api, tuple(findings.values()))


def _find_structural_problems(document: dict[str, Any], parts: list[Part]) -> list[Finding]:
    version_problems = list(find_version_problems(document))
    if has_errors(version_problems):
        return version_problems
    structural = [
        *version_problems,
        *find_expansion_problems(document, parts),
        *find_structure_problems(document, parts),
        *find_reference_problems(document, parts),
    ]
    if has_errors(structural):
        return structural
    return [
        *structural,
        *find_extension_problems(document, parts),
        *find_operation_id_problems(parts),
        *find_security_problems(document, parts),
        *find_server_problems(parts),
        *find_tag_problems(document),
        *find_parameter_problems(document, parts),
        *find_link_problems(document, parts),
        *find_closed_objects(document, parts),
    ]
