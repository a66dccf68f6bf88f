"""Files that the body of a response is written to as it arrives."""

import contextlib
import os
from typing import Any, BinaryIO

from ..types import FilePath


class FileSink:
    """A file, or its path, for the body of a response.

    A path gets the new content when the whole body has arrived, and is unchanged otherwise. An open file is written
    from its position; if the request is retried, from there again.
    """

    def __init__(self, target: FilePath | BinaryIO) -> None:
        self._path: str | None = None
        self._file: Any = None
        self._start: int | None = None
        if isinstance(target, str | os.PathLike):
            self._path = os.fspath(target)
            return
        self._file = target
        if self._file.seekable():
            self._start = self._file.tell()

    def open(self) -> None:
        """Prepare for the body of an attempt.

        Raises:
            OSError: the file cannot be written.
        """
        if self._path is not None:
            self.discard()
            self._file = open(f"{self._path}.part", "wb")  # noqa: SIM115, PTH123 - importing pathlib takes long
        elif self._start is not None:
            self._file.seek(self._start)
            self._file.truncate()

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)

    def commit(self) -> None:
        """Finish the file: the whole body was written."""
        if self._path is not None:
            self._file.close()
            os.replace(f"{self._path}.part", self._path)  # noqa: PTH105 - as above
        else:
            self._file.flush()

    def discard(self) -> None:
        """Remove what was written to a path."""
        if self._path is not None and self._file is not None:
            self._file.close()
            with contextlib.suppress(OSError):
                os.remove(f"{self._path}.part")  # noqa: PTH107 - as above
