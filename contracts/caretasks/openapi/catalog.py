"""Catalog of the available APIs: those of a directory of specs, of the checkout, or of the installed package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import caretasks
from caretasks.core.errors import UsageError, unknown_name
from caretasks.openapi.document import Api
from caretasks.openapi.importing.names import is_path, path_name
from caretasks.openapi.normalization import normalize
from caretasks.openapi.problems import Finding

if TYPE_CHECKING:
    from caretasks.openapi.source import Source


class UnknownApiError(UsageError):
    """The catalog has no API of this name, but of the known ones."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(unknown_name("API", name, known))


class SpecsNotFoundError(UsageError):
    """The directory of specs does not exist or contains no spec."""


class Catalog:
    """The APIs found in one directory, by name.

    Args:
        specs: A directory with a file `<api>/openapi.yaml`, and optionally `<api>/facts.yaml`, for each API. The
            default is `specs/` in a checkout of this project, and the specs bundled with the installed clients.
        documents: Further documents, files or folders, by the names of their APIs.

    Raises:
        SpecsNotFoundError: `specs` is not a directory, or there is no API.
    """

    def __init__(self, specs: Path | None = None, documents: Mapping[str, Path] | None = None) -> None:
        root = _find_checkout_specs() if specs is None else specs
        files: list[Path] = []
        if specs is None:  # in a checkout, `generated/` repeats the specs
            generated = None if root is None else root.parent / "generated" / "caretasks"
            portions = [Path(portion) for portion in caretasks.__path__ if Path(portion) != generated]
            files += [file for portion in portions for file in portion.glob("*/openapi.json")]
        if root is not None and root.is_dir():
            files += root.glob("*/openapi.yaml")
        elif root is not None:
            raise SpecsNotFoundError(f"--specs {root} {'is not a directory' if root.exists() else 'does not exist'}")
        self._files = {file.parent.name: file for file in sorted(files, key=lambda file: file.parent.name)}
        self._documents = dict(documents or {})
        self._loaded: dict[str, Api] = {}
        if not self._files and not self._documents:
            raise SpecsNotFoundError(f"no specs found in {root}; expected files named <api>/openapi.yaml")

    @property
    def names(self) -> list[str]:
        """The names of the APIs in alphabetical order."""
        return sorted({*self._files, *self._documents})

    @classmethod
    def for_arguments(cls, arguments: Iterable[str], specs: Path | None) -> tuple[Catalog, list[str]]:
        """Return the catalog for the arguments of a command, and the names of the APIs that they name, each once.

        Args:
            arguments: Names of APIs, and paths of documents: arguments with a suffix or a slash. The API of a document
                has the name of its file or folder, without the suffix.
            specs: A directory of specs, or None for the default.

        Raises:
            SpecsNotFoundError: `specs` is not a directory, or there is no API.
            UsageError: A path does not exist, or two documents have one name.
        """
        documents: dict[str, Path] = {}
        names = []
        for argument in arguments:
            name = argument
            if is_path(argument):
                path = Path(argument)
                if not path.exists():
                    raise UsageError(f"{argument} does not exist; an argument with a suffix or a slash is a path")
                name = path_name(path)
                if documents.setdefault(name, path).resolve() != path.resolve():
                    raise UsageError(f"{documents[name]} and {path} both have the name {name}: rename one of them")
            names.append(name)
        return cls(specs, documents), list(dict.fromkeys(names))

    def load(self, name: str) -> Api:
        """Return one API, which is read once; see `load_all` for the errors."""
        if name not in self._loaded:
            self._loaded[name] = self._read(name)
        return self._loaded[name]

    def _read(self, name: str) -> Api:
        if name in self._documents:
            from caretasks.openapi.importing.pipeline import import_document

            return _make_api(name, import_document(self._documents[name]), None)
        if name not in self._files:
            raise UnknownApiError(name, self.names)
        file = self._files[name]
        if file.suffix == ".json":
            return _read_bundled(name, file)
        from caretasks.openapi.importing.pipeline import read_spec  # PyYAML is in the extras
        from caretasks.openapi.source import read_source

        facts = file.with_name("facts.yaml")
        return _make_api(name, read_spec(file), read_source(facts).data if facts.exists() else None)

    def load_all(self, names: list[str] | None = None) -> list[Api]:
        """Read the named APIs, or all of them.

        Raises:
            UnknownApiError: The catalog has no API of one of the names.
            SourceError: A spec or a facts file cannot be read (`caretasks.openapi.source`).
        """
        if unknown := [name for name in names or [] if name not in self.names]:
            raise UnknownApiError(unknown[0], self.names)
        return [self.load(name) for name in (names or self.names)]


def make_api(
    name: str,
    document: dict[str, Any],
    facts: dict[str, Any] | None,
    origin: str,
    import_findings: Sequence[Finding] = (),
) -> Api:
    """Return an API without the nodes of its spec that cannot be used, and with its constructs rewritten.

    Args:
        name: The name of the API.
        document: The data of its spec.
        facts: The data of its facts file, or None.
        origin: The file of the spec, for messages.
        import_findings: What the import of the spec left out of it, and its warnings.
    """
    from caretasks.openapi.lint.usable import make_usable  # its dependencies are in the extras

    usable = make_usable(document, name, facts, origin)
    api = usable.api
    api.findings = (*import_findings, *usable.findings)
    return api


def _make_api(name: str, source: Source, facts: dict[str, Any] | None) -> Api:
    """Return an API whose problems are located in its file."""
    api = make_api(name, source.data, facts, source.file, source.import_findings)
    api.source = source
    return api


def _read_bundled(name: str, file: Path) -> Api:
    """Return the API of a generated package, whose spec has no nodes that cannot be used."""
    facts = file.with_name("facts.json")
    api = Api(name, normalize(_read_json(file)), _read_json(facts) if facts.exists() else None, str(file))
    api.findings = ()
    return api


def _read_json(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def _find_checkout_specs() -> Path | None:
    contracts = Path(__file__).parents[2]
    specs = contracts.parent / "specs"
    return specs if contracts.name == "contracts" and specs.is_dir() else None


def load_apis(names: Sequence[str], specs: Path | None) -> list[Api]:
    """Read and validate the named APIs, each once, for a command.

    Args:
        names: Names of APIs and paths of documents; empty for all.
        specs: A directory of specs, or None for the default of `Catalog`.

    Raises:
        CommandError: An API or the directory does not exist (status 2), or a spec is unreadable or invalid (status 1).
    """
    catalog, selected = Catalog.for_arguments(names, specs)
    apis = catalog.load_all(selected)
    sources = [api for api in apis if not api.origin.endswith("/openapi.json")]  # bundled specs are valid
    if sources:
        from caretasks.openapi.lint.document import validate_documents  # its dependencies are in the extras

        validate_documents(sources)
    return apis


def find_limitations(api: Api) -> list[tuple[str, str]]:
    """Return what the generated package of an API does not support, as JSON pointers and messages.

    Empty if it supports all of the spec, or if there is no package.
    They are in `limitations.json` next to the bundled spec, or in the generated package of a checkout.
    """
    folders = [Path(api.origin).parent]
    if folders[0].parent == _find_checkout_specs():
        folders += [Path(portion) / api.name for portion in caretasks.__path__]
    for file in (folder / "limitations.json" for folder in folders):
        if file.exists():
            found = json.loads(file.read_text("utf-8"))
            return [(each["pointer"], each["message"]) for each in found]
    return []
