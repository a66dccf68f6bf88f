"""Lint the imports: the contracts of `pyproject.toml`, with the packages of all APIs in `specs/`."""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Run import-linter and return its exit status."""
    names = sorted(file.parent.name for file in (ROOT / "specs").glob("*/openapi.yaml"))
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "importlinter.toml"
        file.write_text(format_settings(with_apis(settings, names)), "utf-8")
        return int(lint_imports(config_filename=str(file), no_logo=True))


def with_apis(settings: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Return the settings of import-linter with the packages of some APIs in its contracts."""
    packages = [f"caretasks.{name}" for name in names]
    contracts = {contract["id"]: dict(contract) for contract in settings["contracts"]}
    contracts["clients"]["source_modules"] = [*contracts["clients"]["source_modules"], *packages]
    contracts["runtime"]["forbidden_modules"] = [*contracts["runtime"]["forbidden_modules"], *packages]
    siblings = {
        "id": "siblings",
        "name": "A generated client imports no other client",
        "type": "independence",
        "modules": packages,
    }
    return {**settings, "contracts": [*contracts.values(), siblings]}


def format_settings(settings: dict[str, Any]) -> str:
    """Return settings as TOML: strings, booleans and lists are written as in JSON."""
    tables = [{key: value for key, value in settings.items() if key != "contracts"}, *settings["contracts"]]
    headers = ["[tool.importlinter]", *["[[tool.importlinter.contracts]]"] * len(settings["contracts"])]
    lines = [
        line
        for header, table in zip(headers, tables, strict=True)
        for line in (header, *(f"{key} = {json.dumps(value)}" for key, value in table.items()))
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
