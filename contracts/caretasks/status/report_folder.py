"""Reading of the reports and drift files in folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from caretasks.core.errors import UsageError
from caretasks.core.files import read_json
from caretasks.drift.drift_files import read_drift_files
from caretasks.status.api_status import ApiStatus, CheckRun, DriftSeen, PagesRead, SpecChanges

_DRIFT_SUFFIXES = (".jsonl", ".ndjson")


@dataclass
class FolderContent:
    """The content of all files in some folders.

    Attributes:
        apis: The state of each API, by name.
        problems: What could not be read, as sentences.
        reports: The number of reports and drift files.
    """

    apis: dict[str, ApiStatus] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    reports: int = 0


def read_folders(folders: Iterable[Path], names: Collection[str]) -> FolderContent:
    """Read all reports and drift files in folders.

    Args:
        folders: The folders; their files are read at any depth, except in hidden folders.
        names: The names of the known APIs, which have a state in any case.

    Raises:
        UsageError: One of them is not a folder.
    """
    reader = _Reader(names)
    files: dict[Path, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder} {'is not a folder' if folder.exists() else 'does not exist'}")
        for path in sorted(folder.rglob("*")):
            is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if path.suffix in (".json", *_DRIFT_SUFFIXES) and not is_hidden and path.is_file():
                files.setdefault(path.resolve(), path)
    for path in files.values():
        if path.suffix == ".json":
            reader.read_report(path)
    reader.read_drift([path for path in files.values() if path.suffix in _DRIFT_SUFFIXES])
    return reader.content


class _Reader:
    def __init__(self, names: Collection[str]) -> None:
        self.content = FolderContent({name: ApiStatus(name) for name in sorted(names)})
        self._names = names

    def _status(self, name: str) -> ApiStatus:
        return self.content.apis.setdefault(name, ApiStatus(name))

    def read_report(self, path: Path) -> None:
        """Read a JSON file; one that is not a report is ignored."""
        try:
            document = read_json(path)
        except UsageError as error:
            self.content.problems.append(str(error))
            return
        read = self._find_reader(document)
        if read is None:
            return
        try:
            read(document, datetime.fromtimestamp(path.stat().st_mtime, UTC))
            self.content.reports += 1
        except (LookupError, TypeError, ValueError, AttributeError):
            self.content.problems.append(f"{path} is not a report of this version of caretasks")

    def _find_reader(self, document: Any) -> Any:
        if not isinstance(document, dict):
            return None
        if document.get("command") == "pages":
            return self._read_pages
        if {"version", "exit_status", "apis"} <= document.keys():
            return self._read_check
        if {"report_version", "old", "new", "changes"} <= document.keys():
            return self._read_diff
        return None

    def _read_check(self, document: Any, modified: datetime) -> None:
        run = document.get("run", {})
        started = _parse_time(run["started"]) if "started" in run else modified
        for each in document["apis"]:
            findings = {
                kind: {
                    finding.get("number", (operation["id"], index))
                    for operation in each["operations"]
                    for index, finding in enumerate(operation[kind])
                }
                for kind in ("failures", "known", "warnings")
            }
            verdict = "inconclusive" if each["verdict"] == "passed" and each["inconclusive"] else str(each["verdict"])
            counts = [len(findings[kind]) for kind in ("failures", "known", "warnings")]
            run_of_api = CheckRun(started, verdict, str(run.get("server", "")), *counts)
            self._status(str(each["api"])).checks.append(run_of_api)

    def _read_pages(self, document: Any, modified: datetime) -> None:
        for api in {str(each["api"]) for part in ("facts", "pages") for each in document[part]}:
            facts = [each for each in document["facts"] if each["api"] == api]
            pages = [each for each in document["pages"] if each["api"] == api]
            times = [_parse_time(each["read"]) for each in (*pages, *facts) if each["read"]]
            found = PagesRead(
                max(times, default=None),
                Counter(str(each["state"]) for each in facts),
                [str(each["fact"]) for each in facts if each["state"] == "gone"],
                [str(each["page"]) for each in pages if each["state"] == "unreachable"],
            )
            status = self._status(api)
            known = status.pages
            if known is None or (found.read or _EPOCH) >= (known.read or _EPOCH):
                status.pages = found

    def _read_diff(self, document: Any, modified: datetime) -> None:
        name = self._find_api(str(document["old"])) or self._find_api(str(document["new"]))
        if name is None:
            return
        breaking = sum(bool(each["breaking_for"]) for each in document["changes"])
        found = SpecChanges(modified, str(document["new"]), breaking, len(document["changes"]) - breaking)
        status = self._status(name)
        if status.spec is None or found.compared >= status.spec.compared:
            status.spec = found

    def _find_api(self, label: str) -> str | None:
        """Return the API that a document of `caretasks diff` belongs to, by its name or its path."""
        parts = {label, label.partition(":")[2], *PurePath(label.partition(":")[2] or label).parts}
        return next((name for name in self._names if name in parts), None)

    def read_drift(self, paths: list[Path]) -> None:
        """Read drift files."""
        content = read_drift_files(paths)
        self.content.reports += content.files
        self.content.problems += content.problems
        for name in {each.key.api for each in content.differences}:
            found = [each for each in content.differences if each.key.api == name]
            self._status(name).drift = DriftSeen(
                len(found),
                sum(each.count for each in found),
                min(each.first for each in found),
                max(each.last for each in found),
            )


_EPOCH = datetime.fromtimestamp(0, UTC)


def _parse_time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
