"""The clients as openapi-python-client makes them by itself: what ours are measured against."""

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
def stock_models(apis: Sequence[str]) -> Iterator[list[ModuleType]]:
    """The `models` of the stock clients, made from the same specs in a folder that goes with them."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config.yaml")
        config.write_text("post_hooks: []\n", "utf-8")
        runs = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
                    *("--path", str(SPECS / api / "openapi.yaml"), "--config", str(config)),
                    *("--output-path", f"{folder}/stock_{api}"),
                ],
                stdout=subprocess.DEVNULL,
            )
            for api in apis
        ]
        statuses = [run.wait() for run in runs]
        if any(statuses):
            raise RuntimeError("openapi-python-client does not take a spec")
        sys.path.insert(0, folder)
        try:
            yield [importlib.import_module(f"stock_{api}.models") for api in apis]
        finally:
            sys.path.remove(folder)
