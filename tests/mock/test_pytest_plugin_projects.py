"""The pytest plugin in other projects: their configuration, their other plugins, and the versions of pytest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# The modules that pytester would otherwise import again in each run, so that there are two versions of their classes.
import caretasks.maxcare.api.tasks.get_task
import caretasks.mock.testing
import caretasks.openapi.lint.document  # noqa: F401
from tests.pytest_projects import PYTEST

SPEC = """\
openapi: 3.1.0
info: {title: Clinic, version: "1"}
servers: [{url: "https://clinic.example.com"}]
paths:
  /rooms:
    get:
      operationId: list_rooms
      responses:
        "200":
          description: Rooms
          content:
            application/json:
              schema: {type: array, items: {type: string}}
              example: [lab]
"""
ASYNC_TEST = """\
import pytest

@pytest.mark.{marker}
async def test_reads_a_task(async_maxcare_client, caretasks_mock):
    task = await async_maxcare_client.get_task("a1b2c3d4-5678-4abc-9def-0123456789ab")
    assert task.code == "success"
    assert [each.operation for each in caretasks_mock.requests()] == ["get_task"]
"""
SYNC_TEST = """\
def test_lists_fixtures(caretasks_mock, miramace_client):
    assert caretasks_mock.requests() == []
"""

pytest_plugins = ("pytester",)


class Project:
    """A project in a temporary directory, whose tests run in this process."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester

    def run(self, *arguments: str, files: dict[str, str]) -> pytest.RunResult:
        self.write(files)
        return self._pytester.runpytest_inprocess("-p", "no:cacheprovider", *arguments)

    def run_separately(self, *arguments: str, files: dict[str, str], path: str = "") -> str:
        """Run the tests in another process, and return its output after checking its status."""
        self.write(files)
        command = [*PYTEST, *arguments]
        environment = {**os.environ, "PYTHONPATH": path}
        done = subprocess.run(
            command, cwd=self._pytester.path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def write(self, files: dict[str, str]) -> Path:
        for name, text in files.items():
            file = self._pytester.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        return self._pytester.path


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    return Project(pytester)


def test_fixtures_are_listed_once_each(project: Project) -> None:
    done = project.run("--fixtures", files={"test_clinic.py": SYNC_TEST})
    assert done.ret == pytest.ExitCode.OK
    for name in ("caretasks_mock", "miramace_client", "async_miramace_client"):
        assert len([line for line in done.outlines if line.startswith(f"{name} --")]) == 1


def test_plugin_imports_only_light_modules_of_caretasks() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import pytest_caretasks, caretasks.mock.pytest_plugin; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "caretasks",
        "caretasks.mock",
        "caretasks.mock.pytest_plugin",
        "caretasks.openapi",
        "caretasks.openapi.importing",
        "caretasks.openapi.importing.names",
        "pytest_caretasks",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("entry", "file"),
    [
        ("specs/clinic.yaml", "specs/clinic.yaml"),
        ("clinic = vendor.yaml", "vendor.yaml"),
        ("specs", "specs/clinic/openapi.yaml"),
    ],
)
def test_mock_serves_the_documents_of_the_configuration(project: Project, entry: str, file: str) -> None:
    test = (
        "import httpx\n\n"
        "def test_serves_the_document(caretasks_mock):\n"
        "    with httpx.Client(transport=caretasks_mock.transport, base_url=caretasks_mock.url('clinic')) as http:\n"
        "        assert http.get('/rooms').json() == ['lab']\n"
        "    assert caretasks_mock.requests('clinic')[0].operation == 'list_rooms'\n"
        "    assert caretasks_mock.url('miramace')\n"
    )
    config = f'[tool.pytest.ini_options]\ncaretasks_specs = ["{entry}"]\n'
    project.run(files={"pyproject.toml": config, file: SPEC, "test_clinic.py": test}).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (("clinic.yml",), "clinic.yml does not exist; write PATH or NAME=PATH, one per line"),
        (("clinic.yaml", "clinic=clinic.yaml"), "both have the name clinic"),
    ],
)
def test_unusable_configuration_is_a_usage_error(project: Project, entries: tuple[str, ...], message: str) -> None:
    config = "\n    ".join(("[pytest]\ncaretasks_specs =", *entries)) + "\n"
    done = project.run(files={"pytest.ini": config, "clinic.yaml": SPEC, "test_clinic.py": SYNC_TEST})
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([f"*caretasks_specs: *{message}"])
    assert "Traceback" not in done.stderr.str()


