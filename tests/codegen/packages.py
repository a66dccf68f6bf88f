"""Packages that tests generate from a spec."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from caretasks.codegen.package import generate_package
from caretasks.openapi.problems import Problem
from caretasks.openapi.source import read_source


def generate(folder: Path, name: str, document: dict[str, Any]) -> list[Problem]:
    """Generate the package `caretasks.<name>` from a spec into a folder."""
    spec = folder / "specs" / name / "openapi.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")
    (folder / "caretasks").mkdir(exist_ok=True)
    return generate_package(read_source(spec), None, folder / "caretasks")
