"""Every fault of an API, in an order and under ids that depend on its document and its rules alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from caretasks.conformance import rules
from caretasks.conformance.target.model import Target
from caretasks.mutation.injection import Exchange
from caretasks.mutation.mutant import Fault, Injection, Kind, Preparation, Side
from caretasks.mutation.mutators import lenient, responses, strict
from caretasks.mutation.mutators.rules import Change, breaches
from caretasks.openapi.document import Api


def derive(target: Target) -> tuple[Fault, ...]:
    """The faults that a document implies, and those that the rules of its API forbid.

    Args:
        target: the API's stand-in.
    """
    implied = (
        fault
        for operation in target.api.operations
        for fault in (*responses.derive(operation), *lenient.derive(operation, target), *strict.derive(operation))
    )
    return (*implied, *_of_rules(target.api))


def _of_rules(api: Api) -> Iterator[Fault]:
    operations = {rule.name: min(rule.operations) for rule in rules.of(api)}
    for breach in breaches(api):
        yield Fault(
            id=f"{breach.rule}: {breach.name}",
            operation=api.operation(operations.get(breach.rule, api.operations[0].id)),
            side=Side.BEHAVES,
            kind=Kind.RULE,
            pointer=breach.rule,
            what=breach.what[:1].lower() + breach.what[1:],
            matters=breach.matters,
            alter=partial(Breaking, breach.change),
            noticed_by=frozenset({breach.rule}),
        )


class Breaking(Injection):
    """A server that breaks a rule."""

    def __init__(self, change: Change, _: Preparation) -> None:
        super().__init__()
        self._change = change

    def after(self, exchange: Exchange) -> None:
        """Breaks it in an exchange with an operation."""
        if exchange.sent.operation is None:
            return
        before = (exchange.status, dict(exchange.headers), exchange.content)
        self._change(exchange)
        self.applied += (exchange.status, exchange.headers, exchange.content) != before
