"""The documents that are compared: files, files of a git revision, URLs, and the specs of installed packages."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import caretasks
from caretasks.core.errors import CommandError, UsageError
from caretasks.openapi.catalog import Catalog, SpecsNotFoundError
from caretasks.openapi.document import Api
from caretasks.openapi.importing.names import is_path, path_name
from caretasks.openapi.importing.pipeline import find_document, import_document
from caretasks.openapi.importing.reading import MAX_FILE_BYTES, RefusedReferenceError, read_regular_file
from caretasks.openapi.lint.usable import make_usable
from caretasks.openapi.problems import Finding, Problem, SourceError
from caretasks.openapi.source import read_source

INSTALLED = "installed:"
_TEXT_SUFFIXES = frozenset({".yaml", ".yml", ".json", ".md", ".markdown", ".txt"})
_MAX_FILES = 5_000
_MAX_REDIRECTS = 5
_TIMEOUT_SECONDS = 30
_GIT_SECONDS = 60
_SHOWN_PROBLEMS = 20


class UnreadableDocumentError(CommandError):
    """A document cannot be read: there is no such file, revision or page, or it cannot be fetched."""

    status = 3


class NotOpenApiError(UsageError):
    """A document was read, but it is not OpenAPI, or cannot be used."""


@dataclass(frozen=True)
class Document:
    """A document to compare.

    Attributes:
        label: The document, as reports name it.
        api: Its API: with its facts, and without the nodes that cannot be used.
        is_named: Whether the API has a name that is not that of an arbitrary file.
        left_out: The nodes that cannot be used, with the reasons: a reference to a missing file, for example.
    """

    label: str
    api: Api
    is_named: bool
    left_out: tuple[Finding, ...] = ()


def read_documents(old: str, new: str, specs: Path | None = None) -> tuple[Document, Document]:
    """Read the two documents that the arguments of the command name.

    Args:
        old: A path, a URL, `REVISION:PATH`, the name of an API, or `installed:NAME`. It may also be a git revision
            alone, if the other argument is a path: that of the same file.
        new: The same for the new version.
        specs: A directory of specs for the names of APIs; None for the default.

    Raises:
        UnreadableDocumentError: One of them cannot be read.
        NotOpenApiError: One of them is not an OpenAPI document that can be used.
        UsageError: An argument names no document.
    """
    texts = [
        f"{one}:{_relative_to_repository(other)}" if _is_revision_alone(one, other, specs) else one
        for one, other in ((old, new), (new, old))
    ]
    first, second = (_read(text, specs) for text in texts)
    name = first.api.name if first.is_named else second.api.name if second.is_named else "client"
    return _rename(first, name), _rename(second, name)


def _rename(document: Document, name: str) -> Document:
    """Return a document whose API has a name, so that generated names are the same in both documents."""
    api = document.api
    return replace(document, api=Api(name, api.document, api.facts, api.origin))


def _read(text: str, specs: Path | None) -> Document:
    if text.startswith(("http://", "https://")):
        return _read_url(text)
    if text.startswith(INSTALLED):
        return _read_installed(text.removeprefix(INSTALLED))
    if Path(text).exists():
        return _read_file(Path(text), text)
    if text in _known_names(specs):
        return _read_catalog(text, specs)
    revision, separator, path = text.partition(":")
    if separator and revision and path:
        with _checked_out(revision, path) as file:
            return _read_file(file, text, name=_api_name(Path(path)) if _is_api_folder(path) else None)
    if _is_revision(text):
        raise UsageError(f"{text} is a git revision: write {text}:PATH for a file in it")
    if is_path(text):
        raise UnreadableDocumentError(f"{text} does not exist")
    names = ", ".join(_known_names(specs))
    raise UsageError(
        f"{text!r} is neither a file, a URL, nor one of the APIs {names}; write REVISION:PATH for a file in git, "
        f"and {INSTALLED}NAME for the spec of an installed package"
    )


def _known_names(specs: Path | None) -> list[str]:
    try:
        return Catalog(specs).names
    except SpecsNotFoundError:
        if specs is not None:
            raise
        return []


# --- Files ---


def _read_file(path: Path, label: str, *, name: str | None = None, facts: Path | None = None) -> Document:
    """Read a file, or a folder of files, with the `facts.yaml` or `facts.json` next to it."""
    try:
        file = find_document(path) if path.is_dir() else path
        read_regular_file(file)
    except RefusedReferenceError as error:
        raise UnreadableDocumentError(f"{label} cannot be read: {error}") from None
    except SourceError as error:
        raise NotOpenApiError(_summarize(error.problems)) from None
    is_named = name is not None or _is_api_folder(str(path))
    name = name or _api_name(path)
    try:
        source = import_document(path, name=label)
    except SourceError as error:
        raise NotOpenApiError(_summarize(error.problems)) from None
    usable = make_usable(source.data, name)
    errors = [each for each in usable.findings if each.severity == "error"]
    if errors:
        raise NotOpenApiError(_summarize(source.make_problems(errors)))
    found = next((each for each in (file.with_name("facts.yaml"), file.with_name("facts.json")) if each.exists()), None)
    left_out = [each for each in usable.findings if each.severity == "limitation" and each.edit is not None]
    left_out += [each for each in source.import_findings if each.severity == "limitation"]
    return Document(label, Api(name, usable.document, _read_facts(found), label), is_named, tuple(left_out))


def _is_api_folder(path: str) -> bool:
    """Return whether a path is that of a folder or its `openapi.yaml`, whose name is that of an API."""
    return PurePosixPath(path).suffix == "" or PurePosixPath(path).stem == "openapi"


def _api_name(path: Path) -> str:
    """Return the name of the API in a file: that of the folder of an `openapi.yaml`, as in `specs/`."""
    return path_name(path.parent) if path.stem == "openapi" and path.parent.name else path_name(path)


def _summarize(problems: list[Problem]) -> str:
    lines = [str(each) for each in problems[:_SHOWN_PROBLEMS]]
    if len(problems) > len(lines):
        lines.append(f"and {len(problems) - len(lines):,} more problems")
    return "\n".join(lines)


def _read_facts(file: Path | None) -> dict[str, Any] | None:
    """Return the content of a facts file; None if it cannot be used, because the comparison does not depend on it."""
    if file is None:
        return None
    try:
        return dict(read_source(file).data)
    except SourceError:
        return None


def _read_catalog(name: str, specs: Path | None) -> Document:
    return _read_file(Path(Catalog(specs).load(name).origin), name, name=name)


def _read_installed(name: str) -> Document:
    for portion in caretasks.__path__:
        file = Path(portion) / name / "openapi.json"
        if re.fullmatch(r"\w+", name) and file.exists():
            return _read_file(file, f"{INSTALLED}{name}", name=name)
    raise UnreadableDocumentError(f"{INSTALLED}{name}: there is no package caretasks.{name}")


# --- git ---


def _is_revision_alone(text: str, other: str, specs: Path | None) -> bool:
    """Return whether an argument is a git revision, and the other one the path of a file in the repository."""
    if ":" in text or Path(text).exists() or text in _known_names(specs) or not Path(other).exists():
        return False
    return _is_revision(text)


def _is_revision(text: str) -> bool:
    return not text.startswith("-") and _git("rev-parse", "--verify", "--quiet", f"{text}^{{commit}}") is not None


def _relative_to_repository(path: str) -> str:
    top = _git("rev-parse", "--show-toplevel", folder=_folder_of(Path(path)))
    if top is None:
        raise UnreadableDocumentError(f"{path} is not in a git repository")
    return Path(path).resolve().relative_to(Path(top.decode().strip()).resolve()).as_posix()


def _folder_of(path: Path) -> Path:
    return path if path.is_dir() else path.parent


@contextmanager
def _checked_out(revision: str, path: str) -> Iterator[Path]:
    """Write the documents in the folder of a file, as they are in a revision, into a temporary folder."""
    label = f"{revision}:{path}"
    if not _is_revision(revision):
        raise UnreadableDocumentError(f"{label} cannot be read: git has no revision {revision!r} here")
    path = PurePosixPath(_normalize(path)).as_posix()
    kind = _git("cat-file", "-t", f"{revision}:{path}")
    if kind is None:
        raise UnreadableDocumentError(f"{label} cannot be read: there is no such file in this revision")
    folder = path if kind.strip() == b"tree" else PurePosixPath(path).parent.as_posix()
    prefix = "" if folder == "." else f"{folder}/"
    listed = _git("ls-tree", "-r", "-z", "--name-only", "--full-tree", revision, "--", prefix or ".") or b""
    names = [name for name in listed.decode("utf-8", "surrogateescape").split("\0") if _is_text(name) or name == path]
    with TemporaryDirectory() as temporary:
        root = Path(temporary)
        for name in names[:_MAX_FILES]:
            content = _git("cat-file", "blob", f"{revision}:{name}")
            target = root / name.removeprefix(prefix)
            if content is not None and len(content) <= MAX_FILE_BYTES and root in target.resolve().parents:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        yield root if kind.strip() == b"tree" else root / path.removeprefix(prefix)


def _normalize(path: str) -> str:
    """Return a path of a repository relative to its root; `./` is relative to the current folder, as for git."""
    if not path.startswith(("./", "../")):
        return path.strip("/")
    prefix = (_git("rev-parse", "--show-prefix") or b"").decode().strip()
    parts: list[str] = []
    for part in PurePosixPath(prefix, path).parts:
        if part == ".." and parts:
            parts.pop()
        elif part not in (".", ".."):
            parts.append(part)
    return "/".join(parts)


def _is_text(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _TEXT_SUFFIXES


def _git(*arguments: str, folder: Path | None = None) -> bytes | None:
    """Return the output of a git command in a folder (default: the current one), or None if it fails."""
    command = ["git", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_GIT_SECONDS, check=False)  # noqa: S603 - git
    except FileNotFoundError:
        raise UnreadableDocumentError("git is not installed: it is needed to read a file of a revision") from None
    except subprocess.TimeoutExpired:
        raise UnreadableDocumentError(f"git {arguments[0]} did not end within {_GIT_SECONDS} seconds") from None
    return done.stdout if done.returncode == 0 else None


# --- URLs ---


def _read_url(url: str) -> Document:
    """Fetch one document. What it refers to is not fetched."""
    parts = urlsplit(url)
    label = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))  # without secrets
    if parts.username is not None or not parts.hostname:
        raise UsageError(f"{label} must have a host, and no user name or password")
    content = _fetch(url, label)
    with TemporaryDirectory() as temporary:
        suffix = PurePosixPath(parts.path).suffix
        file = Path(temporary) / f"openapi{suffix if suffix in ('.json', '.yml') else '.yaml'}"
        file.write_bytes(content)
        return replace(_read_file(file, label), is_named=False)


def _fetch(url: str, label: str) -> bytes:
    import httpx

    headers = {"Accept": "application/yaml, application/json, text/yaml, */*;q=0.5", "User-Agent": "caretasks-diff"}
    try:
        with httpx.Client(timeout=_TIMEOUT_SECONDS, headers=headers) as client:
            for _ in range(_MAX_REDIRECTS + 1):
                with client.stream("GET", url) as response:
                    if response.has_redirect_location:
                        following = urljoin(url, response.headers["Location"])
                        if urlsplit(following).scheme not in ("https", urlsplit(url).scheme):
                            raise UnreadableDocumentError(f"{label} cannot be read: it redirects to an insecure URL")
                        url = following
                        continue
                    if response.status_code != 200:
                        raise UnreadableDocumentError(
                            f"{label} cannot be read: the server returned status {response.status_code}"
                        )
                    return _read_limited(response, label)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UnreadableDocumentError(f"{label} cannot be read: {type(error).__name__}") from None
    raise UnreadableDocumentError(f"{label} cannot be read: it redirects more than {_MAX_REDIRECTS} times")


def _read_limited(response: Any, label: str) -> bytes:
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > MAX_FILE_BYTES:
            raise UnreadableDocumentError(f"{label} cannot be read: it is larger than {MAX_FILE_BYTES // 2**20} MiB")
    return bytes(content)
