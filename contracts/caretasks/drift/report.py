"""The report about the drift of each API: its differences, the facts that they contradict, and a patch of its spec."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from caretasks.core.errors import CommandError
from caretasks.drift.acceptance import Proposal, find_facts, format_patch, propose
from caretasks.drift.drift_files import Difference, DriftContent
from caretasks.drift.spec_edits import SpecText
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.yaml_data import DataError, parse_text


@dataclass(frozen=True)
class Row:
    """A difference in the report.

    Attributes:
        difference: The difference.
        facts: The IDs of the facts that it contradicts.
        changes: What would have to change in the spec to accept it; empty if that is not known.
    """

    difference: Difference
    facts: Sequence[str]
    changes: Sequence[str]


@dataclass
class ApiReport:
    """The drift of an API.

    Attributes:
        api: The name of the API.
        rows: Its differences.
        claims: The claims of the facts that they contradict, by ID.
        patch: The change of its spec that would accept them, as a unified diff; empty if there is none.
        problem: Why there are no facts and no patch; empty if there are.
    """

    api: str
    rows: list[Row] = field(default_factory=list)
    claims: dict[str, str] = field(default_factory=dict)
    patch: str = ""
    problem: str = ""

    @property
    def count(self) -> int:
        """The number of differences in all responses."""
        return sum(row.difference.count for row in self.rows)


@dataclass(frozen=True)
class DriftReport:
    """The report of `caretasks drift report`."""

    apis: Sequence[ApiReport]
    content: DriftContent


def make_report(content: DriftContent, catalog: Catalog | None) -> DriftReport:
    """Return the report about the differences of some files."""
    groups = groupby(content.differences, lambda each: each.key.api)
    return DriftReport([_report_api(api, list(found), catalog) for api, found in groups], content)


def _report_api(name: str, differences: list[Difference], catalog: Catalog | None) -> ApiReport:
    report = ApiReport(name)
    spec: SpecText | None = None
    facts: dict[str, Any] | None = None
    file = ""
    if catalog is None or name not in catalog.names:
        report.problem = f"no spec of {name} was found: name it with --document {name}=PATH"
    else:
        try:
            api = catalog.load(name)
            facts, file = api.facts, api.origin
            spec = SpecText(Path(file).read_text("utf-8"))
        except (CommandError, OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            reason = str(error).splitlines()[0] if isinstance(error, CommandError) else f"{file} is not one text file"
            report.problem = f"the spec of {name} cannot be used: {reason}"
    edited = spec
    for difference in differences:
        proposal = Proposal() if spec is None else propose(spec, difference.key)
        changed = None if edited is None else _apply(edited, difference)
        edited = changed or edited
        is_accepted = changed is not None
        report.rows.append(
            Row(difference, find_facts(facts, proposal.pointers), proposal.changes if is_accepted else ())
        )
    if spec is not None and edited is not None:
        report.patch = format_patch(_relative(file), spec.text, edited.text)
    entries = (facts or {}).get("facts", {})
    for fact in sorted({each for row in report.rows for each in row.facts}):
        report.claims[fact] = str(entries[fact].get("claim", "")).strip()
    return report


def _apply(spec: SpecText, difference: Difference) -> SpecText | None:
    """Return the text with the changes for a difference, or None if there are none that accept it."""
    proposal = propose(spec, difference.key)
    if not proposal.edits:
        return spec if proposal.changes else None
    try:
        edited = spec.apply(proposal.edits)
        parse_text(edited.text)
    except (yaml.YAMLError, DataError):
        return None
    return None if propose(edited, difference.key).edits else edited


def _relative(file: str) -> str:
    path = Path(file).resolve()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).lstrip("/")


def join_patches(reports: Iterable[ApiReport]) -> str:
    """Return the patches of all APIs as one."""
    return "".join(report.patch for report in reports)
