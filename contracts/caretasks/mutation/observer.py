"""Records which responses, locations and headers a mock server returns in a run of the suite."""

from __future__ import annotations

from caretasks.core.missing import MISSING
from caretasks.mutation.injection import ExchangeHook, MutatedExchange
from caretasks.openapi.schema.locations import ValuePath, find_occurrences


class Observer(ExchangeHook):
    """Records what the mock server returns, and changes nothing.

    Attributes:
        responses: Operation ID and key of each documented response that occurred.
        locations: Locations that occurred in the bodies: operation ID, response key and path.
        headers: Headers that occurred: operation ID, response key and name in lower case.
    """

    def __init__(self) -> None:
        self.responses: set[tuple[str, str]] = set()
        self.locations = _ObservedLocations()
        self.headers: set[tuple[str, str, str]] = set()

    def on_response(self, exchange: MutatedExchange) -> None:
        """Record a response."""
        operation = exchange.operation
        response = None if operation is None else operation.find_response(exchange.status)
        if operation is None or response is None:
            return
        self.responses.add((operation.id, response.status))
        self.headers.update((operation.id, response.status, name) for name in exchange.headers)
        if (body := exchange.value) is not MISSING and exchange.media is response.media_types[0]:
            self.locations.add(operation.id, response.status, body)


class _ObservedLocations:
    """Locations in response bodies. It keeps one body of each shape, and searches the bodies when needed."""

    def __init__(self) -> None:
        self._bodies_by_shape: dict[tuple[str, str], dict[str, object]] = {}
        self._is_observed: dict[tuple[str, str, ValuePath], bool] = {}

    def add(self, operation_id: str, status_key: str, body: object) -> None:
        """Add the locations of a body."""
        self._bodies_by_shape.setdefault((operation_id, status_key), {}).setdefault(_shape_key(body), body)

    def __contains__(self, location: tuple[str, str, ValuePath]) -> bool:
        if location not in self._is_observed:
            operation_id, status_key, path = location
            bodies = self._bodies_by_shape.get((operation_id, status_key), {}).values()
            self._is_observed[location] = any(find_occurrences(body, path) for body in bodies)
        return self._is_observed[location]


def _shape_key(value: object) -> str:
    """Return a string that is the same for all values with the same locations."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}:{_shape_key(inner)}" for name, inner in sorted(value.items())) + "}"
    if isinstance(value, list):
        return f"[{','.join(sorted(set(map(_shape_key, value))))}]"
    return ""
