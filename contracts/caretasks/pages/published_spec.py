"""Compare a spec with the OpenAPI document that its vendor publishes, except for the deliberate deviations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from caretasks.core.errors import CommandError
from caretasks.diff.api_changes import compare_documents
from caretasks.diff.change import Change
from caretasks.diff.documents import read_documents
from caretasks.diff.touched import add_touched
from caretasks.openapi.document import Api
from caretasks.pages.evidence import Deviation, DocumentedPage, read_published_spec
from caretasks.pages.fact_states import ReadPage

NAME = "published-spec"


@dataclass(frozen=True)
class SpecReport:
    """The comparison of a spec with the document that its vendor publishes.

    Attributes:
        url: The URL of the document.
        problem: Why it could not be compared.
        read: When it was fetched or saved.
        differences: The breaking changes from the spec to the document, except for deliberate deviations.
        deliberate: The number of breaking changes that are deliberate deviations.
        unused: The deviations that the documents do not have any more.
    """

    url: str
    problem: str = ""
    read: datetime | None = None
    differences: tuple[Change, ...] = ()
    deliberate: int = 0
    unused: tuple[Deviation, ...] = ()


def compare_with_published(api: Api, read: Callable[[str, DocumentedPage], ReadPage]) -> SpecReport | None:
    """Read and compare the document that the vendor of an API publishes.

    Returns:
        The report; None if the facts file names no document, or none is saved.
    """
    url, deviations = read_published_spec(api)
    if not url:
        return None
    page = read(api.name, DocumentedPage(NAME, url, url))
    if page.text is None:
        return SpecReport(url, page.problem, page.read) if page.problem else None
    try:
        changes = _compare(api, page.text)
    except CommandError as error:
        return SpecReport(url, f"it is not an OpenAPI document that can be compared: {_first_line(error)}", page.read)
    used = {deviation for deviation in deviations for change in changes if _is_deviation(change, deviation)}
    differences = [change for change in changes if not any(_is_deviation(change, each) for each in deviations)]
    unused = tuple(deviation for deviation in deviations if deviation not in used)
    return SpecReport(url, "", page.read, tuple(differences), len(changes) - len(differences), unused)


def _compare(api: Api, text: str) -> list[Change]:
    """Return the breaking changes from the spec of an API to another document."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{api.name}{'.json' if text.lstrip().startswith('{') else '.yaml'}"
        file.write_text(text, "utf-8")
        ours, published = read_documents(api.origin, str(file))
    changes = [change for change in compare_documents(ours.api, published.api) if change.breaks]
    return add_touched(changes, ours.api, published.api)


def _is_deviation(change: Change, deviation: Deviation) -> bool:
    if deviation.kinds and change.kind not in deviation.kinds:
        return False
    pattern = "".join("/[^/]+" if part == "*" else f"/{re.escape(part)}" for part in deviation.pointer.split("/")[1:])
    pointers = filter(None, (change.old_pointer, change.new_pointer))
    return any(re.fullmatch(f"{pattern}(?:/.*)?", pointer) for pointer in pointers)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
