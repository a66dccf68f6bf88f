"""`caretasks pages`: its output and exit statuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from caretasks.cli import main
from tests.pages.acme import CREATE, FACTS, LIST, READ

SPEC = {"openapi": "3.1.0", "info": {"title": "Acme", "version": "1"}, "paths": {}}


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """Return a directory of specs with the API `acme`."""
    folder = tmp_path / "specs" / "acme"
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_text(yaml.safe_dump(SPEC))
    facts = {name: {"claim": "It is so.", "enforced_by": [], **fact} for name, fact in FACTS["facts"].items()}
    (folder / "facts.yaml").write_text(yaml.safe_dump({**FACTS, "facts": facts}))
    return tmp_path / "specs"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a folder of saved pages."""
    folder = tmp_path / "saved"
    folder.mkdir()
    for name, text in (("create.txt", CREATE), ("list.txt", LIST), ("read.md", READ)):
        (folder / f"acme-{name}").write_text(text)
    return folder


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    status = main(["pages", *map(str, arguments)])
    return status, capsys.readouterr().out


def test_exits_with_0_if_all_evidence_is_found(capsys: pytest.CaptureFixture[str], specs: Path, saved: Path) -> None:
    status, output = _run(capsys, "acme", "--specs", specs, "--from", saved)
    assert status == 0
    assert "acme: 17 facts: 16 found, 1 unconfirmed" in output


def test_exits_with_1_if_evidence_is_gone(capsys: pytest.CaptureFixture[str], specs: Path, saved: Path) -> None:
    (saved / "acme-list.txt").write_text(LIST.replace("| 206 | Partial |\n", ""))
    status, output = _run(capsys, "--specs", specs, "--from", saved)
    assert status == 1
    assert "'206' is no longer below Status Code." in output


def test_exits_with_1_if_something_is_new(capsys: pytest.CaptureFixture[str], specs: Path, saved: Path) -> None:
    (saved / "acme-create.txt").write_text(CREATE.replace("FOLLOW_UP\n", "FOLLOW_UP,\nURGENT\n"))
    status, output = _run(capsys, "--specs", specs, "--from", saved)
    assert status == 1
    assert "New value of 'kind': 'URGENT'." in output


def test_exits_with_3_if_a_page_cannot_be_read(capsys: pytest.CaptureFixture[str], specs: Path, saved: Path) -> None:
    (saved / "acme-list.txt").unlink()
    (saved / "acme-list.html").write_text("<html><body><div id=root></div><script></script></body></html>")
    status, output = _run(capsys, "--specs", specs, "--from", saved)
    assert status == 3
    assert "AC-08  page unreachable" in output
    assert "without JavaScript" in output
    assert "gone" not in output


def test_exits_with_3_if_a_page_with_confirmed_evidence_is_not_saved(
    capsys: pytest.CaptureFixture[str], specs: Path, saved: Path
) -> None:
    (saved / "acme-read.md").unlink()
    status, output = _run(capsys, "--specs", specs, "--from", saved)
    assert status == 3
    assert "https://docs.acme.example/visits/read is not saved: name its file acme-read.html" in output


def test_json_has_the_state_of_each_fact(capsys: pytest.CaptureFixture[str], specs: Path, saved: Path) -> None:
    (saved / "acme-create.txt").write_text(CREATE.replace("\nX-Key\n", "\nX-Token\n"))
    _, output = _run(capsys, "--specs", specs, "--from", saved, "--json")
    report: dict[str, Any] = json.loads(output)
    fact = report["facts"][0]
    assert (fact["api"], fact["fact"], fact["state"]) == ("acme", "AC-01", "gone")
    assert fact["page"] == "https://docs.acme.example/visits/create"
    assert fact["read"]
    assert [each["name"] for each in fact["new"]] == ["X-Token"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "missing"], "--from missing does not exist"),
        (["--from", ".", "--save", "x"], "cannot be combined"),
        (["acmee"], "unknown API"),
    ],
)
def test_exits_with_2_for_wrong_arguments(
    capsys: pytest.CaptureFixture[str], specs: Path, arguments: list[str], message: str
) -> None:
    assert main(["pages", "--specs", str(specs), *arguments]) == 2
    assert message in capsys.readouterr().err
