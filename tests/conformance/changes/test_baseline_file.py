"""The file of a baseline: errors with lines, and updates that keep what people wrote."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caretasks.conformance.changes.baseline import Baseline, apply_baseline
from caretasks.conformance.changes.baseline_file import Update, _format_value, read_baseline, update_baseline
from caretasks.conformance.model import CaseResult, CheckResult, Finding
from caretasks.conformance.results import ApiResult, empty_result
from caretasks.core.errors import UsageError
from tests.conformance.changes.conftest import API, MakeResult

TODAY = date(2026, 6, 1)
KNOWN = """\
# Our known deviations.

# Ticket 4711: they count in strings.
[[known]]
api = "unpod"
operation = "get_run_tasks"
fact = "UN-05"                     # the page says integer
pointer = "response body /count"
reason = \"\"\"
They will correct it
[[known]]
for the next release.\"\"\"
accepted_by = "Robin Sample"
expires = 2027-01-31

# Gone since May.
[[known]]
api = "unpod"
operation = "get_run_tasks"
check = "passing"
reason = "Ticket 4712"
accepted_by = "Robin Sample"
# A comment at the end.
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "known.toml"
    file.write_text(KNOWN)
    return file


def update(path: Path, result: ApiResult, **changed: Any) -> Update:
    baseline = read_baseline(path, may_be_missing=True)
    options: dict[str, Any] = {"reason": "Ticket 4713", "accepted_by": "Kim Sample", "keep_fixed": False, **changed}
    return update_baseline(baseline, apply(baseline, result), **options)


def apply(baseline: Baseline, result: ApiResult) -> Any:
    return apply_baseline(baseline, [result], ["unpod"], TODAY)


def test_read_baseline_returns_entries_with_their_lines(path: Path) -> None:
    first, second = read_baseline(path).entries
    assert (first.acceptance.location, second.acceptance.location) == (f"{path}:4", f"{path}:17")
    assert first.acceptance.expires == date(2027, 1, 31)
    assert (first.facts, first.cause.names, first.cause.pointer) == (("UN-05",), ("UN-05",), "response body /count")
    assert (second.facts, second.cause.names, second.cause.pointer) == ((), ("passing",), None)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('api = "unpod"', "api = unpod", 5, "invalid TOML"),
        ("fact =", "facts =", 7, "unknown key 'facts'; use api, operation, fact, "),
        ('fact = "UN-05"', "fact = []", 7, "fact must be a string, or a list of strings"),
        ('fact = "UN-05"', 'check = ""', 7, "check must be a string with some text"),
        ('fact = "UN-05"', 'fact = "UN-05"\ncheck = "x"', 4, "the entry must have either fact or check"),
        ('pointer = "response body /count"', "pointer = 5", 8, "pointer must be a string"),
        ('reason = "Ticket 4712"', 'reason = " "', 21, "reason must be a string with some text"),
        ('reason = "Ticket 4712"\n', "", 17, "the entry has no reason"),
        ("2027-01-31", '"2027-01-31"', 14, "expires must be a date without quotes, such as 2027-01-31"),
        ("2027-01-31", "2027-01-31T00:00:00", 14, "expires must be a date without quotes, such as 2027-01-31"),
        (
            "# Our known deviations.",
            "version = 1",
            1,
            "unknown name 'version'; each entry begins with a line [[known]]",
        ),
        ("# Our known deviations.", "[other]", 1, "unknown name 'other'; each entry begins with a line [[known]]"),
        ('check = "passing"', 'fact = "UN-05"\npointer = "response body /count"', 17, "known.toml:4 accepts the same"),
    ],
)
def test_invalid_entry_is_an_error_with_its_line(path: Path, old: str, new: str, line: int, message: str) -> None:
    path.write_text(KNOWN.replace(old, new, 1))
    with pytest.raises(UsageError) as raised:
        read_baseline(path)
    assert str(raised.value).startswith(f"{path}:{line}: ")
    assert message in str(raised.value)


