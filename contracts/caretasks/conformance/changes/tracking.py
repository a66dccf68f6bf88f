"""The options `--baseline`, `--update-baseline` and `--compare`: read the files before a run, apply them after it."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caretasks.conformance.changes.baseline import Baseline, BaselineResult, apply_baseline
from caretasks.conformance.changes.baseline_file import read_baseline, update_baseline
from caretasks.conformance.changes.comparison import Comparison, EarlierReport, compare_results, read_report
from caretasks.conformance.results import ApiResult
from caretasks.core.errors import UsageError
from caretasks.core.files import require_writable


@dataclass(frozen=True)
class Changes:
    """Changes since a baseline and an earlier run, as the reports show them.

    Attributes:
        baseline: The run compared with the baseline; None without one.
        comparison: The run compared with an earlier one; None without one.
        notice: How the file of the baseline was updated; empty if it was not.
        error: Why it could not be updated; empty if it was.
    """

    baseline: BaselineResult | None = None
    comparison: Comparison | None = None
    notice: str = ""
    error: str = ""


NO_CHANGES = Changes()
"""The changes of a run without a baseline and an earlier report."""


@dataclass(frozen=True)
class ChangeTracker:
    """The files of a run with which its results are compared.

    Attributes:
        baseline: The content of the baseline; None without one.
        earlier: The report of an earlier run; None without one.
        update: Whether to update the baseline.
        reason: Why its new entries are accepted.
        accepted_by: Who accepted them.
        keep_fixed: Whether fixed entries stay, because the run sends only a part of the requests.
    """

    baseline: Baseline | None = None
    earlier: EarlierReport | None = None
    update: bool = False
    reason: str | None = None
    accepted_by: str | None = None
    keep_fixed: bool = False

    @classmethod
    def read(cls, args: argparse.Namespace) -> ChangeTracker:
        """Read the files that the arguments of `caretasks check` name.

        Raises:
            UsageError: The options cannot be combined, or a file cannot be read or updated.
        """
        file: Path | None = args.baseline
        _validate_options(args)
        baseline = None if file is None else read_baseline(file, may_be_missing=args.update_baseline)
        if file is not None and args.update_baseline:
            require_writable(file.resolve().parent, f"the directory of --baseline {file}")
        return cls(
            baseline,
            None if args.compare is None else read_report(args.compare),
            args.update_baseline,
            args.reason,
            args.accepted_by,
            keep_fixed=args.shard is not None,
        )

    def apply(self, results: Sequence[ApiResult], known_apis: Collection[str], today: date) -> Changes:
        """Mark the findings that the baseline accepts, update it if it is to be, and return what changed."""
        baseline, notice, error = self.baseline, "", ""
        if baseline is not None and self.update:
            try:
                current = read_baseline(baseline.path, may_be_missing=True)  # it may have been edited during the run
                before = apply_baseline(current, results, known_apis, today)
                update = update_baseline(
                    current, before, reason=self.reason, accepted_by=self.accepted_by, keep_fixed=self.keep_fixed
                )
                notice, baseline = f"{baseline.path}: {update}", read_baseline(baseline.path)
            except UsageError as usage_error:
                error = str(usage_error)
        applied = None if baseline is None else apply_baseline(baseline, results, known_apis, today)
        comparison = None if self.earlier is None else compare_results(self.earlier, results)
        return Changes(applied, comparison, notice, error)


def _validate_options(args: argparse.Namespace) -> None:
    if args.update_baseline and args.baseline is None:
        raise UsageError("--update-baseline needs the file: --baseline FILE")
    for name, value in (("--reason", args.reason), ("--accepted-by", args.accepted_by)):
        if value is not None and not args.update_baseline:
            raise UsageError(f"{name} is for new entries of the baseline: use it with --update-baseline")
        if value is not None and not value.strip():
            raise UsageError(f"{name} must not be empty")
    if args.update_baseline and args.reveal:
        raise UsageError("--update-baseline cannot be combined with --reveal: the file must not contain patient data")
