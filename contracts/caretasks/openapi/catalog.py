"""Which APIs there are: those of a folder of specs, of the checkout, or those that the installed package carries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import caretasks
from caretasks.core.errors import CommandError
from caretasks.openapi.document import Api


class UnknownApiError(LookupError):
    """An API was asked for that there is not; `known` names those there are."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.name = name
        self.known = known
        super().__init__(f"unknown API {name!r}: known are {', '.join(known) or 'none'}")


class NoSpecsError(LookupError):
    """The folder that should hold specs is none, or holds none."""


class Catalogue:
    """The APIs of one place, by name.

    Args:
        specs: a folder with `<api>/openapi.yaml` (and perhaps `facts.yaml`) in it; without it the checkout's own
            `specs/` where this is a checkout, else the documents in the installed clients' packages.

    Raises:
        NoSpecsError: `specs` is no folder, or there is no API in it.
    """

    def __init__(self, specs: Path | None = None) -> None:
        root = _checkout_specs() if specs is None else specs
        if root is None:
            files = (file for portion in caretasks.__path__ for file in Path(portion).glob("*/openapi.json"))
        elif root.is_dir():
            files = root.glob("*/openapi.yaml")
        else:
            raise NoSpecsError(f"{root} is no folder")
        self._files = {file.parent.name: file for file in sorted(files, key=lambda file: file.parent.name)}
        if not self._files:
            raise NoSpecsError(f"there is no */openapi.yaml in {root}")

    @property
    def names(self) -> list[str]:
        return list(self._files)

    def load(self, name: str) -> Api:
        """Reads one API.

        Raises:
            UnknownApiError: there is none of that name.
            SourceError: its document or its ledger cannot be read (`caretasks.openapi.source`).
        """
        if name not in self._files:
            raise UnknownApiError(name, self.names)
        file = self._files[name]
        if file.suffix == ".json":
            facts = file.with_name("facts.json")
            return Api(
                name,
                json.loads(file.read_text("utf-8")),
                json.loads(facts.read_text("utf-8")) if facts.exists() else None,
                str(file),
            )
        from caretasks.openapi import source  # YAML comes with the extras; the bundled documents do without

        ledger = file.with_name("facts.yaml")
        return Api(name, source.read(file).data, source.read(ledger).data if ledger.exists() else None, str(file))

    def load_all(self, names: list[str] | None = None) -> list[Api]:
        """Reads the named APIs, or all; raises as `load` does."""
        for name in names or []:
            if name not in self._files:
                raise UnknownApiError(name, self.names)
        return [self.load(name) for name in (names or self.names)]


def _checkout_specs() -> Path | None:
    contracts = Path(__file__).parents[2]
    specs = contracts.parent / "specs"
    return specs if contracts.name == "contracts" and specs.is_dir() else None


def load(names: Sequence[str], specs: Path | None) -> list[Api]:
    """The named APIs, or all, each once.

    Args:
        names: their names.
        specs: the folder of specs, instead of the project's own.

    Raises:
        CommandError: there is no such API or folder (2), or a document cannot be read or acted on (1).
    """
    try:
        apis = Catalogue(specs).load_all(list(dict.fromkeys(names)))
        _demand_sound([api for api in apis if api.origin.endswith(".yaml")])  # the bundled ones are known to be
    except (NoSpecsError, UnknownApiError) as error:
        raise CommandError(str(error), 2) from error
    except _source_errors() as error:
        raise CommandError(str(error), 1) from error
    return apis


def _demand_sound(apis: Sequence[Api]) -> None:
    if apis:
        from caretasks.openapi.lint.structure import demand_sound  # JSON Schema comes with the extras

        demand_sound(apis)


def _source_errors() -> tuple[type[Exception], ...]:
    """What reading a YAML file raises, where YAML can be read at all."""
    try:
        from caretasks.openapi.source import SourceError
    except ModuleNotFoundError:
        return ()
    return (SourceError,)