@pytest.mark.parametrize("text", ["known = []\n", 'known = [{api = "unpod"}]\n', "[known]\n"])
def test_entries_in_another_notation_are_an_error(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(UsageError, match=r"known.toml:1: each entry must begin with a line \[\[known\]\]"):
        read_baseline(path)


def test_missing_file_is_an_error_unless_it_is_updated(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it does not exist; --update-baseline creates it"):
        read_baseline(tmp_path / "known.toml")
    assert not read_baseline(tmp_path / "known.toml", may_be_missing=True).entries


def test_update_adds_new_findings_and_keeps_the_text_of_the_others(
    path: Path, make_result: MakeResult, failure: Finding, other_failure: Finding
) -> None:
    result = make_result(failure, other_failure)
    assert update(path, result, keep_fixed=True) == Update(1, 0, needs_reason=False)
    assert path.read_text().startswith(KNOWN)
    assert tomllib.loads(path.read_text())["known"][2] == {
        "api": "unpod",
        "operation": "get_run_tasks",
        "check": "missing_header",
        "pointer": "response header X-Total",
        "title": "no X-Total",
        "phases": ["fuzzing"],
        "reason": "Ticket 4713",
        "accepted_by": "Kim Sample",
    }
    assert not apply(read_baseline(path), result).new


def test_entries_about_one_schema_have_one_cause(
    tmp_path: Path, make_result: MakeResult, other_failure: Finding
) -> None:
    pointers = ["response body /kind", "response body /items/*/kind", "response body /other"]
    schema = "/components/schemas/Kind/enum"
    findings = [replace(other_failure, pointer=pointer, schema_pointer=schema) for pointer in pointers]
    path = tmp_path / "known.toml"
    update(path, make_result(*findings))
    entries = read_baseline(path).entries
    assert [each.schema for each in entries] == [schema] * 3
    assert entries[0].shared_cause == entries[1].shared_cause != entries[2].shared_cause


def test_update_removes_fixed_entries_with_their_comments(
    path: Path, make_result: MakeResult, failure: Finding
) -> None:
    assert update(path, make_result(failure)) == Update(0, 1, needs_reason=False)
    assert path.read_text() == KNOWN.partition("\n# Gone since May.")[0]


def test_update_keeps_fixed_entries_of_a_partial_run(path: Path, make_result: MakeResult) -> None:
    assert update(path, make_result(), keep_fixed=True) == Update(0, 0, needs_reason=False)
    assert path.read_text() == KNOWN


def test_update_keeps_line_endings_and_links(
    tmp_path: Path, path: Path, make_result: MakeResult, other_failure: Finding
) -> None:
    path.write_bytes(KNOWN.replace("\n", "\r\n").encode())
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    update(link, make_result(other_failure))
    assert link.is_symlink()
    assert b"missing_header" in path.read_bytes()
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_update_without_a_reason_adds_entries_that_accept_nothing(
    tmp_path: Path, make_result: MakeResult, failure: Finding
) -> None:
    path, result = tmp_path / "known.toml", make_result(failure)
    assert str(update(path, result, reason=None)) == (
        "1 added, 0 removed; give each a reason and a name instead of TODO"
    )
    assert apply(read_baseline(path), result).counts["without a reason"] == 1
    assert result.operation("get_run_tasks").failures


def test_update_without_findings_creates_the_file(tmp_path: Path, make_result: MakeResult) -> None:
    update(tmp_path / "known.toml", make_result())
    assert not read_baseline(tmp_path / "known.toml").entries


def test_file_is_unchanged_if_the_update_cannot_be_written(
    path: Path, make_result: MakeResult, other_failure: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UsageError, match=r"known.toml cannot be written: No space left on device"):
        update(path, make_result(other_failure))
    assert path.read_text() == KNOWN
    assert list(path.parent.iterdir()) == [path]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_the_same_after_it_was_written(text: str) -> None:
    assert tomllib.loads(f"key = {_format_value(text)}") == {"key": text}


FINDINGS = st.builds(
    Finding,
    check=st.sampled_from(["one", "two"]),
    message=st.text(),
    request=st.none(),
    operation=st.sampled_from(["get_run_tasks", "list_runs"]),
    pointer=st.text(),
)


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(FINDINGS, max_size=3))
def test_findings_are_known_after_the_update(tmp_path_factory: pytest.TempPathFactory, findings: list[Finding]) -> None:
    path = tmp_path_factory.mktemp("update") / "known.toml"
    result = empty_result(API)
    for finding in findings:
        checks = (CheckResult(finding.check, finding),)
        result.add(CaseResult(finding.operation, "fuzzing", 200, is_checked_success=True, checks=checks))
    update(path, result)
    assert apply(read_baseline(path), result).counts["new"] == 0
    text = path.read_text()
    assert update(path, result) == Update(0, 0, needs_reason=False)
    assert path.read_text() == text
