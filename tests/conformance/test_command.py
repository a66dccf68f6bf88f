"""The command: what it takes, what it prints, what it exits with, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from caretasks.cli import main
from caretasks.conformance import runner
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import config, session
from caretasks.conformance.model import INTERRUPTED, CaseResult, CheckResult, Finding, Trouble, Verdict
from caretasks.conformance.results import ApiResult, ExitStatus, collect, exit_status
from caretasks.conformance.runner import run
from caretasks.conformance.target.model import AsgiApp, Target, stand_in
from caretasks.core import interrupts
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from tests.servers.faulty import QUICK, Answer, changed

DOCUMENT = """
openapi: 3.1.0
info: {title: Things, version: '1'}
servers: [{url: 'https://things.example.com/v1'}]
%s
paths:
  /things/{id}:
    get:
      operationId: get_thing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: The thing
          content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}}}}}
        4XX: {description: Refused}
"""


def scheme(words: str) -> str:
    return f"security: [{{key: []}}]\ncomponents: {{securitySchemes: {{key: {words}}}}}"


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A folder of specs that are none of ours: one for each place that a key can have, and one that needs none."""
    for name, words in {
        "none": "",
        "basic": scheme("{type: http, scheme: basic}"),
        "query": scheme("{type: apiKey, in: query, name: api_key}"),
        "cookie": scheme("{type: apiKey, in: cookie, name: session}"),
    }.items():
        (tmp_path / "specs" / name).mkdir(parents=True)
        (tmp_path / "specs" / name / "openapi.yaml").write_text(DOCUMENT % words)
    return tmp_path / "specs"


def test_several_apis_are_told_in_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "unpod", "maxcare", "--max-examples", "2"]) == ExitStatus.NOTHING_BROKEN
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["API", "operation"],
        ["unpod", "get_run_tasks"],
        ["maxcare", "get_task"],
    ]
    assert lines[-1].startswith("2 operations: 2 kept; 28 facts: ")


@pytest.mark.parametrize("name", ["none", "basic", "query", "cookie"])
def test_a_spec_that_is_not_ours_is_checked_too(name: str, specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", name, "--specs", str(specs), "--max-examples", "4"]) == ExitStatus.NOTHING_BROKEN
    assert "get_thing" in capsys.readouterr().out


VISITS = """
openapi: 3.1.0
info: {title: Visits, version: '1'}
paths:
  /visits:
    post:
      operationId: create_visit
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, properties: {ended_at: {type: [string, 'null'], format: date-time}}}
      responses:
        '201': {description: Made, content: {application/json: {schema: {type: object}}}}
        4XX: {description: Refused, content: {application/json: {schema: {}}}}
"""


@pytest.fixture
def visits(tmp_path: Path) -> Api:
    """An API with texts of a format that may be null, of which the engine makes texts of any form."""
    (tmp_path / "visits").mkdir()
    (tmp_path / "visits" / "openapi.yaml").write_text(VISITS)
    return Catalogue(tmp_path).load("visits")


def test_the_refusal_of_a_made_up_request_that_does_not_fit_is_advice(visits: Api) -> None:
    result = collect(visits, run(stand_in(visits), Settings(30))).operation("create_visit")
    assert result.verdict is Verdict.KEPT, result.failures
    assert "does not fit the document" in str(result.advice)


def test_the_refusal_of_a_request_that_fits_still_breaks_a_promise(visits: Api) -> None:
    def refuse(answer: Answer) -> None:
        answer.status, answer.json = 400, {}

    target = stand_in(visits)
    result = collect(visits, run(replace(target, server=changed(target.app, refuse)), QUICK))
    assert "positive_data_acceptance" in {finding.check for finding in result.operation("create_visit").failures}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nope"], f"known are {', '.join(Catalogue().names)}"),
        ([], "name one or more APIs"),
        (["unpod", "--all"], "name one or more APIs"),
        (["--all", "--specs", "nowhere"], "nowhere"),
    ],
)
def test_a_wrong_command_line_is_exit_2(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *arguments]) == ExitStatus.USAGE
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("depth", ["0", "-1", "many"])
def test_a_depth_that_is_none_is_exit_2(depth: str) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["check", "unpod", "--max-examples", depth])
    assert raised.value.code == ExitStatus.USAGE


@pytest.mark.parametrize(
    "argument",
    ["--rate-limit=nan", "--rate-limit=1e-320", "--timeout=inf", "--timeout=1e300", "--timeout=0", "--writes=all"],
)
def test_an_argument_that_cannot_be_kept_is_exit_2(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["check", "unpod", argument])
    assert raised.value.code == ExitStatus.USAGE
    assert "has to be" in capsys.readouterr().err


