"""`make regenerate`: make `generated/caretasks/` from `specs/`; see `caretasks.codegen.regenerate`."""

from __future__ import annotations

import sys
from pathlib import Path

from caretasks.codegen.regenerate import main
from caretasks.openapi.source import Problem, Source
from scripts.lint_specs import document_problems, name_problems

ROOT = Path(__file__).parents[1]


def lint(source: Source, name: str) -> list[Problem]:
    """Return what is wrong with the spec of the API `name`."""
    return name_problems(source, name) + document_problems(source)


if __name__ == "__main__":
    sys.exit(main(root=ROOT, lint=lint))
