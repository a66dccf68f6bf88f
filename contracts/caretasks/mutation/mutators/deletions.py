"""Rule mutants of deletions: the server confirms a deletion, and keeps the resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from caretasks.conformance.rules.deletion import DELETED_STATUSES, deletion_rules
from caretasks.core.http import Request
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutators.rules import RuleMutant
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.responses import success_response


def deletion_mutants(api: Api) -> Iterator[RuleMutant]:
    """Yield a mutant for each deletion that the rule checks and that is confirmed without a body."""
    for rule in deletion_rules(api):
        for operation in api.operations:
            status = _empty_success(operation)
            if operation.method == "delete" and operation.id in rule.operations and status in DELETED_STATUSES:
                yield _ignored_deletion(rule.name, operation, status)


def _empty_success(operation: Operation) -> int:
    """Return the status of a success without a body; 0 if it has one."""
    status, response = success_response(operation)
    return status if response is not None and not response.media_types else 0


def _ignored_deletion(rule: str, operation: Operation, status: int) -> RuleMutant:
    def read_instead(exchange: MutatedExchange) -> Request:
        return replace(exchange.request, method="GET") if exchange.operation == operation else exchange.request

    def confirm(exchange: MutatedExchange) -> None:
        if exchange.operation == operation and (exchange.status == 200 or not operation.find_response(exchange.status)):
            exchange.status, exchange.headers, exchange.content = status, {}, b""

    return RuleMutant(
        f"{operation.id}_deletes_nothing",
        rule,
        f"A deletion is confirmed, and the resource stays (`{operation.id}`)",
        "a client believes that data is gone, which is still there",
        confirm,
        operation.id,
        read_instead,
    )
