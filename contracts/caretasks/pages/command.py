"""`caretasks pages`: look for the evidence of facts on the pages of the vendors."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack

from caretasks.core.console import format_count
from caretasks.core.errors import UsageError
from caretasks.core.files import require_writable, write_file
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from caretasks.pages.evidence import DocumentedPage
from caretasks.pages.fact_states import ApiReport, FactState, ReadPage, evaluate, needed_pages
from caretasks.pages.page_reports import format_json, format_text
from caretasks.pages.published_spec import compare_with_published
from caretasks.pages.saved_pages import PageFolder

_Reader = Callable[[str, DocumentedPage], ReadPage]


def run(arguments: argparse.Namespace) -> int:
    """Run `caretasks pages` and return the exit status.

    It is 1 if evidence is gone, something near it is new, or the published spec differs; else 3 if a page could not be
    read; else 0.

    Raises:
        UsageError: An argument cannot be used (status 2).
    """
    if arguments.folder and arguments.save:
        raise UsageError("--save cannot be combined with --from: saved pages are not fetched")
    if arguments.report:
        require_writable(arguments.report.parent, f"the folder of --report {arguments.report}")
    apis = _load(arguments)
    with ExitStack() as stack:
        read = _make_reader(arguments, stack)
        reports = [_read_api(api, read, fetches=not arguments.folder) for api in apis]
        specs = {api.name: report for api in apis if (report := compare_with_published(api, read)) is not None}
    if arguments.report:
        write_file(arguments.report, lambda file: file.write(format_json(reports, specs)))
    sys.stdout.write(format_json(reports, specs) if arguments.json else format_text(reports, specs))
    facts = [fact for report in reports for fact in report.facts]
    if any(fact.state is FactState.GONE or fact.additions for fact in facts):
        return 1
    if any(spec.differences for spec in specs.values()):
        return 1
    is_unread = any(_is_unread(report) for report in reports) or any(spec.problem for spec in specs.values())
    return 3 if is_unread else 0


def _load(arguments: argparse.Namespace) -> list[Api]:
    catalog, names = Catalog.for_arguments(arguments.apis, arguments.specs)
    apis = [catalog.load(name) for name in names] if names else [api for api in catalog.load_all() if api.facts]
    for api in apis:
        if not api.facts:
            raise UsageError(
                f"{api.name} has no facts file: its facts with their evidence are in specs/<api>/facts.yaml"
            )
    if not apis:
        raise UsageError("no API has a facts file")
    return apis


def _make_reader(arguments: argparse.Namespace, stack: ExitStack) -> _Reader:
    if arguments.folder:
        return PageFolder(arguments.folder).read
    from caretasks.pages.fetching import PageFetcher

    folder = PageFolder(arguments.save, create=True) if arguments.save else None
    return stack.enter_context(PageFetcher(folder)).fetch


def _read_api(api: Api, read: _Reader, *, fetches: bool) -> ApiReport:
    pages = needed_pages(api)
    if fetches:
        print(f"{api.name}: fetching {format_count(len(pages), 'page')}, one a second", file=sys.stderr)
    return evaluate(api, [read(api.name, page) for page in pages])


def _is_unread(report: ApiReport) -> bool:
    """Return whether a page could not be read, or a fact that is known from its page has no saved copy of it."""
    return any(page.problem for page in report.pages) or any(
        fact.state is FactState.UNREACHABLE for fact in report.facts
    )
