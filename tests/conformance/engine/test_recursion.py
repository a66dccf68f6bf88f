"""Deep recursion, as in a library that follows the references of a schema."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import pytest

from caretasks.conformance.engine.recursion import MAX_DEPTH, deep_recursion


def descend(levels: int) -> int:
    return 0 if levels == 0 else 1 + max(map(descend, [levels - 1]))


def call_in_thread(function: Callable[[], object]) -> None:
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


def test_recursion_is_deep_in_this_thread_and_in_new_ones() -> None:
    found: list[int] = []
    with pytest.raises(RecursionError):
        descend(2000)
    with deep_recursion():
        assert descend(4000) == 4000
        call_in_thread(lambda: found.append(descend(4000)))
    assert found == [4000]


def test_endless_recursion_is_an_error_and_no_crash() -> None:
    with deep_recursion(), pytest.raises(RecursionError):
        descend(10 * MAX_DEPTH)


def test_limits_are_restored() -> None:
    before = sys.getrecursionlimit(), threading.stack_size()
    with deep_recursion():
        assert sys.getrecursionlimit() == MAX_DEPTH
    assert (sys.getrecursionlimit(), threading.stack_size()) == before
