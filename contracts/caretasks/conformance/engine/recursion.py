"""Deep recursion: libraries follow the references of a schema with several nested calls for each one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MAX_DEPTH = 10_000
"""The most nested calls. The limit of Python, 1,000, is reached after less than 200 references."""

_STACK_BYTES = 64 * 1024**2  # a call through C needs up to 3 kB


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Allow deep recursion in this thread, and in the threads that start in the block.

    It has no effect on a system that does not let a process enlarge its stack, as a crash would be worse than an error.
    """
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    limit, stack = sys.getrecursionlimit(), threading.stack_size(_STACK_BYTES)
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    if soft != resource.RLIM_INFINITY and soft < _STACK_BYTES:
        wanted = _STACK_BYTES if hard == resource.RLIM_INFINITY else min(hard, _STACK_BYTES)
        with suppress(ValueError, OSError):  # macOS enlarges the stacks of new processes only
            resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))
    sys.setrecursionlimit(max(limit, MAX_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(stack)
