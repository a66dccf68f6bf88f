"""The `caretasks check` command: arguments, output, exit status and files."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from caretasks.cli import main
from caretasks.conformance.results import ExitStatus
from caretasks.conformance.target import remote
from caretasks.conformance.target.model import Target, in_process_target
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.servers.faulty import MockExchange, with_changed_responses

# `make check` leaves these out: most of them run whole checks.
pytestmark = pytest.mark.slow

DOCUMENT = """
openapi: 3.1.0
info: {title: Items, version: '1'}
servers: [{url: 'https://items.example.com/v1'}]
%s
paths:
  /items/{id}:
    get:
      operationId: get_item
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: The item
          content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}}}}}
        4XX: {description: Rejected}
"""


def security(scheme: str) -> str:
    return f"security: [{{key: []}}]\ncomponents: {{securitySchemes: {{key: {scheme}}}}}"


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A directory of user-provided specs: one for each location of a key, and one without a key."""
    for name, text in {
        "none": "",
        "basic": security("{type: http, scheme: basic}"),
        "query": security("{type: apiKey, in: query, name: api_key}"),
        "cookie": security("{type: apiKey, in: cookie, name: session}"),
    }.items():
        (tmp_path / "specs" / name).mkdir(parents=True)
        (tmp_path / "specs" / name / "openapi.yaml").write_text(DOCUMENT % text)
    return tmp_path / "specs"


def test_check_prints_several_apis_in_one_table(specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["check", "basic", "none", "--specs", str(specs), "--max-examples", "1"]
    assert main(command) == ExitStatus.PASSED
    lines = capsys.readouterr().out.splitlines()
    operations = [["basic", "get_item"], ["none", "get_item"]]
    assert [line.split()[:2] for line in lines[: len(operations) + 1]] == [["API", "operation"], *operations]
    assert lines[-1].startswith(f"{len(operations)} operations: {len(operations)} passed")


@pytest.mark.parametrize("name", ["none", "basic", "query", "cookie"])
def test_check_accepts_a_user_provided_spec(name: str, specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", name, "--specs", str(specs), "--max-examples", "4"]) == ExitStatus.PASSED
    assert "get_item" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope"], f"choose one of: {', '.join(Catalog().names)}"),
        ([], "name one or more APIs"),
        (["unpod", "--all"], "--all cannot be combined with API names (unpod)"),
        (["--all", "--specs", "nowhere"], "nowhere"),
    ],
)
def test_invalid_api_selection_exits_2(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *arguments]) == ExitStatus.USAGE_ERROR
    assert message in capsys.readouterr().err


def test_invalid_spec_exits_2_with_its_line(specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (specs / "none" / "openapi.yaml").write_text("openapi: [")
    assert main(["check", "none", "--specs", str(specs)]) == ExitStatus.USAGE_ERROR
    assert "openapi.yaml:2: " in capsys.readouterr().err


def test_document_whose_paths_are_a_list_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "items.yaml"
    document.write_text("openapi: 3.1.0\ninfo: {title: Items, version: '1'}\npaths: []\n")
    assert main(["check", str(document)]) == ExitStatus.USAGE_ERROR
    assert f'{document}:3: /paths: the value is not of type "object"' in capsys.readouterr().err


def test_failure_exits_1_with_its_message_facts_and_curl_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def return_string_count(exchange: MockExchange) -> None:
        if exchange.status == 200:
            exchange.json = {**exchange.json, "count": "zwei"}

    def faulty_target(api: Api, **_: object) -> Target:
        target = in_process_target(api)
        return replace(target, server=with_changed_responses(target.app, return_string_count))

    monkeypatch.setattr(remote, "in_process_target", faulty_target)
    assert main(["check", "unpod", "--operation", "get_run_tasks", "--max-examples", "2"]) == ExitStatus.FAILED
    printed = capsys.readouterr().out
    assert " unpod get_run_tasks: `count` must be an integer; received `zwei`\n" in printed
    assert "\n  expected: an integer\n  received: `zwei`\n  at:       response body /count\n  in " in printed
    assert "\n  UN-05: " in printed
    assert "(https://docs.unpod.dev/" in printed
    assert "\n  curl http://127.0.0.1:4010/unpod/" in printed
    assert '-H "Authorization: Token $UNPOD_API_KEY"' in printed
    assert "\n  export UNPOD_API_KEY=…" in printed


@pytest.mark.long
def test_check_writes_no_file_and_reads_no_configuration_in_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text("this is not even TOML")
    program = "import sys; from caretasks.cli import main; sys.exit(main(['check', 'unpod', '--max-examples', '2']))"
    assert subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["schemathesis.toml"]
