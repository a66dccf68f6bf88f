"""Catalog of the available APIs: those of a directory of specs, of the checkout, or of the installed package."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import caretasks
from caretasks.core.errors import UsageError, suggest_name
from caretasks.openapi.document import Api
from caretasks.openapi.normalization import normalize


class UnknownApiError(UsageError):
    """The catalog has no API of this name, but of the known ones."""

    def __init__(self, name: str, known: list[str]) -> None:
        suggestion = suggest_name(name, known)
        super().__init__(f"unknown API {name!r}; choose one of: {', '.join(known)}{suggestion and '.' + suggestion}")


class SpecsNotFoundError(UsageError):
    """The directory of specs does not exist or contains no spec."""


class Catalog:
    """The APIs found in one directory, by name.

    Args:
        specs: A directory with a file `<api>/openapi.yaml`, and optionally `<api>/facts.yaml`, for each API. The
            default is `specs/` in a checkout of this project, else the specs bundled with the installed clients.

    Raises:
        SpecsNotFoundError: `specs` is not a directory, or contains no API.
    """

    def __init__(self, specs: Path | None = None) -> None:
        root = _find_checkout_specs() if specs is None else specs
        if root is None:
            files = (file for portion in caretasks.__path__ for file in Path(portion).glob("*/openapi.json"))
        elif root.is_dir():
            files = root.glob("*/openapi.yaml")
        else:
            raise SpecsNotFoundError(f"--specs {root} {'is not a directory' if root.exists() else 'does not exist'}")
        self._files = {file.parent.name: file for file in sorted(files, key=lambda file: file.parent.name)}
        if not self._files:
            raise SpecsNotFoundError(f"no specs found in {root}; expected files named <api>/openapi.yaml")

    @property
    def names(self) -> list[str]:
        """The names of the APIs in alphabetical order."""
        return list(self._files)

    def load(self, name: str) -> Api:
        """Read one API; see `load_all` for the errors."""
        if name not in self._files:
            raise UnknownApiError(name, self.names)
        file = self._files[name]
        facts = file.with_name(f"facts{file.suffix}")
        return make_api(name, _read_data(file), _read_data(facts) if facts.exists() else None, str(file))

    def load_all(self, names: list[str] | None = None) -> list[Api]:
        """Read the named APIs, or all of them.

        Raises:
            UnknownApiError: The catalog has no API of one of the names.
            SourceError: A spec or a facts file cannot be read (`caretasks.openapi.source`).
        """
        if unknown := [name for name in names or [] if name not in self._files]:
            raise UnknownApiError(unknown[0], self.names)
        return [self.load(name) for name in (names or self.names)]


def make_api(name: str, document: dict[str, Any], facts: dict[str, Any] | None, origin: str) -> Api:
    """Return an API without the nodes of its spec that cannot be used, and with its constructs rewritten.

    Args:
        name: The name of the API.
        document: The data of its spec.
        facts: The data of its facts file, or None.
        origin: The file of the spec, for messages.
    """
    try:
        from caretasks.openapi.lint.usable import make_usable  # its dependencies are in the extras
    except ModuleNotFoundError:
        return Api(name, normalize(document), facts, origin)
    usable = make_usable(document, name)
    api = Api(name, usable.normalized, facts, origin)
    api.findings = usable.findings
    return api


def _read_data(file: Path) -> Any:
    if file.suffix == ".json":
        return json.loads(file.read_text("utf-8"))
    from caretasks.openapi.source import read_source  # PyYAML is in the extras; bundled specs are JSON

    return read_source(file).data


def _find_checkout_specs() -> Path | None:
    contracts = Path(__file__).parents[2]
    specs = contracts.parent / "specs"
    return specs if contracts.name == "contracts" and specs.is_dir() else None


def load_apis(names: Sequence[str], specs: Path | None) -> list[Api]:
    """Read and validate the named APIs, each once, for a command.

    Args:
        names: Names of APIs; empty for all.
        specs: A directory of specs, or None for the default of `Catalog`.

    Raises:
        CommandError: An API or the directory does not exist (status 2), or a spec is unreadable or invalid (status 1).
    """
    apis = Catalog(specs).load_all(list(dict.fromkeys(names)))
    sources = [api for api in apis if api.origin.endswith(".yaml")]  # bundled specs are valid
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
