"""One API's package, whole: client, models, bundled documents, headers, formatting, and proof that it imports."""

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
from caretasks.openapi.api import Api
from caretasks.openapi.source import Problem, Source


def generate_package(source: Source, ledger: Source | None, namespace: Path) -> list[Problem]:
    """Writes the package of one API into the folder `namespace`, under the name of the spec's folder.

    Args:
        source: its `openapi.yaml`, checked.
        ledger: its `facts.yaml`, or None where there is none.
        namespace: the folder that is to hold the package.

    Returns:
        Why the package must not be used; empty where it is whole.
    """
    name = Path(source.file).parent.name
    api = Api(name, source.data, None if ledger is None else ledger.data, source.file)
    package = namespace / name
    header = header_for(name)
    try:
        # The models come into the folder that the client makes, and a client that is refused makes none.
        complaints = generate_client(api, package) or generate_schemas(api, package, header)
    except Exception as error:  # noqa: BLE001 - a generator that breaks down on a spec has refused it
        complaints = [("", f"{type(error).__name__}: {error}")]
    if complaints:
        return [source.problem(pointer, f"the generator complains: {message}") for pointer, message in complaints]
    (package / "py.typed").touch()
    _write_json(package / "openapi.json", source.data)
    if ledger is not None:
        _write_json(package / "facts.json", ledger.data)
    for file in package.rglob("*.py"):
        code = file.read_text("utf-8")
        if not code.startswith(header):
            file.write_text(header + "\n" + code, "utf-8")
    try:
        _format(package)
    except subprocess.CalledProcessError as error:
        return [source.problem("", f"the generated code cannot be formatted: {error.stderr.strip()}")]
    return [source.problem("", message) for message in _import_failures(namespace, name)]


def header_for(name: str) -> str:
    """What the first lines of a generated Python file say: from what and by what it was made."""
    return (
        f"# Generated from specs/{name}/openapi.yaml by openapi-python-client {version('openapi-python-client')}\n"
        f"# and datamodel-code-generator {version('datamodel-code-generator')}. Not to be edited: `make regenerate`."
    )


def _write_json(file: Path, data: Any) -> None:
    file.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _format(package: Path) -> None:
    """Sorts imports, drops unused ones and formats, by settings that depend on no folder."""
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--isolated", "--no-cache", "--quiet", "--target-version=py311", "--line-length=120"]
    imports = ["--select=I,F401", "--fix-only", '--config=lint.isort.known-first-party=["caretasks"]']
    for command in (["check", *imports], ["format"]):
        call = [*ruff, command[0], *settings, *command[1:], str(package)]
        subprocess.run(call, check=True, capture_output=True, text=True)


def _import_failures(namespace: Path, name: str) -> list[str]:
    """What goes wrong when the package's modules are imported, in this process, which imports it only once."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(namespace.parent))
    try:
        for file in sorted((namespace / name).rglob("*.py")):
            parts = file.relative_to(namespace).with_suffix("").parts
            module = ".".join(("caretasks", *(parts[:-1] if parts[-1] == "__init__" else parts)))
            try:
                importlib.import_module(module)
            except Exception as error:  # noqa: BLE001 - whatever generated code raises, it is not to be used
                last = traceback.extract_tb(error.__traceback__)[-1]
                return [f"the generated module {module} does not import: {error!r} ({Path(last.filename).name})"]
    finally:
        sys.path.remove(str(namespace.parent))
    return []
