"""Files of the user: atomic writes, JSON files, and TOML files with the lines of their keys."""

from __future__ import annotations

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from caretasks.core.errors import UsageError


def write_file(path: Path, write: Callable[[IO[str]], object]) -> None:
    """Write a UTF-8 file and replace the old one in one step: it keeps its old content until the new one is complete.

    `write` gets the open file.

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


def require_writable(directory: Path, description: str) -> None:
    """Require that files can be created in a directory; the description names it in the message.

    Raises:
        UsageError: No file can be created there.
    """
    try:
        tempfile.TemporaryFile(dir=directory).close()
    except OSError as error:
        raise UsageError(f"{description} is not writable: {error.strerror}") from None


def read_json(path: Path, max_bytes: int = 256 * 2**20, hint: str = "") -> Any:
    """Return the data of a JSON file.

    Args:
        path: The path, as errors show it.
        max_bytes: A larger file is not read.
        hint: What to do about a larger file.

    Raises:
        UsageError: The file cannot be read, is too large or is not JSON. The message quotes no value of it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)  # not by its size in the directory: it may be a pipe
        if len(content) > max_bytes:
            raise UsageError(f"{path} is larger than {max_bytes // 2**20} MiB{hint and '; '}{hint}")
        return json.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}:{error.lineno}: invalid JSON") from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path} has a number that is too long, or is nested too deeply") from None


@dataclass(frozen=True)
class TomlFile:
    """A TOML file.

    Attributes:
        path: The path, as errors show it.
        text: The content.
        tables: The parsed content.
    """

    path: Path
    text: str = field(repr=False)
    tables: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """Read a file.

        Raises:
            UsageError: The file cannot be read or is not TOML. The message quotes no value of it.
        """
        try:
            text = path.read_text("utf-8-sig")  # some Windows editors write a byte order mark
            return cls(path, text, tomllib.loads(text))
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise UsageError(f"{path} is not UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            location = re.search(r"line (\d+), column \d+", str(error))
            line = location[1] if location else len(text.splitlines())  # the error is at the end of the file
            raise UsageError(f"{path}:{line}: invalid TOML{f' ({location[0]})' if location else ''}") from None
        except (ValueError, RecursionError):
            raise UsageError(f"{path} is nested too deeply or has a number with too many digits") from None

    def error_at(self, message: str, *names: str) -> UsageError:
        """Return an error with the path and the line that defines a key; `names` lead to the key from the top."""
        line = self._find_line(names)
        return UsageError(f"{self.path}{'' if line is None else f':{line}'}: {message}")

    def _find_line(self, names: Sequence[str]) -> int | None:
        """Return the number of the line that defines a table or key, or None.

        `tomllib` reports no positions. A line defines the key if the key exists with it and not without it.
        """
        lines = self.text.splitlines()
        for number, line in enumerate(lines, 1):
            if names[-1] not in line:
                continue
            before = _parse_lines(lines[: number - 1])
            if before is None or _has_path(before, names):
                continue
            ends = (_parse_lines(lines[:end]) for end in range(number, len(lines) + 1))
            if _has_path(next((tables for tables in ends if tables is not None), {}), names):
                return number
        return self._find_line(names[:-1]) if len(names) > 1 else None


def _parse_lines(lines: Sequence[str]) -> dict[str, Any] | None:
    """Return the tables of some lines, or None if they end inside a value."""
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _has_path(tables: Any, names: Sequence[str]) -> bool:
    for name in names:
        tables = tables[0] if isinstance(tables, list) and tables else tables
        if not isinstance(tables, dict) or name not in tables:
            return False
        tables = tables[name]
    return True
