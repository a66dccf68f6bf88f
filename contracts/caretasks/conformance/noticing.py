"""Tells what the checks found of a request as soon as they are through with it.

The engine tells of a request with all others of its scenario, and that is some hundred of them later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext
from schemathesis.checks import CHECKS
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder


@contextmanager
def at_once(tell: Callable[[ScenarioRecorder, Case[Any]], None]) -> Iterator[None]:
    """For the while, `tell` gets each request of the engine, with the record that says what the checks found.

    It is called in the thread that sends. This is a check that checks nothing and stands last: what is registered later
    is not heard of.
    """

    def noticed(ctx: CheckContext, response: Response, case: Case[Any]) -> bool:
        if ctx.internals.recorder is not None:
            tell(ctx.internals.recorder, case)
        return True

    schemathesis.check(noticed)
    try:
        yield
    finally:
        CHECKS.unregister(noticed.__name__)
