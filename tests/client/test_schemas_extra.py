"""The extra `schemas`, which clients do without and `caretasks.<api>.schemas` requires."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_clients_do_not_import_pydantic() -> None:
    code = (
        "import sys, caretasks.client, caretasks.maxcare, caretasks.miramace, caretasks.solum, caretasks.unpod\n"
        "sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["pydantic", "jsonschema_rs"])
def test_import_of_schemas_names_the_missing_extra(missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; import caretasks.solum.schemas"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        f"ModuleNotFoundError: the pydantic models require the 'schemas' extra ({missing} is not installed): "
        "pip install 'caretasks[schemas]'"
    )
