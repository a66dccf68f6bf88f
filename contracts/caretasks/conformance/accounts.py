"""Account headers at a server that is not ours: wherever one is sent as a valid one, it is the user's own.

A header that is left out or made invalid on purpose stays as it is. The engine's hooks are global: one target at a
time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from schemathesis import Case, HookContext, hooks
from schemathesis.core.parameters import ParameterLocation

from caretasks.conformance.target.model import Target


@contextmanager
def given(target: Target) -> Iterator[None]:
    """For the while, the engine sends the user's account headers to a server at a URL."""
    if target.url is None:
        yield
        return
    own = {
        f"{operation.method.upper()} {operation.path}": {
            parameter.name.lower(): next(iter(parameter.examples().values()), None)
            for parameter in operation.parameters
            if parameter.account
        }
        for operation in target.api.operations
    }

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        values = own.get(case.operation.label, {})
        if case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER):
            return
        for name in list(case.headers or {}):
            if values.get(name.lower()) is not None:
                case.headers[name] = values[name.lower()]

    hooks.GLOBAL_HOOK_DISPATCHER.register_hook_with_name(before_call, "before_call")
    try:
        yield
    finally:
        hooks.unregister(before_call)
