"""`caretasks generate`: a package in a user's own repository, from a document of a vendor."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import version
from pathlib import Path

from caretasks.codegen.imported.placement import nearest_directory, place, require_replaceable
from caretasks.codegen.package import generate_package
from caretasks.codegen.regenerate import build_folder
from caretasks.core import workers
from caretasks.core.console import escape_unprintable, format_count
from caretasks.core.errors import CommandError, UsageError
from caretasks.openapi.document import Api
from caretasks.openapi.importing.changes import format_report
from caretasks.openapi.importing.names import find_name_problem, packaged_names
from caretasks.openapi.importing.pipeline import ImportedSource, import_document
from caretasks.openapi.importing.selection import Selection
from caretasks.openapi.lint.document import find_document_problems
from caretasks.openapi.problems import Problem, SourceError, count_unlisted

REPORT = "import.md"
_MAX_SHOWN = 20


def run(arguments: argparse.Namespace) -> int:
    """Run `caretasks generate` and return the exit status: 0, 1 if the document cannot be used, 2 for wrong usage."""
    name, out = arguments.package, arguments.out
    require_name("--package", name, folder=out / "caretasks")
    target = out / "caretasks" / name
    if (out / "caretasks" / "__init__.py").exists():
        raise UsageError(f"{out / 'caretasks' / '__init__.py'} must not exist: caretasks is a namespace package")
    require_replaceable(target, "openapi.json", force=arguments.force)
    source, problems = read_document(arguments, name)
    header = _header(arguments.document, name, out)
    with build_folder(nearest_directory(out)) as build:
        problems = list(dict.fromkeys([*problems, *generate(source, name, build / "caretasks", header)]))
        (build / "caretasks" / name / REPORT).write_text(report(name, arguments.document, source, problems), "utf-8")
        place({target.absolute(): build / "caretasks" / name}, build / "replaced")
    print_problems(problems)
    operations = format_count(len(Api(name, source.data, None, source.file).operations), "operation")
    print(f"{target}: caretasks.{name} with {operations}; see {target / REPORT} for what was changed")
    if str(out.resolve()) not in map(os.path.realpath, sys.path):
        print(f"To import it, add {out} to PYTHONPATH or to your project's packages.")
    return 0


def require_name(option: str, name: str, folder: Path) -> None:
    """Require that a name can be that of a generated package.

    Args:
        option: The option that has the name, for the message.
        name: The name.
        folder: The folder of the package, which may have one of this name already.

    Raises:
        UsageError: It is not an identifier, a keyword, or the name of a module or an API of `caretasks`.
    """
    problem = find_name_problem(name)
    if problem is None and name in packaged_names() and not (folder / name).exists():
        problem = f"{name!r} is an API that is installed with caretasks: choose another name"
    if problem is not None:
        raise UsageError(f"{option}: {problem}")


def read_document(arguments: argparse.Namespace, name: str) -> tuple[ImportedSource, list[Problem]]:
    """Return the document of the arguments, and its problems, none of which is an error.

    Raises:
        SourceError: The document cannot be used.
        UsageError: A pattern is malformed, or leaves no operation.
    """
    selection = Selection(tuple(arguments.only), tuple(arguments.tag), tuple(arguments.exclude))
    if str(arguments.document).startswith(("http:/", "https:/")):
        raise UsageError(f"{arguments.document} is a URL: download the document, and pass its file")
    source = import_document(arguments.document, selection=selection, allowed_hosts=arguments.allow_remote)
    problems = find_document_problems(source, name)
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise SourceError(errors[:_MAX_SHOWN] + count_unlisted(source.file, len(errors) - _MAX_SHOWN))
    return source, problems


def generate(source: ImportedSource, name: str, namespace: Path, header: str | None = None) -> list[Problem]:
    """Generate a package into a folder, in a worker process, and return its limitations.

    Raises:
        SourceError: The package cannot be used.
        CommandError: The process ended early.
    """
    namespace.mkdir()
    problems: list[Problem] = []
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is signal.SIG_DFL:
            signal.signal(ending, lambda number, _: sys.exit(128 + number))
    try:
        task = partial(_generate_in_worker, source, namespace, header)
        workers.run_tasks(task, [name], lambda _, found: problems.extend(found))
    except workers.WorkerCrashedError:
        raise CommandError("the generation was killed (short of memory?); nothing was changed, try again") from None
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise SourceError(errors)
    return problems


def _generate_in_worker(
    source: ImportedSource, namespace: Path, header: str | None, name: str, send: Callable[[list[Problem]], None]
) -> None:
    send(generate_package(source, None, namespace, name=name, header=header))


def _header(document: Path, name: str, out: Path) -> str:
    origin, folder = escape_unprintable(document.name), escape_unprintable(out.name)
    return (
        f"# Generated from {origin} by caretasks {version('caretasks')}, openapi-python-client "
        f"{version('openapi-python-client')}\n# and datamodel-code-generator {version('datamodel-code-generator')}. "
        f"Do not edit; run `caretasks generate FROM --out {folder} --package {name} --force`."
    )


def report(name: str, document: Path, source: ImportedSource, problems: Iterable[Problem]) -> str:
    """Return the report of an import: what was changed, and what its package does not support."""
    return format_report(name, document.resolve().name, source.changes, problems)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print the limitations, and the number of warnings, to stderr."""
    problems = list(problems)
    for problem in [each for each in problems if each.severity == "limitation"]:
        print(problem, file=sys.stderr)
    warnings = [each for each in problems if each.severity == "warning"]
    if warnings:
        print(f"{format_count(len(warnings), 'warning')}: the first one is {warnings[0]}", file=sys.stderr)
