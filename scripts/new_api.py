"""`make new-api`: import a vendor's OpenAPI document. See `caretasks.codegen.imported.new_api`."""

from __future__ import annotations

import sys
from pathlib import Path

from caretasks.codegen.imported.new_api import main

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    sys.exit(main(root=ROOT))
