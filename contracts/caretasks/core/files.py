"""Atomic writes: a file keeps its old content until the new content is complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from caretasks.core.errors import UsageError


def write_file(path: Path, write: Callable[[IO[str]], object]) -> None:
    """Write a UTF-8 file and replace the old one in one step. `write` gets the open file.

    Raises:
        UsageError: The file cannot be written. The old file is unchanged.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                write(file)
            umask = os.umask(0)  # it can only be read by setting it
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)  # mkstemp creates files that only their owner can read
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
