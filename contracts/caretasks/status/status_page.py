"""The status of the APIs as a static HTML page, with a chart of the last checks of each API.

The page has no script and loads nothing: the charts are SVG in the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from caretasks.core.templates import load_template
from caretasks.status.api_status import ApiStatus, CheckRun, format_time
from caretasks.status.report_folder import FolderContent
from caretasks.status.status_reports import HEADINGS, describe

MAX_CHECKS = 40
BAR_WIDTH = 6
CHART_HEIGHT = 36
_SMALLEST_BAR = 6


class Bar(NamedTuple):
    """A check in the chart: its position in pixels, the class of its color, and its title."""

    x: int
    y: int
    height: int
    kind: str
    title: str


def format_html(content: FolderContent, now: datetime) -> str:
    """Return the page.

    Args:
        content: What the reports say.
        now: The time of the page, in UTC.
    """
    template = load_template(Path(__file__).parent, "status.html.jinja")
    return template.render(
        headings=HEADINGS,
        rows=[(status, describe(status)[1:], draw_history(status.history)) for status in content.apis.values()],
        problems=content.problems,
        now=format_time(now.astimezone(UTC)),
        chart_height=CHART_HEIGHT,
        chart_width=chart_width,
        bar_width=BAR_WIDTH,
        row_class=row_class,
    )


def row_class(status: ApiStatus) -> str:
    """Return the class of the row of an API: `found`, `clear`, or `unknown` if nothing is known about it."""
    if status.has_findings:
        return "found"
    return "unknown" if status.pages is None and status.last_check is None else "clear"


def draw_history(checks: Sequence[CheckRun]) -> list[Bar]:
    """Return the bars of the last checks: the higher, the more failures; a check without a failure has a low bar."""
    shown = checks[-MAX_CHECKS:]
    most = max((each.failures for each in shown), default=0)
    bars = []
    for index, each in enumerate(shown):
        share = each.failures / most if most else 0.0
        height = _SMALLEST_BAR + round(share * (CHART_HEIGHT - _SMALLEST_BAR))
        kind = each.verdict.replace(" ", "-")
        title = f"{format_time(each.started)}: {each.verdict}, {each.failures:,} failures"
        bars.append(Bar(index * (BAR_WIDTH + 2), CHART_HEIGHT - height, height, kind, title))
    return bars


def chart_width(bars: Sequence[Bar]) -> int:
    """Return the width of a chart in pixels."""
    return max(len(bars), 1) * (BAR_WIDTH + 2)
