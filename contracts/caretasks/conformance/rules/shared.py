"""Checks shared by the rules of several APIs: unknown IDs, required headers, pages and filters of lists, date-times."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.conformance.target.placeholders import similar_text
from caretasks.core import interrupts
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.schema.examples import valid_parameter
from caretasks.openapi.schema.replacements import UUID

_UNKNOWN_UUID = uuid.uuid5(uuid.NAMESPACE_URL, "urn:caretasks:unknown")  # the same in every run
_UNKNOWN_NAME = f"unknown-{_UNKNOWN_UUID.hex[:12]}"
_PAUSES_SECONDS = (0.5, 1.5)
_FAILS_FOR_UNKNOWN = "fails for unknown IDs"


def require_not_found(observation: Observation, description: str, *, status: int | None = None) -> None:
    """Require that reading an unknown ID returns an error. If the observed ID is known, read unknown ones.

    Messages have the description of the resource, such as "an unknown task". Without a `status`, any client error is
    allowed for an unknown ID in a valid format.

    Raises:
        RuleViolation: The server returns another status.
        InconclusiveError: The response does not show it.
    """
    if not observation.is_valid_request or observation.status in (401, 403, *PROTOCOL_STATUSES):
        raise InconclusiveError
    if not observation.is_known_resource:
        _require_no_success(observation, description, status)
        return
    if not observation.is_success and status is not None:
        _require_status_for_unknown(observation, description, status)
    observation.require_success()
    observation.require_first_time("unknown", observation.operation.id)
    for path in _iter_similar_paths(observation):
        response = observation.follow_up(path=path)
        if response.status >= 500:
            observation.memory.add((_FAILS_FOR_UNKNOWN, observation.operation.id))
        if response.status >= 500 or (status is not None and response.status != status):
            raise _unknown_id_violation(response, description, status)
        _require_no_success(response, description, status)
    _require_no_success(observation.follow_up(path=unknown_path(observation.operation)), description, status)


def _require_status_for_unknown(observation: Observation, description: str, status: int) -> None:
    """Require the documented status for IDs of other examples, if the server rejects them as it rejects unknown ones.

    It need not have the resources of all examples, and a space of one need not contain the run of another.
    """
    operation = observation.operation
    documented = {each.name: str(valid_parameter(each)) for each in operation.path_parameters}
    if observation.status in (status, 401, 403) or observation.path_parameters == documented:
        return
    unknown = observation.follow_up(path=unknown_path(operation))
    if unknown.status == observation.status and observation.follow_up(path=documented).is_success:
        raise _unknown_id_violation(unknown, description, status)


def require_success_for_known(observation: Observation) -> None:
    """Require a success with the ID of an existing resource. One with an unknown ID is the finding of another rule.

    Raises:
        InconclusiveError: The response is not such a success.
    """
    observation.require_success()
    is_returned = set(observation.path_parameters.values()) <= set(observation.existing_ids)
    if not observation.is_known_resource and not is_returned:
        raise InconclusiveError


def require_requested_id(observation: Observation, parameter: str, *names: str) -> None:
    """Require that the ID in the response, at a path of property names, is that of a path parameter.

    A server that returns another resource for unknown IDs, too, is the finding of `require_not_found` alone.

    Raises:
        RuleViolation: The response is about another resource.
        InconclusiveError: The response does not show it.
    """
    require_success_for_known(observation)
    returned, sent = str(observation.require_value(*names)), observation.path_parameters[parameter]
    is_same = returned.lower() == sent.lower() if UUID.fullmatch(sent) else returned == sent
    if is_same:
        return
    if observation.follow_up(path=unknown_path(observation.operation)).is_success:
        raise InconclusiveError
    raise RuleViolation(f"/{'/'.join(names)} is not the requested one")


def read_created(observation: Observation, operation: str, path: dict[str, str]) -> Observation:
    """Return a read of what a request has created; a server with replicas may need a moment.

    The run waits for one resource only. If it can be read later, other ones are not required to be there at once.

    Raises:
        InconclusiveError: The server has shown before that it needs a moment.
    """
    is_late, is_lost = (("created resources are read late", operation), ("created resources are lost", operation))
    read = observation.follow_up(operation, path=path, query={})
    if read.is_success or is_lost in observation.memory:
        return read
    if is_late in observation.memory:
        raise InconclusiveError
    for pause in _PAUSES_SECONDS:
        interrupts.sleep(pause)
        read = observation.follow_up(operation, path=path, query={})
        if read.is_success:
            observation.memory.add(is_late)
            return read
    observation.memory.add(is_lost)
    return read


def is_unknown_id(value: str) -> bool:
    """Return whether a path parameter is one of the unknown IDs that `require_not_found` sends."""
    return value.lower() in (str(_UNKNOWN_UUID), _UNKNOWN_NAME)


def _require_no_success(observation: Observation, description: str, status: int | None) -> None:
    is_server_error = observation.status >= 500 and observation.status not in PROTOCOL_STATUSES
    fails_for_unknown = (_FAILS_FOR_UNKNOWN, observation.operation.id) in observation.memory
    if observation.is_success or (is_server_error and fails_for_unknown):
        raise _unknown_id_violation(observation, description, status)


def _unknown_id_violation(observation: Observation, description: str, status: int | None) -> RuleViolation:
    message = f"a read of {description} got status {observation.status}"
    return RuleViolation(message, observation, status=status or 0)


def _iter_similar_paths(observation: Observation) -> Iterator[dict[str, str]]:
    """Yield path parameters with one unknown ID each, in the format of the known ID."""
    for parameter in observation.operation.path_parameters:
        known = observation.path_parameters[parameter.name]
        is_uuid = _has_uuid_format(parameter) or UUID.fullmatch(known)
        similar = str(_UNKNOWN_UUID) if is_uuid else similar_text(known)
        if similar != known:
            yield {**observation.path_parameters, parameter.name: similar}


def unknown_path(operation: Operation) -> dict[str, str]:
    """Return path parameters with unknown IDs."""
    return {
        parameter.name: str(_UNKNOWN_UUID) if _has_uuid_format(parameter) else _UNKNOWN_NAME
        for parameter in operation.path_parameters
    }


def _has_uuid_format(parameter: Parameter) -> bool:
    return parameter.schema is not None and parameter.schema.data.get("format") == "uuid"


def require_400_without(observation: Observation, header: str) -> None:
    """Require that a request without a header gets 400 if it succeeds with the header.

    If the observed request has the header, send it without.

    Raises:
        RuleViolation: The server returns another status.
        InconclusiveError: The response does not show it.
    """
    if header.lower() in observation.request_headers:
        observation.require_success()
        observation.require_first_time("without", header, observation.operation.id)
        observation = observation.follow_up(headers={header: None})
    elif observation.status in (401, 403, *PROTOCOL_STATUSES):
        raise InconclusiveError  # the reason may be the key, or an intermediary
    elif observation.status != 400:
        observation.require_first_time("without", header, observation.operation.id, observation.status)
        observation.follow_up().require_success()
    if observation.status != 400:
        raise RuleViolation(f"a request without {header} got status {observation.status}", observation, status=400)


def parse_date_time(text: str) -> datetime:
    """Return an RFC 3339 date-time, to the microsecond.

    Raises:
        InconclusiveError: It cannot be parsed, such as a leap second, or has no offset.
    """
    try:
        value = datetime.fromisoformat(text.upper())
    except ValueError:
        raise InconclusiveError from None
    if value.tzinfo is None:
        raise InconclusiveError
    return value
