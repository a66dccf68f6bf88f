"""Removal of local variables from the tracebacks of errors.

Error trackers send the local variables of all frames of a traceback, and pytest prints them with `--showlocals`. In the
frames of a client those are the API key, the request and the response. So each public function of a client clears the
frames below it when it raises, of the error and of its causes, and deletes its own arguments. File names and lines of
the traceback stay. The frames of your program are not changed.
"""

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable
from types import FunctionType, TracebackType
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def hides_locals(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function, or coroutine function, that clears the frames of what it raises."""
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def call_async(*args: Any, **named: Any) -> Any:
            handled = sys.exception()
            try:
                return await function(*args, **named)
            except BaseException as error:
                del args, named
                clear_frames(error, handled)
                del handled
                raise

        return cast("Callable[P, R]", call_async)

    @functools.wraps(function)
    def call(*args: P.args, **named: P.kwargs) -> R:
        handled = sys.exception()
        try:
            return function(*args, **named)
        except BaseException as error:
            del args, named
            clear_frames(error, handled)
            del handled
            raise

    return call


def hide_locals(module: dict[str, Any]) -> None:
    """Replace the functions that a module defines, by `hides_locals`; `module` is its `globals()`."""
    for name, value in list(module.items()):
        if isinstance(value, FunctionType) and value.__module__ == module["__name__"]:
            module[name] = hides_locals(value)


class HidesLocals:
    """The base of classes whose constructors and public methods clear the frames of what they raise."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, value in list(vars(cls).items()):
            if isinstance(value, FunctionType) and (name == "__init__" or not name.startswith("_")):
                setattr(cls, name, hides_locals(value))


class WithoutLocals:
    """A context manager that clears the frames below the one that it is used in when an error is raised."""

    __slots__ = ("_handled",)

    def __enter__(self) -> None:
        self._handled = sys.exception()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            clear_frames(error, self._handled)


def clear_frames(error: BaseException, handled: BaseException | None) -> None:
    """Remove the local variables of all frames of an error and its causes that have ended.

    Args:
        handled: the exception that the caller of the client was handling: it is the context of the error, and stays as
            it is.
    """
    pending: list[BaseException | None] = [error]
    seen: set[int] = set()
    while pending:
        found = pending.pop()
        if found is None or found is handled or id(found) in seen:
            continue
        seen.add(id(found))
        clear_traceback(found)
        pending += [found.__cause__, found.__context__]
        if isinstance(found, BaseExceptionGroup):
            pending += cast(BaseExceptionGroup[BaseException], found).exceptions


def clear_traceback(error: BaseException) -> None:
    """Remove the local variables of the frames of an error that have ended, but not those of its causes."""
    traceback = error.__traceback__
    while traceback is not None:
        with contextlib.suppress(RuntimeError):  # the frame is running
            traceback.tb_frame.clear()
        traceback = traceback.tb_next
