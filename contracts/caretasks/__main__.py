"""Run the `caretasks` command with `python -m caretasks`."""

import sys

from caretasks.cli import main

if __name__ == "__main__":
    sys.exit(main())