def test_a_document_that_cannot_be_read_is_exit_2(specs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (specs / "none" / "openapi.yaml").write_text("openapi: [")
    assert main(["check", "none", "--specs", str(specs)]) == ExitStatus.USAGE
    assert "openapi.yaml:2: /: is not YAML" in capsys.readouterr().err


def test_a_broken_promise_is_exit_1_with_what_was_seen_and_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(answer: Answer) -> None:
        if answer.status == 200:
            answer.json = {**answer.json, "count": "zwei"}

    def faulty(api: Api) -> Target:
        target = stand_in(api)
        return replace(target, server=changed(target.app, change))

    monkeypatch.setattr(runner, "stand_in", faulty)
    assert main(["check", "unpod", "--max-examples", "2"]) == ExitStatus.BROKEN
    printed = capsys.readouterr().out
    assert "unpod get_run_tasks: response_schema_conformance" in printed
    assert "  /count is a string; documented is integer (status 200)\n  UN-05: The answer is an envelope" in printed
    assert "(https://docs.unpod.dev/" in printed
    assert "\n  curl http://127.0.0.1:4010/unpod/" in printed
    assert '-H "Authorization: Token $UNPOD_API_KEY"' in printed
    assert "zwei" not in printed


def test_nothing_is_left_behind_and_no_configuration_nearby_is_read(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text("this is not even TOML")
    program = "import sys; from caretasks.cli import main; sys.exit(main(['check', 'unpod', '--max-examples', '2']))"
    assert subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["schemathesis.toml"]


def test_the_engine_keeps_nothing_from_run_to_run() -> None:
    built = config.build(stand_in(Catalogue().load("unpod")), QUICK)
    assert not built.cache.enabled
    assert built.projects.get_default().generation.database == "none"
    assert not built.reports.directory.exists()


def requests_of(api: str, settings: Settings) -> list[tuple[Any, ...]]:
    """Every request of a check, as the server sees it."""
    seen: list[tuple[Any, ...]] = []
    target = stand_in(Catalogue().load(api))

    def listening(inner: AsgiApp) -> AsgiApp:
        async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                return await inner(scope, receive, send)
            body = b""

            async def listen() -> MutableMapping[str, Any]:
                nonlocal body
                message: MutableMapping[str, Any] = await receive()
                body += message.get("body", b"")
                return message

            await inner(scope, listen, send)
            seen.append((scope["method"], scope["raw_path"], scope["query_string"], body))
            return None

        return app

    collect(target.api, run(replace(target, server=listening(target.app)), settings))
    return seen


@pytest.mark.parametrize("api", ["unpod", "solum"])
def test_the_same_seed_sends_the_same_requests_and_another_seed_others(api: str) -> None:
    requests_of(api, Settings(max_examples=1))  # the engine learns from modules that are loaded on the first run
    first = requests_of(api, Settings(8, seed=7))
    assert requests_of(api, Settings(8, seed=7)) == first
    assert requests_of(api, Settings(8, seed=8)) != first


def test_more_examples_send_more_requests() -> None:
    assert len(requests_of("unpod", Settings(20))) > len(requests_of("unpod", QUICK))


def judged(*items: CaseResult | Trouble) -> ApiResult:
    return collect(Catalogue().load("unpod"), items)


def case(*, judged: bool = True, finding: Finding | None = None) -> CaseResult:
    checks = (CheckResult("status_code_conformance", finding),)
    return CaseResult("get_run_tasks", "fuzzing", 200, judged, checks)


KEPT = judged(case())
BROKEN = judged(case(finding=Finding("status_code_conformance", "seen", None)), Trouble("trouble"))
ADVISED = judged(case(finding=Finding("status_code_conformance", "seen", None, advice="no fact")))
UNJUDGED = judged(case(judged=False))
TROUBLED = judged(case(), Trouble("trouble"))


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ([KEPT], ExitStatus.NOTHING_BROKEN),
        ([KEPT, ADVISED], ExitStatus.NOTHING_BROKEN),
        ([KEPT, UNJUDGED], ExitStatus.INCONCLUSIVE),
        ([KEPT, TROUBLED], ExitStatus.INCONCLUSIVE),
        ([UNJUDGED, BROKEN], ExitStatus.BROKEN),
        ([BROKEN], ExitStatus.BROKEN),
    ],
)
def test_a_broken_promise_outweighs_what_could_not_be_found_out(results: list[ApiResult], status: ExitStatus) -> None:
    assert exit_status(results) is status


def test_an_api_whose_process_ends_without_a_result_is_inconclusive(monkeypatch: pytest.MonkeyPatch) -> None:
    apis = Catalogue().load_all(["unpod", "maxcare"])
    monkeypatch.setattr(runner, "_work", os.abort)
    results = runner.check_all(apis, QUICK)
    assert [result.errors for result in results] == [["the check ended without a result"]] * 2
    assert exit_status(results) is ExitStatus.INCONCLUSIVE


def interrupt_once_begun(apis: set[str]) -> Callable[[session.Progress], None]:
    """Interrupts, as Ctrl-C does, once each of some APIs has had requests of the fuzzing phase."""

    def watch(news: session.Progress) -> None:
        if news.phase == "fuzzing" and apis:
            apis.discard(news.api)
            if not apis:
                os.kill(os.getpid(), signal.SIGINT)

    return watch


def test_an_interrupt_gives_what_was_found_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    apis = Catalogue().load_all(["unpod", "maxcare"])
    monkeypatch.setattr(runner, "_GRACE", 120)  # however busy the machine is that the tests run on
    with interrupts.interruptible():
        results = runner.check_all(apis, Settings(max_examples=5000), interrupt_once_begun({"unpod", "maxcare"}))
    assert [result.api for result in results] == ["unpod", "maxcare"]
    assert all(result.operations[0].phases["fuzzing"].cases for result in results)
    assert all(result.errors == [INTERRUPTED] for result in results)
    assert exit_status(results) is ExitStatus.INCONCLUSIVE


def test_an_interrupted_check_sends_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Catalogue().load("unpod")
    with interrupts.interruptible():
        result = runner.check_one(api, Settings(max_examples=5000), interrupt_once_begun({"unpod"}))
    assert result.errors == [INTERRUPTED]
    assert 0 < result.operations[0].phases["fuzzing"].cases < 5000
