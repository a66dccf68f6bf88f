"""Every fault of an API, in an order and under ids that depend on its document and its rules alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from caretasks.conformance import rules
from caretasks.conformance.target.model import Target
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutant import Mutant, MutantCategory, Mutation, MutatorName, Setup
from caretasks.mutation.mutators import lenient, responses, strict
from caretasks.mutation.mutators.rules import Change, rule_mutants_for
from caretasks.openapi.document import Api


def all_mutants(target: Target) -> tuple[Mutant, ...]:
    """The faults that a document implies, and those that the rules of its API forbid.

    Args:
        target: the API's stand-in.
    """
    implied = (
        fault
        for operation in target.api.operations
        for fault in (*responses.response_mutants(operation), *lenient.lenient_mutants(operation, target), *strict.strict_mutants(operation))
    )
    return (*implied, *_of_rules(target.api))


def _of_rules(api: Api) -> Iterator[Mutant]:
    operations = {rule.name: min(rule.operations) for rule in rules.rules_for(api)}
    for breach in rule_mutants_for(api):
        yield Mutant(
            id=f"{breach.rule}: {breach.name}",
            operation=api.get_operation(operations.get(breach.rule, api.operations[0].id)),
            category=MutantCategory.BEHAVES,
            mutator=MutatorName.RULE,
            pointer=breach.rule,
            description=breach.what[:1].lower() + breach.what[1:],
            impact=breach.matters,
            build=partial(Breaking, breach.change),
            detecting_checks=frozenset({breach.rule}),
        )


class Breaking(Mutation):
    """A server that breaks a rule."""

    def __init__(self, change: Change, _: Setup) -> None:
        super().__init__()
        self._change = change

    def on_response(self, exchange: MutatedExchange) -> None:
        """Breaks it in an exchange with an operation."""
        if exchange.request.operation is None:
            return
        before = (exchange.status, dict(exchange.headers), exchange.content)
        self._change(exchange)
        self.applied += (exchange.status, exchange.headers, exchange.content) != before
