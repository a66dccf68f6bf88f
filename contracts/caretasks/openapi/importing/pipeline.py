"""Import of one document: from a file or a folder of files to a document that the rest of the project reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from caretasks.openapi.importing.bundling import Bundler
from caretasks.openapi.importing.changes import ChangeLog
from caretasks.openapi.importing.python_names import name_keys, name_operations
from caretasks.openapi.importing.reading import DocumentReader, RefusedReferenceError
from caretasks.openapi.importing.repairs import repair, repair_parts
from caretasks.openapi.importing.selection import Selection, select
from caretasks.openapi.importing.targets import Target
from caretasks.openapi.importing.upgrade_30 import upgrade_schemas
from caretasks.openapi.importing.upgrade_32 import downgrade
from caretasks.openapi.parts import Part, iter_parts
from caretasks.openapi.problems import Finding, Problem, SourceError
from caretasks.openapi.source import Source, read_source
from caretasks.openapi.yaml_data import find_lines

VERSION = "3.1.1"
_NAMES = ("openapi.yaml", "openapi.yml", "openapi.json")
_DOCUMENT_START = re.compile(rb"""(^|["'])(openapi|swagger)["']?\s*:\s*["']?[0-9]""", re.MULTILINE)
_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_MAX_CANDIDATES = 200
_SWAGGER_CONVERTER = "npx swagger2openapi --outfile openapi.yaml"


@dataclass(frozen=True)
class ImportedSource(Source):
    """An imported document. The lines of its nodes are those in the files that they come from.

    Attributes:
        changes: What differs from these files.
        origins: The nodes that come from another file or node, by their JSON pointers.
        reader: The reader of the files.
        duplicates: The JSON pointers of the keys that a file has more than once, and the lines of the later ones.
    """

    changes: ChangeLog = field(default_factory=ChangeLog)
    origins: Mapping[str, Target] = field(default_factory=dict, repr=False)
    reader: DocumentReader | None = field(default=None, repr=False)
    duplicates: Sequence[tuple[str, int]] = ()

    @property
    def import_findings(self) -> list[Finding]:
        """Limitations: what the import left out. Warnings: the duplicate keys of the files."""
        duplicates = [
            Finding(pointer, f"duplicate key in line {line}: the last value was taken; remove the others", "warning")
            for pointer, line in self.duplicates
        ]
        return [*super().import_findings, *duplicates]

    def make_problems(self, findings: Iterable[Finding]) -> list[Problem]:
        """Return a problem for each finding, with the file and line that its node comes from."""
        located = [(each, self._find_origin(each.pointer)) for each in findings]
        lines: dict[str, dict[str, int]] = {}
        for location in dict.fromkeys(target.location for _, target in located):
            pointers = [target.pointer for _, target in located if target.location == location]
            text = self.text if not location or self.reader is None else self.reader.read_text(location)
            lines[location] = find_lines(text, pointers) if text else {}
        return [
            Problem(
                self.file if not location or self.reader is None else self.reader.display(location),
                each.pointer,
                lines[location].get(pointer),
                each.message,
                each.severity,
            )
            for each, (location, pointer) in located
        ]

    def _find_origin(self, pointer: str) -> Target:
        """Return the node of a file that a node comes from; with an empty location, that of the document itself."""
        prefix = pointer
        while prefix:
            if prefix in self.origins:
                origin = self.origins[prefix]
                return Target(origin.location, origin.pointer + pointer[len(prefix) :])
            prefix = prefix.rpartition("/")[0]
        return Target("", pointer)


def read_spec(file: Path, name: str | None = None) -> Source:
    """Read a spec: as it is if its folder has a `facts.yaml`, so that it is written by hand, else as it is imported.

    Messages use its name instead of its path, if given.

    Raises:
        SourceError: See `read_source` and `import_document`.
    """
    if file.with_name("facts.yaml").exists():
        return read_source(file, name)
    return import_document(file, name=name)


def import_document(
    path: Path, *, selection: Selection | None = None, allowed_hosts: Iterable[str] = (), name: str | None = None
) -> ImportedSource:
    """Read a document and what it refers to, and rewrite it as one document of version 3.1.

    Args:
        path: The file, or the folder of its files.
        selection: The operations to take (default: all).
        allowed_hosts: The hosts that references may lead to; none by default.
        name: The name of the file for messages (default: its path).

    Raises:
        SourceError: A file cannot be read, it is not OpenAPI, or a reference cannot be followed.
        UsageError: The selection is malformed or leaves no operation.
    """
    folder = path if path.is_dir() else path.parent
    file = find_document(path) if path.is_dir() else path
    reader = DocumentReader(folder, allowed_hosts)
    root, shown = str(file.resolve()), name or str(file)
    if not Path(root).is_relative_to(reader.folder):  # the file itself is a symbolic link, which the user named
        reader = DocumentReader(Path(root).parent, allowed_hosts)
    try:
        read = reader.read(root)
    except RefusedReferenceError as error:
        raise SourceError([Problem(shown, "", None, f"cannot be read: {error}")]) from None
    except SourceError as error:
        problems = [Problem(shown, each.pointer, each.line, each.message) for each in error.problems]
        raise SourceError(problems) from None
    text = reader.read_text(root)
    version = _require_version(Source(shown, read.data, text))
    changes = ChangeLog()
    for pointer, line in read.duplicates:
        changes.add("of a duplicate key, the last value was taken", pointer, f"line {line}")
    bundler = Bundler(reader, root, changes)
    document = bundler.bundle()
    _rewrite(document, version, selection, changes)
    duplicates = _find_duplicates(reader, root, bundler.origins)
    return ImportedSource(shown, document, text, changes, bundler.origins, reader, duplicates)


def _find_duplicates(reader: DocumentReader, root: str, origins: Mapping[str, Target]) -> list[tuple[str, int]]:
    """Return the JSON pointers in the bundled document of the keys that a file has more than once, with their lines."""
    found = []
    for location, pointer, line in reader.iter_duplicates():
        copies = [(Target(root, ""), "")] if location == root else []
        copies += [
            (target, bundled)
            for bundled, target in origins.items()
            if target.location == location and f"{pointer}/".startswith(f"{target.pointer}/")
        ]
        if copies:  # otherwise nothing refers to the part of the file that has it
            target, bundled = max(copies, key=lambda each: len(each[0].pointer))
            found.append((bundled + pointer[len(target.pointer) :], line))
    return found


def _rewrite(document: dict[str, Any], version: str, selection: Selection | None, changes: ChangeLog) -> None:
    """Rewrite a bundled document in place."""
    if selection:
        select(document, selection, changes)
    if version.startswith("3.2"):
        downgrade(document, _all_parts(document), changes)
    if not version.startswith("3.1"):
        document["openapi"] = VERSION
        changes.add(f"the version {version} became {VERSION}", "/openapi")
    repair_parts(_all_parts(document), changes)
    parts = _all_parts(document)
    upgrade_schemas(document, parts, version, changes)
    repair(document, parts, changes)
    name_operations(_all_parts(document), changes)
    name_keys(document, changes)
    if changes.left_out:
        document["x-left-out"] = [{"pointer": each.pointer, "message": each.message} for each in changes.left_out]


def _all_parts(document: dict[str, Any]) -> list[Part]:
    return list(iter_parts(document, [Part("", "document", document)], follow_references=False))


def _require_version(source: Source) -> str:
    """Return the version that a document declares.

    Raises:
        SourceError: It is not OpenAPI 3.
    """
    document = source.data
    if not isinstance(document, dict):
        raise SourceError([Problem(source.file, "", 1, "is not OpenAPI: the top level must be a mapping")])
    version = document.get("openapi")
    if isinstance(version, float | int) and not isinstance(version, bool):
        version = str(version)  # without quotes, 3.0 is a number
    if isinstance(version, str) and re.fullmatch(r"3\.[012](\.\d+)?(-\w+)?", version):
        return version
    finding = Finding("/openapi", f"the version {str(version)[:20]!r} cannot be imported: use 3.0, 3.1 or 3.2")
    if "swagger" in document:
        message = f"is Swagger 2.0: convert it to OpenAPI 3 first, for example with {_SWAGGER_CONVERTER} FILE"
        finding = Finding("/swagger", message)
    elif version is None:
        other = next((each for each in ("asyncapi", "arazzo", "raml", "$schema") if each in document), None)
        hint = f" but has `{other}`" if other else ""
        finding = Finding("", f"is not OpenAPI: it has no key `openapi`{hint}")
    raise SourceError(source.make_problems([finding]))


def find_document(folder: Path) -> Path:
    """Return the document in a folder of files: `openapi.yaml`, or the only file that has the key `openapi`.

    Raises:
        SourceError: There is none, or more than one.
    """
    for name in _NAMES:
        if (folder / name).is_file():
            return folder / name
    candidates = [path for path in _iter_files(folder) if _is_document(path)]
    top = [path for path in candidates if path.parent == folder]
    found = top or candidates
    if len(found) == 1:
        return found[0]
    if not found:
        message = "has no OpenAPI document: there is no openapi.yaml, and no file with the key `openapi`"
    else:
        names = ", ".join(str(path.relative_to(folder)) for path in found[:10])
        message = f"has {len(found)} OpenAPI documents: name one of {names}"
    raise SourceError([Problem(str(folder), "", None, message)])


def _iter_files(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
    found = [path for path in files if path.resolve().is_relative_to(folder.resolve())]
    # The document is rarely below the files that it refers to, of which there may be more than are read.
    return sorted(found, key=lambda path: (len(path.parts), path))[:_MAX_CANDIDATES]


def _is_document(path: Path) -> bool:
    """Return whether a file begins as an OpenAPI document does."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError:
        return False
    return _DOCUMENT_START.search(start) is not None
