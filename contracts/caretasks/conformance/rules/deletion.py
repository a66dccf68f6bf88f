"""The rule that a deleted resource is gone, if the spec documents a read of it and the status for unknown resources.

No fact states it. So it accuses a server only if nothing has changed: a server may keep a deleted resource and mark it,
and one with replicas may need a moment.
"""

from __future__ import annotations

from collections.abc import Iterator

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.rules import Rule
from caretasks.conformance.rules.last_reads import LastReads
from caretasks.openapi.document import Api, Operation

DELETED_STATUSES = (200, 201, 204)
"""Statuses with which a server confirms a deletion; with 202 it has yet to delete the resource."""

_GONE_STATUSES = ("404", "410", "4XX")


def deletion_rules(api: Api) -> list[Rule]:
    """Return the rule for the resources of an API that can be deleted; empty if there are none."""
    reads = dict(_iter_reads(api))
    if not reads:
        return []
    last_reads = LastReads(reads)
    has_failed = False

    def check(observation: Observation) -> None:
        nonlocal has_failed
        operation = observation.operation
        _, key, before = last_reads.observe(observation)
        is_deleted = operation.method == "delete" and observation.status in DELETED_STATUSES
        if not is_deleted or before is None or has_failed:  # it takes seconds, and one resource shows the failure
            raise InconclusiveError
        try:
            unchanged = last_reads.read_until_changed(observation, before)
        finally:
            last_reads.known.pop(key, None)
        if unchanged is not None:
            has_failed = True
            message = "a deleted resource must be gone; a read returned it unchanged"
            raise RuleViolation(message, unchanged, before=before)

    selected = frozenset(operation.id for operation in api.operations if operation.path in reads)
    return [Rule("deletion", selected, check)]


def _iter_reads(api: Api) -> Iterator[tuple[str, Operation]]:
    """Yield the path and the read of each resource that can be deleted by its ID."""
    deleted = {operation.path for operation in api.operations if operation.method == "delete"}
    for operation in api.operations:
        needs_query = any(each.required and each.location == "query" for each in operation.parameters)
        is_read = operation.method == "get" and operation.path.endswith("}") and not needs_query
        documents_absence = any(status in operation.responses for status in _GONE_STATUSES)
        if is_read and documents_absence and operation.path in deleted:
            yield operation.path, operation
