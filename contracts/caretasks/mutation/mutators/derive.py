"""All mutants of an API. Their IDs and their order depend only on the spec and the vendor rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from caretasks.conformance import rules
from caretasks.conformance.target.model import Target
from caretasks.core.http import Request
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutant import Mutant, MutantCategory, Mutation, MutatorName, Setup
from caretasks.mutation.mutators.credentials import credential_mutants
from caretasks.mutation.mutators.deletions import deletion_mutants
from caretasks.mutation.mutators.key_requirements import key_requirement_mutants
from caretasks.mutation.mutators.lists import list_mutants
from caretasks.mutation.mutators.responses import response_mutants
from caretasks.mutation.mutators.rules import RuleMutant, rule_mutants_for
from caretasks.mutation.mutators.specification import specification_mutants
from caretasks.openapi.document import Api
from caretasks.openapi.operation.path_templates import api_routes


def all_mutants(target: Target) -> tuple[Mutant, ...]:
    """Return the mutants derived from the spec of an API, then those that break its vendor rules."""
    return tuple(mutant for mutant in candidate_mutants(target) if not mutant.is_equivalent())


def candidate_mutants(target: Target) -> tuple[Mutant, ...]:
    """Return the mutants like `all_mutants`, with those that are provably equivalent: finding them takes longest."""
    hidden = api_routes(target.api).hidden  # the mock server responds as the operation that hides them
    spec_mutants = (
        mutant
        for operation in target.api.operations
        if operation not in hidden
        for mutant in (
            *response_mutants(operation),
            *specification_mutants(operation, target),
            *credential_mutants(operation, target),
            *key_requirement_mutants(operation, target),
        )
    )
    return (*spec_mutants, *_rule_mutants(target.api))


def _rule_mutants(api: Api) -> Iterator[Mutant]:
    rule_operations = {rule.name: tuple(sorted(rule.operations)) for rule in rules.rules_for(api)}
    for rule_mutant in (*rule_mutants_for(api), *list_mutants(rule_operations, api), *deletion_mutants(api)):
        own = (rule_mutant.operation,) if rule_mutant.operation else rule_operations.get(rule_mutant.rule, ())
        yield Mutant(
            id=f"{rule_mutant.rule}: {rule_mutant.name}",
            operation=api.get_operation(own[0]) if own else api.operations[0],
            category=MutantCategory.BREAKS_RULE,
            mutator=MutatorName.RULE,
            pointer=rule_mutant.rule,
            description=rule_mutant.description[:1].lower() + rule_mutant.description[1:],
            impact=rule_mutant.impact,
            build=partial(RuleMutation, rule_mutant),
            rule_operations=own or tuple(operation.id for operation in api.operations),
            detecting_checks=frozenset({rule_mutant.rule}),
        )


class RuleMutation(Mutation):
    """Breaks a vendor rule by a change of an exchange, or passes another request to the mock server."""

    def __init__(self, mutant: RuleMutant, _: Setup) -> None:
        super().__init__()
        self._mutant = mutant

    def on_request(self, exchange: MutatedExchange) -> Request:
        """Return the request to pass to the mock server."""
        change = self._mutant.change_request
        forwarded = exchange.request if change is None else change(exchange)
        self.applied += forwarded is not exchange.request
        return forwarded

    def on_response(self, exchange: MutatedExchange) -> None:
        """Break the rule if the request was for a documented operation."""
        if exchange.operation is None:
            return
        before = (exchange.status, dict(exchange.headers), exchange.content)
        self._mutant.change(exchange)
        self.applied += (exchange.status, exchange.headers, exchange.content) != before
