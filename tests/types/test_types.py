"""Type checks of the clients: of a program that uses them, a program with errors, and generated code.

The programs in `tests/types/programs/` are checked like those of users: mypy without our configuration, against the
installed package. The generated code is the committed tree, which mypy checks in `make lint` and pyright here, and the
clients of two synthetic APIs: `tests/types/garden/` has features that the bundled specs do not use, and
`tests/types/doorbell/` has no operations. mypy checks the clients that other tests generate, too: it needs most of its
time for what all of them import.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from caretasks.maxcare import MaxCare
from caretasks.miramace import MiraMace
from caretasks.solum import Solum
from caretasks.unpod import Unpod
from tests.codegen import test_client, test_schemas
from tests.codegen.packages import generate
from tests.codegen.preparation import test_field_support

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "generated"
RUNTIME = ROOT / "contracts" / "caretasks" / "client"
FOLDER = ROOT / "tests" / "types"
PROGRAMS = FOLDER / "programs"
CONSUMER, OPERATIONS, WRONG = (PROGRAMS / f"{name}.py" for name in ("consumer", "operations", "wrong"))
MYPY = (
    *("mypy", "--strict", "--config-file=", "--no-error-summary"),
    *("--explicit-package-bases", "--cache-dir=.cache/mypy-clients"),
)

pytestmark = pytest.mark.long

Findings = dict[Path, dict[int, str]]
"""The messages of a checker, by file and line number from 1."""


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the clients of the specs in `tests/types/`."""
    folder = tmp_path_factory.mktemp("garden").resolve()
    command = [sys.executable, "scripts/regenerate.py", "--specs", str(FOLDER), "--output", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def tested_clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the clients of specs of other tests."""
    folder = tmp_path_factory.mktemp("tested").resolve()
    for module in (test_client, test_schemas, test_field_support):
        assert generate(folder, module.__name__.rpartition(".")[2], module.DOCUMENT) == []
    return folder


@pytest.fixture(scope="module")
def findings(garden: Path, tested_clients: Path) -> dict[str, Findings]:
    """Return the messages of each checker. The checkers run in parallel."""
    config = garden / "pyrightconfig.json"
    checked = [os.path.relpath(folder, garden) for folder in (RUNTIME, GENERATED, PROGRAMS, garden / "caretasks")]
    config.write_text(
        json.dumps({"include": checked, "typeCheckingMode": "strict", "executionEnvironments": [{"root": "."}]})
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, "MYPYPATH": f"{garden}:{tested_clients}"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for command in (
            ("pyright", f"--project={config}", f"--pythonpath={sys.executable}", "--outputjson"),
            (*MYPY, str(CONSUMER), str(OPERATIONS), str(WRONG), str(garden), str(tested_clients)),
        )
    ]
    pyright, mypy = (run.communicate()[0] for run in runs)
    # 1 means that errors were found, 2 and more that a type checker or its command line is broken.
    assert [run.returncode for run in runs] == [1, 1], pyright + mypy
    return {"mypy": _of_mypy(mypy), "pyright": _of_pyright(pyright)}


def _of_mypy(output: str) -> Findings:
    found: Findings = {}
    for file, line, message in re.findall(r"^(.+?):(\d+): (?:error|warning): (.*)$", output, re.MULTILINE):
        found.setdefault((ROOT / file).resolve(), {})[int(line)] = message
    return found


def _of_pyright(output: str) -> Findings:
    found: Findings = {}
    report = json.loads(output)
    assert report["summary"]["filesAnalyzed"] > len([*GENERATED.rglob("*.py"), CONSUMER, WRONG])
    for one in report["generalDiagnostics"]:
        found.setdefault(Path(one["file"]).resolve(), {})[one["range"]["start"]["line"] + 1] = one["message"]
    return found


def _below(folder: Path, findings: Findings) -> dict[str, str]:
    return {
        f"{file.relative_to(folder)}:{line}": message
        for file, lines in findings.items()
        if file.is_relative_to(folder)
        for line, message in lines.items()
    }


programs = pytest.mark.parametrize("program", [CONSUMER, OPERATIONS], ids=lambda program: program.stem)


@programs
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_program_that_uses_the_clients_has_no_type_errors(
    checker: str, program: Path, findings: dict[str, Findings]
) -> None:
    assert findings[checker].get(program, {}) == {}


@programs
def test_program_has_no_ignore_comments_or_casts(program: Path) -> None:
    assert not re.search(r"type: *ignore|pyright:|mypy:|\bcast\(|TYPE_CHECKING", program.read_text("utf-8"))


def test_program_calls_each_method_of_the_clients() -> None:
    """The async class of an API has the same methods, and the program calls them on a variable of the same name."""
    called = OPERATIONS.read_text("utf-8")
    clients = {"mm": MiraMace, "so": Solum, "up": Unpod, "mc": MaxCare}
    methods = [
        f"{name}.{method}("
        for name, client in clients.items()
        for method in vars(client)
        if not method.startswith(("_", "with_raw_response"))
    ]
    assert {method: called.count(method) for method in methods if called.count(method) < 2} == {}


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_wrong_program_has_type_errors_on_its_marked_lines_only(checker: str, findings: dict[str, Findings]) -> None:
    lines = WRONG.read_text("utf-8").splitlines()
    wrong = {number: line.strip() for number, line in enumerate(lines, 1) if line.endswith("# wrong")}
    assert len(wrong) >= 5
    refused = findings[checker].get(WRONG, {})
    assert [line for number, line in wrong.items() if number not in refused] == []
    assert {number: message for number, message in refused.items() if number not in wrong} == {}


@pytest.mark.parametrize("folder", [RUNTIME, GENERATED], ids=["runtime", "generated"])
def test_runtime_and_generated_tree_have_no_type_errors_under_pyright(
    folder: Path, findings: dict[str, Findings]
) -> None:
    assert _below(folder, findings["pyright"]) == {}


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_clients_of_other_specs_have_no_type_errors(checker: str, garden: Path, findings: dict[str, Findings]) -> None:
    assert _below(garden, findings[checker]) == {}


def test_clients_that_other_tests_generate_have_no_type_errors(
    tested_clients: Path, findings: dict[str, Findings]
) -> None:
    assert _below(tested_clients, findings["mypy"]) == {}
