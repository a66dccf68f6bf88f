"""Evidence from the authentication probes of a run about the configured keys.

A key that a server rejects may be a wrong one. It is known to be right if an operation accepts it that rejects requests
without a key. A server that rejects a request with the key may reject it for the same reason before it checks the key.
"""

from __future__ import annotations

from collections.abc import Hashable
from urllib.parse import urlsplit

from caretasks.conformance.observation import Observation
from caretasks.conformance.phases import auth_probes
from caretasks.core.http import PROTOCOL_STATUSES


class KeyEvidence:
    """The keys that operations accepted, by the names of their security schemes, and requests rejected with a key."""

    def __init__(self) -> None:
        self._accepted: dict[str, set[frozenset[str]]] = {}  # by operation ID
        self._protected: set[str] = set()  # IDs of operations that rejected a request without a key
        self._sent: set[Hashable] = set()
        self._rejected: set[Hashable] = set()

    def add(self, probe: Observation) -> None:
        """Add the response to a probe."""
        names, operation_id = auth_probes.accepted_keys(probe), probe.operation.id
        if probe.status in (401, 403):
            if names is None and probe.probe == auth_probes.WITHOUT_KEY:
                self._protected.add(operation_id)
        elif names and 200 <= probe.status < 500 and probe.status not in PROTOCOL_STATUSES:
            self._accepted.setdefault(operation_id, set()).add(names)

    def add_request(self, case: Observation) -> None:
        """Add the response to a request with the keys that all requests have."""
        content = _content(case)
        self._sent.add(content)
        if 400 <= case.status < 500 and case.status not in (401, 403, *PROTOCOL_STATUSES):
            self._rejected.add(content)

    def has_request(self, probe: Observation) -> bool:
        """Return whether the request of a probe was sent with a key, too, or has no body that may be rejected."""
        return not probe.exchange.request.body or _content(probe) in self._sent

    def shows_other_reason(self, probe: Observation) -> bool:
        """Return whether the server has rejected the request of a probe with a key, too."""
        return _content(probe) in self._rejected

    def shows_rejected_key(self, probe: Observation) -> bool:
        """Return whether a rejected probe with keys is about the operation, not about wrong keys.

        Either the operation accepts the keys of another alternative, or another operation accepts these keys.
        """
        names = auth_probes.accepted_keys(probe) or frozenset()
        if self._accepted.get(probe.operation.id, set()) - {names}:
            return True
        known = frozenset[str]().union(*(each for id_ in self._protected for each in self._accepted.get(id_, ())))
        return names <= known

    def shows_required_key(self, probe: Observation) -> bool:
        """Return whether the operation of a rejected probe without a key accepts a key."""
        return bool(self._accepted.get(probe.operation.id))


def _content(case: Observation) -> Hashable:
    """Return a request without its credentials."""
    request = case.exchange.request
    names = [(each.location, each.name) for each in case.operation.parameters]
    query = [(name, *case.query.get(name, ())) for location, name in names if location == "query"]
    headers = [case.request_headers.get(name.lower()) for location, name in names if location == "header"]
    return case.operation.id, urlsplit(request.url).path, tuple(query), tuple(headers), request.body
