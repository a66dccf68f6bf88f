"""Checks the hand-written specs: each document is OpenAPI 3.1, its examples fit, and its ledger stands on it.

Nothing here is about style: what is reported would mislead a generator, a stand-in, a check or a reader.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from caretasks.openapi.catalog import Catalogue, NoSpecsError, UnknownApiError
from caretasks.openapi.lint.document import api_problems

ROOT = Path(__file__).parents[1]
SPECS = ROOT / "specs"


def main(argv: list[str] | None = None) -> int:
    """Lints the specs and says what is wrong; 0 nothing, 1 something, 2 there is no such API or folder."""
    parser = argparse.ArgumentParser(prog="lint_specs.py", description="Check specs/<api>/openapi.yaml and facts.yaml.")
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs to check; all without any")
    parser.add_argument("--specs", type=Path, default=SPECS, metavar="DIR", help="the folder of specs")
    arguments = parser.parse_args(argv)
    try:
        known = Catalogue(arguments.specs).names
        for name in arguments.apis:
            if name not in known:
                raise UnknownApiError(name, known)
    except (NoSpecsError, UnknownApiError) as error:
        print(error, file=sys.stderr)
        return 2
    names = list(dict.fromkeys(arguments.apis)) or known
    problems = [problem for name in names for problem in api_problems(arguments.specs / name)]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"nothing wrong in the specs of {', '.join(names)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