def test_invalid_document_of_the_configuration_fails_the_tests_that_use_a_fixture(project: Project) -> None:
    files = {
        "pytest.ini": "[pytest]\ncaretasks_specs = clinic.yaml\n",
        "clinic.yaml": "openapi: [",
        "test_clinic.py": SYNC_TEST + "\ndef test_of_something_else():\n    pass\n",
    }
    done = project.run(files=files)
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["caretasks_specs: *clinic.yaml*"])


def test_client_fixture_without_a_generated_package_says_how_to_generate_it(project: Project) -> None:
    test = "def test_calls_it(ungenerated_client):\n    pass\n"
    # Tests of other files have imported `caretasks.clinic` in this process.
    files = {
        "pytest.ini": "[pytest]\ncaretasks_specs = ungenerated.yaml\n",
        "ungenerated.yaml": SPEC,
        "test_it.py": test,
    }
    done = project.run(files=files)
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*there is no package caretasks.ungenerated with a client: generate it*"])


@pytest.mark.long
@pytest.mark.parametrize("is_configured", [False, True])
def test_generated_package_of_the_project_has_client_fixtures(project: Project, is_configured: bool) -> None:
    folder = project.write({"clinic.yaml": SPEC})
    command = [sys.executable, "-m", "caretasks", "generate", "clinic.yaml", "--out", "src", "--package", "clinic"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    test = (
        "import asyncio\n\n"
        "def test_calls_it(clinic_client, async_clinic_client):\n"
        "    assert clinic_client.list_rooms() == ['lab']\n"
        "    assert asyncio.run(async_clinic_client.list_rooms()) == ['lab']\n"
    )
    config = "[pytest]\npythonpath = src\n" + ("caretasks_specs = clinic.yaml\n" if is_configured else "")
    project.run_separately(files={"pytest.ini": config, "test_clinic.py": test})


def test_async_client_works_under_the_plugin_of_anyio(project: Project) -> None:
    done = project.run(files={"test_clinic.py": ASYNC_TEST.format(marker="anyio")})
    done.assert_outcomes(passed=2)  # with asyncio and trio


@pytest.mark.long
def test_fixtures_work_under_xdist(project: Project) -> None:
    test = SYNC_TEST + ASYNC_TEST.format(marker="anyio")
    assert "3 passed" in project.run_separately("-n", "2", files={"test_clinic.py": test})


@pytest.mark.long
@pytest.mark.parametrize(
    "versions", [("pytest==8.0.0", "pytest-asyncio==0.23.8"), ("pytest", "pytest-asyncio")], ids=["oldest", "newest"]
)
def test_plugin_works_with_the_supported_versions_of_pytest(
    project: Project, tmp_path_factory: pytest.TempPathFactory, versions: tuple[str, ...]
) -> None:
    folder = str(tmp_path_factory.mktemp("versions"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--target", folder]
    subprocess.run([*pip, *versions], check=True, capture_output=True)
    files = {
        "pytest.ini": "[pytest]\ncaretasks_specs = clinic.yaml\n",
        "clinic.yaml": SPEC,
        "test_clinic.py": SYNC_TEST + ASYNC_TEST.format(marker="asyncio"),
    }
    others = ("-p", "no:pytest_httpx", "-p", "no:respx")  # these need certain versions of pytest
    assert "2 passed" in project.run_separately(*others, files=files, path=folder)
    assert "\ncaretasks_mock --" in project.run_separately(*others, "--fixtures", files=files, path=folder)
