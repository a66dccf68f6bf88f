"""`make new-api`: a spec and a package in this repository, from a document of a vendor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from caretasks.codegen.imported.command import (
    REPORT,
    generate,
    print_problems,
    read_document,
    report,
    require_name,
)
from caretasks.codegen.imported.config import add_document_arguments, add_force_option
from caretasks.codegen.imported.placement import place, require_replaceable
from caretasks.codegen.regenerate import build_folder
from caretasks.core.arguments import CommandParser
from caretasks.core.console import write_line
from caretasks.core.errors import CommandError, UsageError
from caretasks.openapi.importing.writing import format_yaml


def main(argv: Sequence[str] | None = None, *, root: Path) -> int:
    """Run the command and return the exit status.

    Args:
        argv: The arguments (default: those of the process).
        root: The folder of `specs` and `generated`.
    """
    parser = CommandParser(
        prog="new_api.py", description="Import an OpenAPI document to specs/NAME, and generate its package."
    )
    parser.add_argument("name", metavar="NAME", help="name of the API and of its package: caretasks.NAME")
    add_document_arguments(parser)
    add_force_option(parser)
    try:
        return _run(parser.parse_args(argv), root)
    except CommandError as error:
        write_line(f"new-api: {error}", sys.stderr)
        return error.status
    except OSError as error:
        print(f"new-api: {error.filename or root}: {error.strerror or error}; nothing was changed", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("new-api: interrupted; nothing was changed", file=sys.stderr)
        return 130


def _run(arguments: argparse.Namespace, root: Path) -> int:
    name = arguments.name
    spec, package = root / "specs" / name, root / "generated" / "caretasks" / name
    require_name("NAME", name, folder=package.parent)
    if (spec / "facts.yaml").exists():
        raise UsageError(f"{spec} has a facts.yaml, so that it is written by hand: it is not replaced")
    require_replaceable(spec, REPORT, force=arguments.force)
    require_replaceable(package, "openapi.json", force=arguments.force)
    source, problems = read_document(arguments, name)
    with build_folder(root.resolve()) as build:
        problems = list(dict.fromkeys([*problems, *generate(source, name, build / "caretasks")]))
        folder = build / "spec"
        folder.mkdir()
        (folder / "openapi.yaml").write_text(format_yaml(source.data), "utf-8")
        (folder / REPORT).write_text(report(name, arguments.document, source, problems), "utf-8")
        place({spec: folder, package: build / "caretasks" / name}, build / "replaced")
    print_problems(problems)
    print(f"specs/{name}/openapi.yaml and generated/caretasks/{name} are written; see specs/{name}/{REPORT}")
    return 0
