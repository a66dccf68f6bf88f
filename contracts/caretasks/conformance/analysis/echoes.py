"""Invalid values that a server returns because it has accepted them: one cause, not two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from caretasks.conformance.observation import CheckOutcome, FailureKind, Observation
from caretasks.openapi.schema.locations import find_at


class EchoedValues:
    """The invalid values that a server has accepted in one run, with the names of their properties."""

    def __init__(self) -> None:
        self._accepted: set[tuple[str, str]] = set()

    def without_echoes(self, case: Observation, outcomes: Iterable[CheckOutcome]) -> Iterator[CheckOutcome]:
        """Yield the outcomes of the checks of a case, without failures of values that the server should have rejected.

        It returns them in the response to that request, and in later ones.
        """
        found = list(outcomes)
        if any(each.failure is not None and each.failure.kind is FailureKind.ACCEPTED_INVALID for each in found):
            paths = (each.path for each in case.violations if each.parameter is None)
            self._accepted |= {_named_value(case.body_value, path) for path in paths if path}
        for each in found:
            failure = each.failure
            path = failure.path if failure is not None and failure.kind is FailureKind.BODY else ()
            if not path or _named_value(case.response_body, path) not in self._accepted:
                yield each


def _named_value(body: Any, path: Sequence[str | int]) -> tuple[str, str]:
    """Return the name of the property at a path, or of the array that has it as an item, and its value as text.

    A server may return a number that it has accepted as a string.
    """
    name = next((token for token in reversed(path) if isinstance(token, str)), "")
    return name, str(find_at(body, tuple(path)))
