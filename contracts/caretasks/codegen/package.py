"""Generation of the whole package of one API: client, models, bundled documents, headers, formatting, import check."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import traceback
from importlib.metadata import version
from pathlib import Path
from typing import Any

from caretasks.codegen.client import generate_client
from caretasks.codegen.pydantic_models import generate_schemas
from caretasks.openapi.document import Api
from caretasks.openapi.problems import Finding, Problem
from caretasks.openapi.source import Source


def generate_package(source: Source, facts: Source | None, namespace: Path) -> list[Problem]:
    """Write the package of one API into the folder `namespace`, under the name of the spec's folder.

    Args:
        source: its `openapi.yaml`, checked.
        facts: its `facts.yaml`; None if there is none.
        namespace: the folder in which the package is created.

    Returns:
        Why the package must not be used; empty if it is complete.
    """
    name = Path(source.file).parent.name
    api = Api(name, source.data, None if facts is None else facts.data, source.file)
    package = namespace / name
    header = header_for(name)
    try:
        # The models are written into the folder that the client creates, unless the client is unsupported.
        complaints = generate_client(api, package) or generate_schemas(api, package, header)
    except Exception as error:  # noqa: BLE001 - a generator that fails on a spec does not support it
        complaints = [("", f"{type(error).__name__}: {error}")]
    if complaints:
        return source.make_problems(
            Finding(pointer, f"the generator reports: {message}") for pointer, message in complaints
        )
    (package / "py.typed").touch()
    _write_json(package / "openapi.json", source.data)
    if facts is not None:
        _write_json(package / "facts.json", facts.data)
    for file in package.rglob("*.py"):
        code = file.read_text("utf-8")
        if not code.startswith(header):
            file.write_text(header + "\n" + code, "utf-8")
    try:
        _format(package)
    except subprocess.CalledProcessError as error:
        return source.make_problems([Finding("", f"the generated code cannot be formatted: {error.stderr.strip()}")])
    return source.make_problems(Finding("", message) for message in _import_failures(namespace, name))


def header_for(name: str) -> str:
    """Return the first lines of a generated Python file: the spec and the generators that it was made from."""
    return (
        f"# Generated from specs/{name}/openapi.yaml by openapi-python-client {version('openapi-python-client')}\n"
        f"# and datamodel-code-generator {version('datamodel-code-generator')}. Do not edit; run `make regenerate`."
    )


def _write_json(file: Path, data: Any) -> None:
    file.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _format(package: Path) -> None:
    """Sort imports, remove unused ones and format, with settings that do not depend on the folder."""
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--isolated", "--no-cache", "--quiet", "--target-version=py311", "--line-length=120"]
    imports = [
        *("--select=I,F401", "--fix-only", '--config=lint.isort.known-first-party=["caretasks"]'),
        # A model's base has a type in quotes if that is imported for type checkers only; the import is used.
        '--config=lint.pyflakes.extend-generics=["caretasks.client.model.Model"]',
    ]
    for command in (["check", *imports], ["format"]):
        call = [*ruff, command[0], *settings, *command[1:], str(package)]
        subprocess.run(call, check=True, capture_output=True, text=True)


def _import_failures(namespace: Path, name: str) -> list[str]:
    """Return what fails when the package's modules are imported, in this process, which imports them only once."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(namespace.parent))
    try:
        for file in sorted((namespace / name).rglob("*.py")):
            parts = file.relative_to(namespace).with_suffix("").parts
            module = ".".join(("caretasks", *(parts[:-1] if parts[-1] == "__init__" else parts)))
            try:
                importlib.import_module(module)
            except Exception as error:  # noqa: BLE001 - code that raises anything on import must not be used
                last = traceback.extract_tb(error.__traceback__)[-1]
                return [f"the generated module {module} does not import: {error!r} ({Path(last.filename).name})"]
    finally:
        sys.path.remove(str(namespace.parent))
    return []
