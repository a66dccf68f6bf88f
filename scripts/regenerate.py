"""`make regenerate`: generate `generated/caretasks/` from `specs/`. See `caretasks.codegen.regenerate`."""

from __future__ import annotations

import sys
from pathlib import Path

from caretasks.codegen.regenerate import main

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    sys.exit(main(root=ROOT))
