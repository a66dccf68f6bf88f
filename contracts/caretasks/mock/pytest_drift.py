"""Part of the pytest plugin: with `--caretasks-strict`, drift that a client sees fails the test.

This module is imported only with that option. It knows the clients of the whole process, also those that the tested
code creates. The failure names locations and types, and no value of a response.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from caretasks.client.decoding import Difference
from caretasks.client.responses.parsing import drift_observers

MARKER = "caretasks_allow_drift"
_MAX_SHOWN = 20


class DriftCheck:
    """A plugin that collects the drift of each test, from the setup of its fixtures to their teardown."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}
        drift_observers.append(self._observe)

    def pytest_unconfigure(self) -> None:
        """Stop collecting."""
        drift_observers.remove(self._observe)

    def _observe(self, api: str, operation: str, status: int, pointer: str, difference: Difference) -> None:
        self._found[f"{api}.{operation} ({status}) at {pointer or 'the body'}: {difference}"] = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, None, None]:
        """Forget what an earlier test has left."""
        self._found.clear()
        yield

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Fail a test that passed in spite of drift in its fixtures or itself."""
        result = yield
        self._require_none(item)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, None, None]:
        """Report drift that was seen while the fixtures were torn down."""
        self._found.clear()
        yield
        self._require_none(item)

    def _require_none(self, item: pytest.Item) -> None:
        found, self._found = list(self._found), {}
        if not found or item.get_closest_marker(MARKER) is not None:
            return
        more = [f"and {len(found) - _MAX_SHOWN:,} more"] if len(found) > _MAX_SHOWN else []
        lines = "\n  ".join(["Responses differ from the spec:", *found[:_MAX_SHOWN], *more])
        pytest.fail(f"{lines}\nTo accept it, mark the test with @pytest.mark.{MARKER}.", pytrace=False)
