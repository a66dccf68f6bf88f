"""`caretasks check` with `--baseline`, `--update-baseline` and `--compare`, of a recording with a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.traffic import har
from tests.conformance.traffic.test_replay import RUN_TASKS_URL, UNPOD_HEADERS, har_entry, run_tasks_body

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Check:
    """A function that checks a recording of a read with a `count`; returns exit status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(count: Any, *arguments: str) -> tuple[int, str, str]:
        entry = har_entry("GET", RUN_TASKS_URL, 200, run_tasks_body(count), headers=UNPOD_HEADERS)
        Path("traffic.har").write_text(json.dumps({"log": {"version": "1.2", "entries": [entry]}}))
        status = main(["check", "unpod", "--har", "traffic.har", *arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_accepted_finding_passes_and_is_fixed_after_the_server_is(check: Check) -> None:
    update = ("--update-baseline", "--reason", "Ticket 4711", "--accepted-by", "Robin Sample")
    status, output, errors = check("one", "--baseline", "known.toml", *update)
    assert (status, errors) == (ExitStatus.PASSED, "caretasks check: known.toml: 1 added, 0 removed\n")
    assert "Ticket 4711 (accepted by Robin Sample, known.toml:4)" in output
    assert check("one", "--baseline", "known.toml")[0] == ExitStatus.PASSED
    status, output, _ = check(1, "--baseline", "known.toml")
    assert status == ExitStatus.PASSED
    assert "baseline: 1 fixed" in output


def test_new_finding_fails_and_the_output_says_so(check: Check) -> None:
    Path("known.toml").write_text("")
    status, output, _ = check("one", "--baseline", "known.toml")
    assert status == ExitStatus.FAILED
    assert "baseline: 1 new" in output


def test_json_has_what_changed_since_the_earlier_report(check: Check) -> None:
    Path("known.toml").write_text("")
    check(1, "--report", "last")
    _, output, _ = check("one", "--json", "--compare", "last/report.json", "--baseline", "known.toml")
    report = json.loads(output)
    assert report["baseline"]["counts"]["new"] == report["comparison"]["counts"]["new"] == 1
    changed = {each["fact"]: (each["before"], each["now"]) for each in report["comparison"]["verdicts"]}
    assert changed["UN-05"] == ("passed", "failed")


def test_baseline_that_became_invalid_during_the_run_is_kept(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("known.toml").write_text("")

    def read_and_invalidate(path: Path) -> har.HarContent:
        Path("known.toml").write_text("[")
        return read_har(path)

    read_har = har.read_har
    monkeypatch.setattr(har, "read_har", read_and_invalidate)
    status, _, errors = check(1, "--baseline", "known.toml", "--update-baseline", "--quiet")
    assert (status, errors) == (ExitStatus.USAGE_ERROR, "caretasks check: known.toml:1: invalid TOML\n")
    assert Path("known.toml").read_text() == "["


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--baseline", "none.toml"], "cannot read none.toml: it does not exist"),
        (["--baseline", "none/known.toml", "--update-baseline"], "the directory of --baseline none/known.toml is not"),
        (["--baseline", "traffic.har"], "traffic.har:1: invalid TOML"),
        (["--update-baseline"], "--update-baseline needs the file: --baseline FILE"),
        (["--reason", "x"], "--reason is for new entries of the baseline: use it with --update-baseline"),
        (["--baseline", "k", "--update-baseline", "--accepted-by", ""], "--accepted-by must not be empty"),
        (["--baseline", "k", "--update-baseline", "--reveal"], "--update-baseline cannot be combined with --reveal"),
        (["--compare", "none.json"], "cannot read none.json: No such file or directory"),
    ],
)
def test_unusable_options_exit_2_before_the_check(check: Check, arguments: list[str], message: str) -> None:
    status, output, errors = check(1, *arguments)
    assert (status, output) == (ExitStatus.USAGE_ERROR, "")
    assert f"caretasks check: {message}" in errors
