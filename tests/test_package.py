"""The wheel: its content and dependencies, and its use in a new environment outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.operation.credentials import key_variables
from scripts.mock_process import read_urls
from tests.bundled_apis import load_api

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
APIS = Catalog().names
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python")


def run(
    *command: str | Path, cwd: Path, check: bool = True, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command without the environment variables that change where Python finds packages, and with others."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**environment, **(variables or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def install_wheel(folder: Path, *requirements: str) -> Path:
    """Install the wheel in a new environment, with the tested versions of its dependencies; return its Python.

    A package that a requirement names has the newest version that the requirement accepts.
    """
    venv.create(folder / "venv")
    python = folder / "venv" / "bin" / "python"
    pins = folder / "pins.txt"
    named = {"caretasks", *(Requirement(line).name for line in requirements if not line.startswith("/"))}
    pins.write_text("".join(f"{d.name}=={d.version}\n" for d in distributions() if d.name not in named))
    run(*PIP, python, "install", "--quiet", "--no-compile", "--constraint", pins, *requirements, cwd=folder)
    return python


@pytest.fixture(scope="module")
def python_without_extras(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_wheel(tmp_path_factory.mktemp("plain"), str(wheel))


@pytest.fixture(scope="module")
def python_with_extras(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_wheel(tmp_path_factory.mktemp("full"), f"{wheel}[schemas,mock,contracts]")


def test_wheel_contains_only_the_clients_the_contracts_and_the_specs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for api in APIS:
        facts_files = ["facts.json"] if (ROOT / "specs" / api / "facts.yaml").exists() else []
        for file in ("client.py", "schemas.py", "openapi.json", "py.typed", *facts_files):
            assert f"caretasks/{api}/{file}" in names
    assert {
        "caretasks/__main__.py",
        "caretasks/cli.py",
        "caretasks/mock/py.typed",
        "caretasks/conformance/py.typed",
    } <= names
    assert {"landing.html.jinja", "log.js", "swagger-ui/LICENSE", "swagger-ui/swagger-ui-bundle.js.gz"} <= {
        name.removeprefix("caretasks/mock/ui/").removeprefix("static/").removeprefix("templates/") for name in names
    }
    assert {"caretasks/client/base_client.py", "caretasks/client/py.typed"} <= names
    assert "caretasks/codegen/templates/openapi_python_client/client.py.jinja" in names
    assert {"caretasks/openapi/lint/openapi-3.1/schema.json", "caretasks/openapi/lint/openapi-3.1/LICENSE"} <= names
    assert "caretasks/__init__.py" not in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"caretasks", "pytest_caretasks.py"}


@pytest.mark.long
def test_install_without_extras_has_only_the_clients(python_without_extras: Path, tmp_path: Path) -> None:
    imports = "; ".join(f"import caretasks.{api}, caretasks.{api}.models" for api in APIS)
    run(python_without_extras, "-c", imports, cwd=tmp_path)
    packages = run(*PIP, python_without_extras, "freeze", cwd=tmp_path).stdout.lower()
    assert not {"pydantic", "starlette", "schemathesis"} & {line.partition("==")[0] for line in packages.splitlines()}


@pytest.mark.long
def test_install_without_extras_lists_apis_and_names_the_missing_extra(
    python_without_extras: Path, tmp_path: Path
) -> None:
    command = python_without_extras.with_name("caretasks")
    assert "create_task" in run(command, "list", cwd=tmp_path).stdout
    assert run(command, "--version", cwd=tmp_path).stdout.startswith("caretasks ")
    for arguments, extra in ((["mock"], "mock"), (["check", "solum"], "contracts")):
        done = run(command, *arguments, cwd=tmp_path, check=False)
        assert done.returncode == 2
        assert f"caretasks[{extra}]" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def python_with_mock(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_wheel(tmp_path_factory.mktemp("mock"), f"{wheel}[mock]")


def find_extra_packages(python: Path) -> set[str]:
    """Return the names of the installed packages without the tools of the environment itself."""
    freeze = run(*PIP, python, "list", "--format", "freeze", cwd=python.parent).stdout.lower()
    return {line.partition("==")[0] for line in freeze.splitlines()} - {"pip", "setuptools"}


@pytest.mark.long
def test_mock_extra_is_small_and_has_no_test_framework(python_with_mock: Path) -> None:
    packages = find_extra_packages(python_with_mock)
    assert len(packages) <= 24
    assert not {"hypothesis", "pytest", "schemathesis"} & packages
    (site,) = python_with_mock.parent.parent.glob("lib/python*/site-packages")
    tools = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
    folders = [each for each in site.iterdir() if not each.name.startswith(tools)]
    files = [file for each in folders for file in ([each] if each.is_file() else each.rglob("*")) if file.is_file()]
    assert sum(file.stat().st_blocks * 512 for file in files) <= 45_000_000


@pytest.mark.long
def test_mock_extra_alone_passes_the_contract_suite(python_with_mock: Path, tmp_path: Path) -> None:
    command = [str(python_with_mock.with_name("caretasks")), "mock", "--port", "0", "--quiet", "--seed", "a"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        try:
            for name, url in read_urls(server, len(APIS)).items():
                variables = dict.fromkeys((*key_variables(api := load_api(name)), *api.account_variables), "any")
                options = ("--url", url, "--writes", "generated", "--yes", "--max-examples", "5")
                done = run(
                    sys.executable, "-m", "caretasks", "check", name, *options, cwd=tmp_path, variables=variables
                )
                assert "passed" in done.stdout
        finally:
            server.terminate()


@pytest.mark.long
def test_installed_command_works_outside_the_checkout(python_with_extras: Path, tmp_path: Path) -> None:
    command = python_with_extras.with_name("caretasks")
    listed = run(command, "list", cwd=tmp_path).stdout
    assert all(f"{api}:" in listed for api in APIS)
    imports = "; ".join(f"import caretasks.{api}.schemas" for api in APIS)
    run(python_with_extras, "-W", "error", "-c", imports, cwd=tmp_path)
    checked = run(command, "check", "solum", "--max-examples", "1", cwd=tmp_path)
    assert "passed" in checked.stdout
    assert [path.name for path in tmp_path.iterdir()] == []


@pytest.mark.long
def test_installed_pytest_plugin_raises_no_warning(python_with_extras: Path, tmp_path: Path) -> None:
    test = tmp_path / "test_project.py"
    test.write_text(
        "def test_receives_nothing(caretasks_mock, miramace_client):\n    assert caretasks_mock.requests() == []\n"
    )
    run(python_with_extras, "-W", "error", "-m", "pytest", "-p", "no:cacheprovider", test, cwd=tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("version", ["8", "9"])
def test_example_repository_passes_with_each_pytest(wheel: Path, tmp_path: Path, version: str) -> None:
    folder = tmp_path / "clinic"
    shutil.copytree(ROOT / "examples" / "clinic", folder)
    python = install_wheel(tmp_path, f"{wheel}[mock]", f"pytest=={version}.*")
    done = run(python, "-m", "pytest", "-p", "no:cacheprovider", cwd=folder)
    assert "4 passed" in done.stdout
    run(python, "-m", "pytest", "--fixtures", "-p", "no:cacheprovider", cwd=folder)
