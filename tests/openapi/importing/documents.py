"""Documents for the tests of the import, as files of a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caretasks.openapi.importing.pipeline import ImportedSource, import_document

RESPONSES = {"200": {"description": "fine"}}


def make_document(paths: Mapping[str, Any] | None = None, *, version: str = "3.1.0", **others: Any) -> dict[str, Any]:
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": dict(paths or {}), **others}


def make_schemas(schemas: Mapping[str, Any], *, version: str = "3.0.3") -> dict[str, Any]:
    return make_document(version=version, components={"schemas": dict(schemas)})


def write_files(folder: Path, files: Mapping[str, Any]) -> Path:
    """Write files, each as text or as JSON, and return the first."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return folder / next(iter(files))


def import_files(folder: Path, files: Mapping[str, Any]) -> ImportedSource:
    """Write files and import the first."""
    return import_document(write_files(folder, files))


def import_data(folder: Path, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of one document after its import."""
    data: dict[str, Any] = import_files(folder, {"openapi.json": document}).data
    return data
