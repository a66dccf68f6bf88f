"""YAML and JSON files as JSON data, with the line of each node.

YAML is read with the types of JSON only, as in YAML 1.2's core schema: dates and `no` are strings, and every key is the
string that is written (`200:` is `'200':`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from caretasks.openapi.problems import Finding, Problem, SourceError
from caretasks.openapi.yaml_data import DataError, find_lines, parse_text


@dataclass(frozen=True)
class Source:
    """The data of a file and the lines of its nodes.

    Attributes:
        file: The file, as messages name it.
        data: Its content as JSON data.
        text: Its content as text.
    """

    file: str
    data: Any
    text: str = field(repr=False)

    @property
    def import_findings(self) -> list[Finding]:
        """Limitations: the parts of the document of a vendor that its import left out (`x-left-out`)."""
        entries = self.data.get("x-left-out") if isinstance(self.data, dict) else None
        return [
            Finding(str(each["pointer"]), str(each["message"]), "limitation")
            for each in (entries if isinstance(entries, list) else ())
            if isinstance(each, dict) and {"pointer", "message"} <= each.keys()
        ]

    def make_problems(self, findings: Iterable[Finding]) -> list[Problem]:
        """Return a problem for each finding, with file and line."""
        found = list(findings)
        lines = find_lines(self.text, [each.pointer for each in found]) if found else {}
        return [Problem(self.file, each.pointer, lines[each.pointer], each.message, each.severity) for each in found]


def read_source(path: Path, name: str | None = None) -> Source:
    """Read a YAML or JSON file whose top level is a mapping. Messages use its name instead of its path, if given.

    Raises:
        SourceError: The file cannot be read, is not UTF-8 or not YAML, has a duplicate key, a value that JSON cannot
            represent or an alias cycle, is nested too deeply, or its top level is not a mapping.
    """
    file = str(path) if name is None else name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError([Problem(file, "", None, f"cannot be read: {error.strerror}")]) from error
    text = decode(file, content)
    try:
        data = parse_text(text).data
    except DataError as error:
        raise SourceError(Problem(file, *each) for each in error.problems) from None
    if not isinstance(data, dict):
        raise SourceError([Problem(file, "", 1, "the top level must be a mapping")])
    return Source(file, data, text)


def decode(file: str, content: bytes) -> str:
    """Return the content of a file as text.

    Raises:
        SourceError: It is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError([Problem(file, "", line, "is not UTF-8")]) from None
