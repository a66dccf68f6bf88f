"""The rule that a deleted resource is gone, if the spec documents a read of it and the status for unknown resources.

No fact states it. So it accuses a server only if nothing has changed: a server may keep a deleted resource and mark it,
and one with replicas may need a moment.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.rules import Rule
from caretasks.core import interrupts
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api, Operation

_PAUSES_SECONDS = (0.0, 1.0, 3.0)
_GONE_STATUSES = (404, 410)
_DELETED_STATUSES = (200, 204)  # not 202: the server has yet to delete it


def deletion_rules(api: Api) -> list[Rule]:
    """Return the rule for the resources of an API that can be deleted; empty if there are none."""
    reads = dict(_iter_reads(api))
    if not reads:
        return []
    known: dict[Hashable, Observation] = {}  # the last read of each resource
    has_failed = False

    def check(observation: Observation) -> None:
        nonlocal has_failed
        operation, path = observation.operation, observation.path_parameters
        read = reads.get(operation.path)
        if read is None or observation.probe or operation.method == "head":
            raise InconclusiveError
        key = read.id, tuple(sorted(path.items()))
        before = known.get(key) or created_resource(observation)
        if observation.is_success:
            known.pop(key, None)
        if operation is read and observation.is_success and observation.response_body is not MISSING:
            known[key] = observation
        is_deleted = operation.method == "delete" and observation.status in _DELETED_STATUSES
        if not is_deleted or before is None or has_failed:  # it takes seconds, and one resource shows the failure
            raise InconclusiveError
        for pause in _PAUSES_SECONDS:
            interrupts.sleep(pause)
            found = observation.follow_up(read.id, path=path, query={})
            known.pop(key, None)
            if not found.is_success or found.response_body != before.response_body:
                return
        has_failed = True
        raise RuleViolation("a deleted resource must be gone; a read returned it unchanged", found, before=before)

    selected = frozenset(operation.id for operation in api.operations if operation.path in reads)
    return [Rule("deletion", selected, check)]


def created_resource(observation: Observation) -> Observation | None:
    """Return the request that created the resource of another one, if its response has more than an ID."""
    parent = observation.parent
    if parent is None or parent.operation.method != "post" or not parent.is_success:
        return None
    is_resource = isinstance(parent.response_body, dict) and len(parent.response_body) > 1
    return parent if is_resource and observation.operation.method in ("delete", "put", "patch") else None


def _iter_reads(api: Api) -> Iterator[tuple[str, Operation]]:
    """Yield the path and the read of each resource that can be deleted by its ID."""
    deleted = {operation.path for operation in api.operations if operation.method == "delete"}
    for operation in api.operations:
        needs_query = any(each.required and each.location == "query" for each in operation.parameters)
        is_read = operation.method == "get" and operation.path.endswith("}") and not needs_query
        documents_absence = any(str(status) in operation.responses for status in _GONE_STATUSES)
        if is_read and documents_absence and operation.path in deleted:
            yield operation.path, operation
