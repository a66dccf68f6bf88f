"""The one reader of the files of a document: files in one folder, and hosts that the user named.

A location is the absolute path of a file with symbolic links resolved, or an http or https URL.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from caretasks.openapi.problems import Problem, SourceError
from caretasks.openapi.source import decode
from caretasks.openapi.yaml_data import DataError, parse_text

MAX_FILE_BYTES = 32 * 2**20
MAX_TOTAL_BYTES = 64 * 2**20
MAX_FILES = 20_000

_MIB = 2**20
_TEXT_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".html", ".xml", ".csv"})
_MAX_REDIRECTS = 5
_TIMEOUT_SECONDS = 30
_FETCH_SECONDS = 120.0
"""The limit of a whole fetch: a server that drips headers never exceeds the timeout of a read."""


class RefusedReferenceError(ValueError):
    """A reference leads to a file that is not read. The message says why, and what to do."""


class MissingTargetError(RefusedReferenceError):
    """A reference that could be followed leads to a file or a node that does not exist."""


@dataclass(frozen=True)
class ReadFile:
    """A file that was read.

    Attributes:
        data: Its content as JSON data; a string for a text file.
        duplicates: The JSON pointer and line of each duplicate key.
    """

    data: Any
    duplicates: tuple[tuple[str, int], ...] = ()


def is_remote(location: str) -> bool:
    """Return whether a location is a URL."""
    return location.startswith(("http://", "https://"))


class DocumentReader:
    """Reads the files of one document, each once.

    Args:
        folder: The folder that all files must be in.
        allowed_hosts: The hosts to which requests may be sent, as `HOST` or `HOST:PORT`.
    """

    def __init__(self, folder: Path, allowed_hosts: Iterable[str] = ()) -> None:
        self.folder = folder.resolve()
        self._allowed_hosts = frozenset(host.lower() for host in allowed_hosts)
        self._files: dict[str, ReadFile] = {}
        self._total = 0

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_files": {}}  # a worker process needs no data of files

    def display(self, location: str) -> str:
        """Return a location for messages: relative to the current directory if it is inside it."""
        if is_remote(location):
            return location
        path, current = Path(location), Path.cwd()
        return str(path.relative_to(current)) if path.is_relative_to(current) else location

    def resolve(self, base: str, reference: str) -> str:
        """Return the location that a relative reference, without its fragment, leads to from a location.

        Raises:
            RefusedReferenceError: It leads out of the folder, or to a host that was not allowed.
        """
        try:
            target = urlsplit(reference)
        except ValueError:
            raise RefusedReferenceError("it is not a valid URL") from None
        if target.scheme not in ("", "http", "https"):
            raise RefusedReferenceError(f"only files and http or https URLs can be read, not {target.scheme}:")
        if is_remote(base) or target.scheme or target.netloc:
            url = urljoin(base if is_remote(base) else "https://", reference)
            self._require_allowed(url)
            return url
        name = unquote(target.path)
        if "\0" in name or PurePosixPath(name).is_absolute():
            raise RefusedReferenceError("a reference to a file must be a relative path")
        location = os.path.realpath(Path(base).parent / name)
        if not Path(location).is_relative_to(self.folder):
            raise RefusedReferenceError(
                f"it leads out of the folder {self.folder.name}; import a folder that contains both files"
            )
        return location

    def _require_allowed_redirect(self, _: str, target: str) -> None:
        self._require_allowed(target)

    def _require_allowed(self, url: str) -> None:
        target = urlsplit(url)
        host = (target.hostname or "").lower()
        if target.scheme not in ("http", "https") or target.username is not None:
            raise RefusedReferenceError("only http and https URLs without a user name can be read")
        if host not in self._allowed_hosts and target.netloc.lower() not in self._allowed_hosts:
            raise RefusedReferenceError(
                f"it is on the host {host}: use --allow-remote {host} when you import the document"
            )

    def read(self, location: str) -> ReadFile:
        """Return the content of a file in the folder or on an allowed host.

        Raises:
            MissingTargetError: It does not exist.
            RefusedReferenceError: It cannot be read or is too large.
            SourceError: Its content is not YAML, JSON or text.
        """
        if location not in self._files:
            if len(self._files) >= MAX_FILES:
                raise RefusedReferenceError(f"the document refers to more than {MAX_FILES:,} files")
            content = (
                fetch(location, self._require_allowed_redirect)
                if is_remote(location)
                else read_regular_file(Path(location))
            )
            self._total += len(content)
            if self._total > MAX_TOTAL_BYTES:
                raise RefusedReferenceError(f"the files have more than {MAX_TOTAL_BYTES // _MIB} MiB together")
            self._files[location] = self._parse(location, content)
        return self._files[location]

    def iter_duplicates(self) -> Iterator[tuple[str, str, int]]:
        """Yield the location, the JSON pointer and the line of each duplicate key in the files that were read."""
        for location, file in self._files.items():
            for pointer, line in file.duplicates:
                yield location, pointer, line

    def read_text(self, location: str) -> str:
        """Return a file that was read as text, for the lines of its nodes; empty if it is remote or has changed."""
        try:
            return "" if is_remote(location) else decode(location, read_regular_file(Path(location)))
        except (RefusedReferenceError, SourceError):
            return ""

    def _parse(self, location: str, content: bytes) -> ReadFile:
        file = self.display(location)
        text = decode(file, content)
        if PurePosixPath(urlsplit(location).path).suffix.lower() in _TEXT_SUFFIXES:
            return ReadFile(text)
        try:
            parsed = parse_text(text, lenient=True)
        except DataError as error:
            raise SourceError(Problem(file, *each) for each in error.problems) from None
        return ReadFile(parsed.data, tuple(parsed.duplicates))


def fetch(url: str, check_redirect: Callable[[str, str], None], headers: Mapping[str, str] | None = None) -> bytes:
    """Return the body of the response to a GET request, after at most five redirects.

    Args:
        url: The URL.
        check_redirect: Called with a URL and the one that it redirects to; raises an error to refuse it.
        headers: The headers of the requests.

    Raises:
        RefusedReferenceError: There is no such body, or it is too large.
    """
    import httpx

    from caretasks.client.transport.deadline import Deadline
    from caretasks.client.transport.timed_network import obey_deadlines

    try:
        with httpx.Client(timeout=_TIMEOUT_SECONDS, headers=headers) as client, Deadline(_FETCH_SECONDS).applied():
            obey_deadlines(client)
            for _ in range(_MAX_REDIRECTS + 1):
                with client.stream("GET", url) as response:
                    if response.has_redirect_location:
                        target = urljoin(url, response.headers["Location"])
                        check_redirect(url, target)
                        url = target
                        continue
                    if response.status_code != 200:
                        raise RefusedReferenceError(f"the server returned status {response.status_code}")
                    content = bytearray()
                    for chunk in response.iter_bytes():
                        content += chunk
                        if len(content) > MAX_FILE_BYTES:
                            raise RefusedReferenceError(f"it is larger than {MAX_FILE_BYTES // _MIB} MiB")
                    return bytes(content)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RefusedReferenceError(f"the request failed ({type(error).__name__})") from None
    raise RefusedReferenceError(f"it redirects more than {_MAX_REDIRECTS} times")


def read_regular_file(path: Path) -> bytes:
    """Return the content of a file; never that of a device or a pipe, which might not end.

    Raises:
        MissingTargetError: It does not exist.
        RefusedReferenceError: It is not a file, cannot be read or is too large.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise RefusedReferenceError("it is not a file")
            if status.st_size > MAX_FILE_BYTES:
                size, limit = status.st_size // _MIB, MAX_FILE_BYTES // _MIB
                raise RefusedReferenceError(f"it has {size:,} MiB, and at most {limit} MiB are read")
            return file.read(MAX_FILE_BYTES)
    except FileNotFoundError:
        raise MissingTargetError("there is no such file") from None
    except OSError as error:
        raise RefusedReferenceError(f"{error.strerror}") from None
