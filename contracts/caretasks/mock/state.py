"""What one application remembers between requests, and where new ids and the time come from."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from itertools import count
from typing import Any

from caretasks.openapi.api import Operation


class State:
    """The things there are, each by the operation that reads it and that operation's path parameters. In memory."""

    def __init__(self) -> None:
        self._things: dict[tuple[str, str, tuple[tuple[str, str], ...]], Any] = {}
        self._removed: set[tuple[str, str, tuple[tuple[str, str], ...]]] = set()
        self._numbers = count(1_000_001)  # beyond the ids that examples have

    def put(self, operation: Operation, values: Mapping[str, Any], body: Any) -> None:
        """Makes `body`, which is not to be changed from now on, what `operation` reads under these path parameters."""
        place = _place(operation, values)
        self._things[place] = body
        self._removed.discard(place)

    def remove(self, operation: Operation, values: Mapping[str, Any]) -> None:
        """Takes away what `operation` reads under these path parameters, and remembers that it is gone."""
        place = _place(operation, values)
        self._things.pop(place, None)
        self._removed.add(place)

    def has(self, operation: Operation, values: Mapping[str, Any]) -> bool:
        return _place(operation, values) in self._things

    def removed(self, operation: Operation, values: Mapping[str, Any]) -> bool:
        return _place(operation, values) in self._removed

    def get(self, operation: Operation, values: Mapping[str, Any]) -> Any:
        """What `operation` reads under these path parameters: a copy.

        Raises:
            KeyError: there is nothing.
        """
        return deepcopy(self._things[_place(operation, values)])

    def now(self) -> str:
        """The time, in UTC, as RFC 3339 writes it."""
        return datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"

    def new_uuid(self) -> str:
        return str(uuid.uuid4())

    def new_number(self) -> int:
        return next(self._numbers)


def _place(operation: Operation, values: Mapping[str, Any]) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """The key of a thing. UUIDs have no case; a number in a body and its text in a path are the same."""
    uuids = {
        parameter.name
        for parameter in operation.parameters
        if parameter.location == "path"
        and parameter.schema is not None
        and parameter.schema.node.get("format") == "uuid"
    }
    texts = ((name, str(value).lower() if name in uuids else str(value)) for name, value in values.items())
    return operation.api.name, operation.pointer, tuple(sorted(texts))
