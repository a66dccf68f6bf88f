"""The rule that an update of a resource with an ID is visible, if the spec documents a read at its path.

No fact states it. So it accuses a server only if a read returns the resource exactly as before, although the response
to the update has another value, or the request if the response has no body. A server may normalize or ignore a value.
One that returns a new text exactly as it was sent has done neither: then the read must not have the old one, also if
other properties, such as the time of the update, have changed. A server with replicas or a cache may need a moment. The
run waits for one update of each operation only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.rules import Rule
from caretasks.conformance.rules.last_reads import LastReads, read_content
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api
from caretasks.openapi.schema.keywords import enum_values
from caretasks.openapi.schema.locations import subschema_at
from caretasks.openapi.schema.validation import iter_violations

_MAX_READS = 5  # of a resource, after updates
_UPDATED_STATUSES = (200, 201, 204)  # not 202: the server has yet to update it


def update_rules(api: Api) -> list[Rule]:
    """Return the rule for the resources of an API that can be updated; empty if there are none."""
    updated = {operation.path for operation in api.operations if operation.method in ("put", "patch")}
    reads = {
        operation.path: operation
        for operation in api.operations
        if operation.method == "get" and operation.path in updated
        if operation.path.endswith("}")  # the mock server stores no resource without an ID
        if not any(each.required and each.location == "query" for each in operation.parameters)
    }
    if not reads:
        return []
    last_reads = LastReads(reads)
    read_count = Counter[Hashable]()
    has_failed = False

    def check(observation: Observation) -> None:
        nonlocal has_failed
        operation, path = observation.operation, observation.path_parameters
        read, key, before = last_reads.observe(observation)
        is_update = operation.method in ("put", "patch") and observation.status in _UPDATED_STATUSES
        if is_update and before is None and read_count[key] < _MAX_READS:
            read_count[key] += 1
            # It shows what the next update changes.
            last_reads.known[key] = observation.follow_up(read.id, path=path, query={})
        if not is_update or before is None or has_failed or not _differs(before.response_body, observation):
            raise InconclusiveError
        is_lost = partial(_has_lost_value, before=before, update=observation)
        unchanged = last_reads.read_until_changed(observation, before, is_lost)
        if unchanged is not None:
            has_failed = True
            is_whole = read_content(unchanged) == read_content(before)
            returned = "the resource unchanged" if is_whole else "the old text of a property that was updated"
            raise RuleViolation(f"an update must be visible; a read returned {returned}", unchanged, before=before)

    selected = frozenset(operation.id for operation in api.operations if operation.path in reads)
    return [Rule("visible_update", selected, check)]


def _differs(before: Any, update: Observation) -> bool:
    """Return whether an update has changed a property in more than its spaces, punctuation or letter case."""
    has_body = isinstance(update.response_body, dict)
    new = update.response_body if has_body else update.body_value if update.response_body is MISSING else {}
    shared = list(_iter_shared(before, new, update.body_value))
    changed = [each for each in shared if each.is_changed]
    return bool(changed) and (has_body or len(changed) >= min(2, len(shared)))  # the server may ignore one of them


class _Value(NamedTuple):
    """A value that was sent: the names of the objects that it is in, what it was before, and in the response."""

    path: tuple[str, ...]
    old: Any
    new: Any
    sent: Any

    @property
    def is_changed(self) -> bool:
        """True if it differs in more than its spaces, punctuation or letter case."""
        return bool(_normalize(self.old) != _normalize(self.new))


def _iter_shared(before: Any, new: Any, sent: Any, path: tuple[str, ...] = ()) -> Iterator[_Value]:
    """Yield each property that was sent, also those in objects.

    A property that was not sent, such as a link or a time, may differ for another reason. One that is null in the
    response, though it was sent, has another meaning there.
    """
    parts = (before, new, sent)
    if not all(isinstance(each, dict) for each in parts):
        return
    for name in before.keys() & new.keys() & sent.keys():
        value = _Value((*path, name), before[name], new[name], sent[name])
        values = value[1:]
        if all(isinstance(each, dict) for each in values):
            yield from _iter_shared(value.old, value.new, value.sent, value.path)
        elif _have_one_type(values) and (value.new is not None or value.sent is None):
            yield value


def _has_lost_value(found: Observation, before: Observation, update: Observation) -> bool:
    """Return whether a read has an old text although the response to the update had the new one, as it was sent.

    A number or a member of an enum may be a state, which a server reaches again by itself. An invalid value is another
    finding.
    """
    new, sent = update.response_body, update.body_value
    changed = [each for each in _iter_shared(before.response_body, new, sent) if each.is_changed]
    old = {each.path: each.old for each in changed if each.new == each.sent and _is_text(update, each)}
    read = _iter_shared(found.response_body, new, sent)
    lost = [each.path for each in read if each.path in old and each.old == old[each.path]]
    invalid = _invalid_paths(found) if lost else []
    return any(not _is_within(path, invalid) for path in lost)


def _is_text(update: Observation, value: _Value) -> bool:
    schema = None if update.body_media is None else update.body_media.schema
    for name in value.path:
        schema = None if schema is None else subschema_at(schema, name)
    return isinstance(value.old, str) and not (schema is not None and enum_values(schema))


def _invalid_paths(read: Observation) -> list[tuple[str | int, ...]]:
    response = read.operation.find_response(read.status)
    schema = None if response is None or response.media is None else response.media.schema
    return [] if schema is None else [violation.path for violation in iter_violations(schema, read.response_body)]


def _is_within(path: tuple[str, ...], others: list[tuple[str | int, ...]]) -> bool:
    return any(path[: len(other)] == other for other in others)


def _have_one_type(values: Iterable[Any]) -> bool:
    """Return whether values have one JSON type, or are null; otherwise one of them has another meaning."""
    return len({float if type(value) is int else type(value) for value in values if value is not None}) <= 1


def _normalize(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(character for character in value.casefold() if character.isalnum())
    return round(value, 2) if isinstance(value, float) else value
