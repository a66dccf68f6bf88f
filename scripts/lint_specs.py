"""Lint `specs/<api>/openapi.yaml` and `facts.yaml`.

It reports errors that mislead the generator, the mock server, the contract suite or a reader, but not matters of style.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from caretasks.core.errors import UsageError
from caretasks.openapi.catalog import Catalog, UnknownApiError
from caretasks.openapi.lint.document import find_api_problems
from caretasks.openapi.problems import Problem, has_errors

ROOT = Path(__file__).parents[1]
DEFAULT_SPECS = ROOT / "specs"


def main(argv: list[str] | None = None) -> int:
    """Print the problems, and return the exit status.

    It is 1 for an error, or for any problem of a hand-written spec, which has a facts file; 2 for wrong arguments.
    """
    parser = argparse.ArgumentParser(prog="lint_specs.py", description="Lint DIR/<api>/openapi.yaml and facts.yaml.")
    parser.add_argument("apis", nargs="*", metavar="API", help="names of the APIs (default: all)")
    parser.add_argument(
        "--specs", type=Path, default=DEFAULT_SPECS, metavar="DIR", help="directory of the specs (default: specs)"
    )
    arguments = parser.parse_args(argv)
    try:
        known = Catalog(arguments.specs).names
        for name in arguments.apis:
            if name not in known:
                raise UnknownApiError(name, known)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    names = list(dict.fromkeys(arguments.apis)) or known
    found = {name: find_api_problems(arguments.specs / name) for name in names}
    for problem in (problem for problems in found.values() for problem in problems):
        print(problem, file=sys.stderr)
    if without_problems := [name for name, problems in found.items() if not problems]:
        print(f"no problems in the specs of {', '.join(without_problems)}")
    return int(any(_fails(arguments.specs / name, problems) for name, problems in found.items()))


def _fails(directory: Path, problems: list[Problem]) -> bool:
    """Return whether problems fail: errors, or any problem of a hand-written spec, which has a facts file."""
    is_hand_written = (directory / "facts.yaml").exists()
    return has_errors(problems) or (is_hand_written and bool(problems))


if __name__ == "__main__":
    sys.exit(main())
