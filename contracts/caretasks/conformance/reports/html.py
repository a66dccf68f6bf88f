"""The verdicts as a page for a person: one HTML file that asks nothing else for anything and runs no script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import IO, TYPE_CHECKING

from caretasks.conformance.model import Verdict
from caretasks.conformance.reports.json_report import About
from caretasks.conformance.results import ApiResult, ExitStatus, exit_status
from caretasks.core import curl

if TYPE_CHECKING:
    import jinja2

_WORDS = {
    ExitStatus.NOTHING_BROKEN: ("kept", "Nothing is broken"),
    ExitStatus.BROKEN: ("broken", "A promise is broken"),
    ExitStatus.INCONCLUSIVE: ("not exercised", "Inconclusive: too little was found out"),
}


def write(file: IO[str], results: Sequence[ApiResult], about: About) -> None:
    """Writes the page."""
    verdict, told = _WORDS[exit_status(results)]
    facts = [found for result in results for operation in result.operations for found in operation.facts]
    file.write(
        _template().render(
            results=results,
            about=about,
            verdict=verdict,
            told=told,
            counts=[(each, sum(found.verdict is each for found in facts)) for each in Verdict],
            broken=[
                (result, operation, finding)
                for result in results
                for operation in result.operations
                for finding in operation.failures
            ],
            curl=curl.command,
        )
    )


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    import jinja2

    loader = jinja2.PackageLoader("caretasks.conformance.reports", "")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.jinja")
