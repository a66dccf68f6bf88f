"""Mutants that reject requests with documented credentials, or without a key where none is needed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from caretasks.conformance.phases.auth_probes import may_reject_other_credentials
from caretasks.conformance.target.model import Target
from caretasks.mutation.mutant import Mutant, MutantCategory, MutatorName, get_impact
from caretasks.mutation.mutators.mutated_spec import SpecificationMutation
from caretasks.openapi.document import Operation
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.credentials import needs_no_key, share_location, used_schemes


def key_requirement_mutants(operation: Operation, target: Target) -> Iterator[Mutant]:
    """Yield a mutant that rejects requests without an optional key, and one per alternative that rejects its keys.

    A server that needs no key rejects no documented one, and no request has two keys in one header. A rejected request
    without a key shows nothing if the operation documents a 401 that may be about something else, such as the password
    in the body of a login.
    """
    get_scheme = operation.api.get_security_scheme
    requirements = operation.data.get("security", operation.api.document.get("security", []))
    used = [(requirement, [get_scheme(name) for name in requirement]) for requirement in requirements]
    with_key = [
        requirement
        for requirement, each in used
        if any(scheme.sends_key for scheme in each) and not share_location(each)
    ]
    schemes = [scheme for scheme in used_schemes(operation.api) if scheme.sends_key]
    if needs_no_key(operation) and schemes and (with_key or not may_reject_other_credentials(operation, 401)):
        yield _mutant(target, operation, "no key", with_key or [{schemes[0].name: []}])
    for requirement in with_key if len(with_key) > 1 and not needs_no_key(operation) else ():
        others = [other for other in requirements if other is not requirement]
        if not any(set(other) <= set(requirement) for other in others):  # it differs in the scopes only
            yield _mutant(target, operation, f"only the key of {' and '.join(requirement)}", others)


def _mutant(target: Target, operation: Operation, credentials: str, security: list[Any]) -> Mutant:
    category = MutantCategory.REJECTS
    changes = {"security": security}
    return Mutant(
        id=f"{operation.id} {category} {credentials}",
        operation=operation,
        category=category,
        mutator=MutatorName.ALLOWED_CREDENTIALS,
        pointer=join(operation.pointer, "security"),
        description=f"a request with {credentials} is rejected",
        impact=get_impact(category, MutatorName.ALLOWED_CREDENTIALS),
        build=partial(SpecificationMutation, operation, changes, target.keys, category, None),
        detecting_checks=None,
    )
