"""Several objects with hooks as one."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from ..errors import ConfigurationError
from ..hooks import EVENTS, CallEvent, find_functions
from ..types import Hooks


def combine_hooks(*hooks: Hooks) -> Hooks:
    """Return hooks that call those of all the given objects, in their order, also if one of them raises.

    Example:
        MiraMace(hooks=combine_hooks(DriftFile("drift.jsonl"), Tracing()))

    Raises:
        ConfigurationError: an object has no hook, or one that cannot be called.
    """
    found = [find_functions(each, ConfigurationError) for each in hooks]
    names = {name: [functions[name] for functions in found if name in functions] for name in EVENTS}
    combined = SimpleNamespace(**{name: _call_all(functions) for name, functions in names.items() if functions})
    return cast("Hooks", combined)  # type checkers do not know which hooks it has


def _call_all(functions: list[Callable[[Any], object]]) -> Callable[[Any], object]:
    """Return a function that calls all functions, and then raises what the first of them raised."""

    def call_all(event: CallEvent) -> None:
        raised: Exception | None = None
        for function in functions:
            try:
                function(event)
            except Exception as error:  # noqa: BLE001 - the others are called in any case
                raised = raised or error
        if raised is not None:
            raise raised

    return call_all
