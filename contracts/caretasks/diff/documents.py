"""The documents that are compared: files, files of a git revision, URLs, and the specs of installed packages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import caretasks
from caretasks.core.errors import UsageError
from caretasks.diff.git_files import UnreadableDocumentError, checked_out, is_revision, relative_to_repository
from caretasks.openapi.catalog import Catalog, SpecsNotFoundError
from caretasks.openapi.document import Api
from caretasks.openapi.importing.names import is_path, path_name
from caretasks.openapi.importing.pipeline import find_document, import_document
from caretasks.openapi.importing.reading import RefusedReferenceError, fetch, read_regular_file
from caretasks.openapi.lint.usable import make_usable
from caretasks.openapi.problems import Finding, Problem, SourceError
from caretasks.openapi.source import read_source

INSTALLED = "installed:"
_SHOWN_PROBLEMS = 20
_HEADERS = {
    "Accept": "application/yaml, application/json, text/yaml, */*;q=0.5",
    "User-Agent": "caretasks-diff",
}


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
        f"{one}:{relative_to_repository(other)}" if _is_revision_alone(one, other, specs) else one
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
        with checked_out(revision, path) as file:
            return _read_file(file, text, name=_api_name(Path(path)) if _is_api_folder(path) else None)
    if is_revision(text):
        raise UsageError(f"{text} is a git revision: write {text}:PATH for a file in it")
    if is_path(text):
        raise UnreadableDocumentError(f"{text} does not exist")
    names = ", ".join(_known_names(specs))
    raise UsageError(
        f"{text!r} is neither a file, a URL, nor one of the APIs {names}; write REVISION:PATH for a file in git, "
        f"and {INSTALLED}NAME for the spec of an installed package"
    )


def _is_revision_alone(text: str, other: str, specs: Path | None) -> bool:
    """Return whether an argument is a git revision, and the other one the path of a file in the repository."""
    if ":" in text or Path(text).exists() or text in _known_names(specs) or not Path(other).exists():
        return False
    return is_revision(text)


def _known_names(specs: Path | None) -> list[str]:
    try:
        return Catalog(specs).names
    except SpecsNotFoundError:
        if specs is not None:
            raise
        return []


def _read_file(path: Path, label: str, *, name: str | None = None) -> Document:
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


def _read_url(url: str) -> Document:
    """Fetch one document. What it refers to is not fetched."""
    parts = urlsplit(url)
    label = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))  # without secrets
    if parts.username is not None or not parts.hostname:
        raise UsageError(f"{label} must have a host, and no user name or password")
    try:
        content = fetch(url, _require_secure_redirect, _HEADERS)
    except RefusedReferenceError as error:
        raise UnreadableDocumentError(f"{label} cannot be read: {error}") from None
    with TemporaryDirectory() as temporary:
        suffix = PurePosixPath(parts.path).suffix
        file = Path(temporary) / f"openapi{suffix if suffix in ('.json', '.yml') else '.yaml'}"
        file.write_bytes(content)
        return replace(_read_file(file, label), is_named=False)


def _require_secure_redirect(url: str, target: str) -> None:
    if urlsplit(target).scheme not in ("https", urlsplit(url).scheme):
        raise RefusedReferenceError("it redirects to an insecure URL")
