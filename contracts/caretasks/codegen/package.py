"""Generation of the whole package of one API: client, models, bundled documents, headers, formatting, import check.

If a generator does not support a part of the spec, that part is left out of a copy, until the package can be used. The
package names its limitations in its docstring and in `limitations.json`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from caretasks.codegen.client import generate_client, reserved_names
from caretasks.codegen.code_check import find_broken_modules, find_invalid_modules
from caretasks.codegen.compilation.compiler import Compiler
from caretasks.codegen.docstrings import wrap_list
from caretasks.codegen.preparation.client_document import ClientDocument
from caretasks.codegen.preparation.reduction import Complaint, ReducedSpec, reduce_until_supported
from caretasks.codegen.pydantic_models import generate_schemas
from caretasks.openapi.document import Api
from caretasks.openapi.lint.usable import make_usable
from caretasks.openapi.problems import Finding, Problem
from caretasks.openapi.source import Source


def generate_package(
    source: Source, facts: Source | None, namespace: Path, *, name: str | None = None, header: str | None = None
) -> list[Problem]:
    """Write the package of one API into the folder `namespace`, under the name of the spec's folder.

    Args:
        source: its `openapi.yaml`, checked.
        facts: its `facts.yaml`; None if there is none.
        namespace: the folder in which the package is created.
        name: the name of the package (default: that of the spec's folder).
        header: the first lines of each file (default: those of a package in this repository).

    Returns:
        Errors, if the package must not be used; else its limitations, which it names, too.
    """
    name = name or Path(source.file).parent.name
    builder = _PackageBuilder(name, source, None if facts is None else facts.data, namespace, header)
    left_out = [each for each in source.import_findings if each.severity == "limitation"]
    found = [*left_out, *builder.build()]
    if any(each.severity == "error" for each in found):
        return source.make_problems(found)
    package = namespace / name
    (package / "py.typed").touch()
    _write_json(package / "openapi.json", builder.usable.document)  # read without looking for problems again
    if facts is not None:
        _write_json(package / "facts.json", facts.data)
    if found:
        _write_json(
            package / "limitations.json", [{"pointer": each.pointer, "message": each.message} for each in found]
        )
    return source.make_problems(found)


class _PackageBuilder:
    """Generates the code of one package."""

    def __init__(self, name: str, source: Source, facts: Any, namespace: Path, header: str | None = None) -> None:
        self._name = name
        self._source = source
        self.usable = make_usable(source.data, name)
        self._facts = facts
        self._namespace = namespace
        self._package = namespace / name
        self._header = header or header_for(name)
        self._limitations: dict[str, str] = {}

    def build(self) -> list[Finding]:
        """Write the code and return the limitations, or the errors if that is not possible."""
        client = ReducedSpec(self.usable.document, "client")
        errors = reduce_until_supported(client, self._try_client)
        if errors:
            return errors
        limitations = client.limitations | self._own_limitations("client")
        models = ReducedSpec(self.usable.document, "pydantic models")
        errors = reduce_until_supported(models, self._try_schemas)
        if errors:
            return errors
        left_out = [each for each in self.usable.findings if each.severity == "limitation"]
        found = [
            *left_out,
            *limitations.values(),
            *(models.limitations | self._own_limitations("pydantic models")).values(),
        ]
        if found:
            self._name_limitations(found)
        return found

    def _own_limitations(self, part: str) -> dict[str, Finding]:
        return {
            pointer: Finding(pointer, f"in the {part}, {reason}", "limitation")
            for pointer, reason in self._limitations.items()
        }

    def _try_client(self, document: dict[str, Any]) -> list[Complaint]:
        shutil.rmtree(self._package, ignore_errors=True)
        api = Api(self._name, document, self._facts, self._source.file)
        compiler = Compiler(document, reserved_names(api))
        prepared = ClientDocument(api, compiler)
        complaints = generate_client(api, prepared, self._package)
        if not complaints:
            self._add_header(self._package / "client.pyi")
            complaints = self._finish(sorted(self._package.rglob("*.py")), prepared.pointer_of_module)
        self._limitations = compiler.limitations
        return complaints

    def _try_schemas(self, document: dict[str, Any]) -> list[Complaint]:
        api = Api(self._name, document, self._facts, self._source.file)
        complaints = generate_schemas(api, self._package, self._header)
        self._limitations = {}
        return complaints or self._finish(
            [path for name in ("checked.py", "schemas.py") if (path := self._package / name).exists()], lambda _: ""
        )

    def _finish(self, files: list[Path], locate: Callable[[tuple[str, ...]], str]) -> list[Complaint]:
        """Complete and format some files, and return which of them cannot be used."""
        for file in files:
            self._add_header(file)
        try:
            _format(files if len(files) < 3 else [self._package])
        except subprocess.CalledProcessError:
            broken = find_invalid_modules(files)
            if not broken:
                raise
        else:
            broken = find_broken_modules(self._namespace, files)
        return [(locate(file.relative_to(self._package).with_suffix("").parts), reason) for file, reason in broken]

    def _add_header(self, file: Path) -> None:
        code = file.read_text("utf-8")
        if not code.startswith(self._header):
            file.write_text(self._header + "\n" + code, "utf-8")

    def _name_limitations(self, found: list[Finding]) -> None:
        """Name the limitations in the docstring of the package."""
        file = self._package / "__init__.py"
        code = file.read_text("utf-8")
        lines = [f"- `{each.pointer}`: {each.message}" for each in found]
        text = wrap_list(["Not everything in the spec is supported (see `limitations.json`):", "", *lines])
        start = code.index('"""') + 3
        end = code.index('"""', start)
        file.write_text(f"{code[:end].rstrip()}\n\n{text}\n{code[end:]}", "utf-8")


def header_for(name: str) -> str:
    """Return the first lines of a generated Python file: the spec and the generators that it was made from."""
    return (
        f"# Generated from specs/{name}/openapi.yaml by openapi-python-client {version('openapi-python-client')}\n"
        f"# and datamodel-code-generator {version('datamodel-code-generator')}. Do not edit; run `make regenerate`."
    )


def _write_json(file: Path, data: Any) -> None:
    file.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _format(files: list[Path]) -> None:
    """Sort imports, remove unused ones and format, with settings that do not depend on the folder.

    Raises:
        subprocess.CalledProcessError: a file is not Python.
    """
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--isolated", "--no-cache", "--quiet", "--target-version=py311", "--line-length=120"]
    imports = [
        *("--select=I,F401", "--fix-only", '--config=lint.isort.known-first-party=["caretasks"]'),
        # A model's base has a type in quotes if that is imported for type checkers only; the import is used.
        '--config=lint.pyflakes.extend-generics=["caretasks.client.model.Model", "caretasks.client.model.MapModel"]',
    ]
    for command in (["check", *imports], ["format"]):
        call = [*ruff, command[0], *settings, *command[1:], *map(str, files)]
        subprocess.run(call, check=True, capture_output=True, text=True)
