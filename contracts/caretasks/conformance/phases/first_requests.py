"""The first requests to a remote server, which show whether the API is there. Their responses are not checked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from caretasks.conformance.cases import PhaseCase, iter_made
from caretasks.conformance.config import Settings
from caretasks.conformance.phases.auth_probes import AUTH_PROBES
from caretasks.conformance.phases.phase import required_parameters
from caretasks.conformance.target.model import Target

MAX_FIRST_REQUESTS = 20


def first_requests(target: Target, settings: Settings) -> list[PhaseCase]:
    """Return the documented requests of reads, those without IDs first, and writes without a key.

    Lists exist even if the documented IDs do not. A single request is there twice, because one connection may be
    dropped by accident.
    """
    found = list(islice(_iter_requests(target, settings), MAX_FIRST_REQUESTS))
    return found * 2 if len(found) == 1 else found


def _iter_requests(target: Target, settings: Settings) -> Iterator[PhaseCase]:
    selected = [operation for operation in target.api.operations if settings.is_selected(operation)]
    for operation in sorted(selected, key=lambda each: bool(each.path_parameters)):
        if not operation.is_write:
            yield PhaseCase(operation, required_parameters(operation))
    for operation in selected:
        if operation.is_write and not operation.path_parameters:
            probes = iter_made(AUTH_PROBES.make_cases(target, settings, operation))
            yield from islice(probes, 1 if operation.security else 0)
