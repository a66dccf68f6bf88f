"""The state of an API: its pages, its checks, its spec and its drift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from caretasks.core.console import format_count

MOCK_SERVERS = "mock servers"


@dataclass(frozen=True)
class PagesRead:
    """The result of the last reading of the pages of an API.

    Attributes:
        read: When a page was read last, in UTC; None if none was.
        states: The number of facts by state.
        gone: The IDs of the facts whose evidence is gone.
        unread: The pages that could not be read.
    """

    read: datetime | None
    states: Mapping[str, int]
    gone: Sequence[str]
    unread: Sequence[str]


@dataclass(frozen=True)
class CheckRun:
    """A check of an API.

    Attributes:
        started: When it was started, in UTC.
        verdict: The verdict.
        server: What was checked; empty if the report does not say it.
        failures: The number of causes of failures.
        known: The number of findings that a baseline or a facts file accepts.
        warnings: The number of warnings.
    """

    started: datetime
    verdict: str
    server: str
    failures: int
    known: int
    warnings: int


@dataclass(frozen=True)
class SpecChanges:
    """The changes between our spec and another document.

    Attributes:
        compared: When they were compared, in UTC.
        new: The other document.
        breaking: The number of changes that are breaking for clients or servers.
        compatible: The number of other changes.
    """

    compared: datetime
    new: str
    breaking: int
    compatible: int


@dataclass(frozen=True)
class DriftSeen:
    """The drift that clients have recorded.

    Attributes:
        differences: The number of different locations and types.
        count: How often it was received.
        first: When it was received first, in ISO 8601.
        last: When it was received last.
    """

    differences: int
    count: int
    first: str
    last: str


@dataclass
class ApiStatus:
    """The state of an API; None for a part that no report is about."""

    api: str
    pages: PagesRead | None = None
    checks: list[CheckRun] = field(default_factory=list)
    spec: SpecChanges | None = None
    drift: DriftSeen | None = None

    @property
    def last_check(self) -> CheckRun | None:
        """The last check of a server; one of the mock servers only if there is no other."""
        servers = [each for each in self.checks if not each.server.startswith(MOCK_SERVERS)]
        return max(servers or self.checks, key=lambda each: each.started, default=None)

    @property
    def history(self) -> list[CheckRun]:
        """The checks of servers from the first to the last; those of mock servers only if there are no others."""
        servers = [each for each in self.checks if not each.server.startswith(MOCK_SERVERS)]
        return sorted(servers or self.checks, key=lambda each: each.started)

    @property
    def open_differences(self) -> list[str]:
        """The open differences between vendor and spec, counted by where they were found."""
        check, found = self.last_check, []
        if check is not None and (check.failures or check.verdict == "failed"):
            found.append(format_count(max(check.failures, 1), "failure"))
        if self.pages is not None and self.pages.gone:
            found.append(f"{format_count(len(self.pages.gone), 'fact')} gone")
        if self.spec is not None and self.spec.breaking:
            found.append(format_count(self.spec.breaking, "breaking change"))
        return found

    @property
    def is_compared(self) -> bool:
        """True if a report says whether there are open differences."""
        return bool(self.checks) or self.pages is not None or self.spec is not None

    @property
    def has_findings(self) -> bool:
        """True if there is an open difference or drift."""
        return bool(self.open_differences) or self.drift is not None


def format_time(time: datetime | None) -> str:
    """Return a time to the minute in UTC, or `never`."""
    return "never" if time is None else f"{time.astimezone(UTC):%Y-%m-%d %H:%M}"


def describe_pages(status: ApiStatus) -> str:
    """Return when the pages were read, and which facts and pages need a look."""
    pages = status.pages
    if pages is None:
        return "never"
    notes = [f"{format_count(len(pages.gone), 'fact')} gone"] if pages.gone else []
    notes += [f"{format_count(len(pages.unread), 'page')} not read"] if pages.unread else []
    return format_time(pages.read) + (f" ({', '.join(notes)})" if notes else "")


def describe_check(status: ApiStatus) -> str:
    """Return when a server was checked last, and the verdict."""
    check = status.last_check
    return "never" if check is None else f"{format_time(check.started)} {check.verdict}"


def describe_drift(status: ApiStatus) -> str:
    """Return how much drift was seen, and when last."""
    drift = status.drift
    if drift is None:
        return "none"
    last = drift.last[:16].replace("T", " ")
    return f"{format_count(drift.differences, 'difference')}, {format_count(drift.count, 'time')}, last {last}"
