"""Clients as openapi-python-client generates them without our templates: the reference for ours."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

SPECS = Path(__file__).parents[2] / "specs"


@contextmanager
def generate_stock_models(apis: Sequence[str]) -> Iterator[list[ModuleType]]:
    """Generate stock clients from the specs in a temporary directory, and yield their `models` modules."""
    with tempfile.TemporaryDirectory() as directory:
        config = Path(directory, "config.yaml")
        config.write_text("post_hooks: []\n", "utf-8")
        processes = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
                    *("--path", str(SPECS / api / "openapi.yaml"), "--config", str(config)),
                    *("--output-path", f"{directory}/stock_{api}"),
                ],
                stdout=subprocess.DEVNULL,
            )
            for api in apis
        ]
        statuses = [run.wait() for run in processes]
        if any(statuses):
            raise RuntimeError("openapi-python-client cannot generate a client from one of the specs")
        sys.path.insert(0, directory)
        try:
            yield [importlib.import_module(f"stock_{api}.models") for api in apis]
        finally:
            sys.path.remove(directory)
