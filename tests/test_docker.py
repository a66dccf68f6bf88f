"""The Dockerfiles and the compose file. CI builds and starts them where Docker is; these tests need none."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema_rs
import pytest
import yaml

from caretasks.mock.command import add_arguments
from scripts.mock_process import run_mock
from tests.docs.pages import code_blocks

ROOT = Path(__file__).parents[1]
CLINIC = ROOT / "examples" / "clinic"
DOCUMENTED = [
    block.text for block in code_blocks(ROOT / "docs" / "how-to" / "run-in-docker.md") if block.language == "yaml"
]
COMPOSE = yaml.safe_load((CLINIC / "compose.yaml").read_text("utf-8"))
DOCKERFILES = [ROOT / "Dockerfile", CLINIC / "Dockerfile", ROOT / ".devcontainer" / "Dockerfile"]
EACH_DOCKERFILE = pytest.mark.parametrize("file", DOCKERFILES, ids=lambda path: path.parent.name)


def instructions(file: Path, name: str) -> list[str]:
    """Return the arguments of an instruction of a Dockerfile, with its continued lines joined."""
    text = file.read_text("utf-8").replace("\\\n", " ")
    return re.findall(rf"^{name} (.+)$", text, re.MULTILINE)


@EACH_DOCKERFILE
def test_hadolint_finds_nothing(file: Path) -> None:
    hadolint = str(Path(sys.executable).with_name("hadolint"))
    done = subprocess.run([hadolint, "--no-color", str(file)], capture_output=True, text=True, check=False)
    assert done.stdout == ""


@EACH_DOCKERFILE
def test_image_is_slim_and_its_user_has_no_privileges(file: Path) -> None:
    assert {image.partition(" AS ")[0] for image in instructions(file, "FROM")} == {"python:3.13-slim"}
    (user,) = instructions(file, "USER")
    assert int(user) >= 1000


def test_image_installs_packages_with_hashes_only() -> None:
    (build, wheel, _) = instructions(ROOT / "Dockerfile", "RUN")
    installs = [command for command in build.split("&&") if " install " in command]
    assert len(installs) == 2
    assert all("--require-hashes" in command for command in installs)
    assert "--no-isolation" in wheel
    assert "--no-deps" in wheel


def test_build_context_has_every_copied_file() -> None:
    allowed = [line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"]
    copied = [name for copy in instructions(ROOT / "Dockerfile", "COPY") for name in copy.split()[:-1]]
    sources = [name for name in copied if not name.startswith(("--from", "/"))]
    assert len(sources) >= 8
    assert [name for name in sources if not (ROOT / name).exists()] == []
    assert [name for name in sources if not any(fnmatch(name, pattern) for pattern in allowed)] == []


def test_entry_point_starts_the_mock_servers_of_the_compose_file() -> None:
    (entry_point,) = instructions(ROOT / "Dockerfile", "ENTRYPOINT")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    args = parser.parse_args([*json.loads(entry_point)[2:], *COMPOSE["services"]["mock"]["command"]])
    assert (args.host, args.port) == ("0.0.0.0", 4010)  # noqa: S104 - in a container
    assert args.apis == ["miramace", "solum"]
    assert instructions(ROOT / "Dockerfile", "EXPOSE") == ["4010"]


@pytest.mark.slow
def test_health_check_passes_while_the_mock_server_responds() -> None:
    (check,) = instructions(ROOT / "Dockerfile", "HEALTHCHECK")
    _, *arguments = json.loads(check.partition("CMD ")[2])

    def run_check(port: int | None) -> int:
        command = [argument.replace(":4010/", f":{port}/") for argument in arguments]
        return subprocess.run([sys.executable, *command], capture_output=True, check=False).returncode

    with run_mock("solum") as (_, urls):
        port = urlsplit(urls["solum"]).port
        assert run_check(port) == 0
    assert run_check(port) != 0


def test_compose_file_matches_its_schema() -> None:
    schema = (files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json").read_text("utf-8")
    errors = jsonschema_rs.validator_for(json.loads(schema)).iter_errors(COMPOSE)
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("text", DOCUMENTED)
def test_documented_compose_files_match_the_schema_and_the_options(text: str) -> None:
    schema = (files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json").read_text("utf-8")
    document = yaml.safe_load(text)
    assert [error.message for error in jsonschema_rs.validator_for(json.loads(schema)).iter_errors(document)] == []
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert parser.parse_args(document["services"]["mock"]["command"]).apis[0] == "miramace"


def test_compose_publishes_on_this_machine_only_and_waits_for_the_mock_server() -> None:
    services = COMPOSE["services"]
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:4010:4010"]
    assert services["clinic"]["depends_on"] == {"mock": {"condition": "service_healthy"}}
    assert all(service["cap_drop"] == ["ALL"] and service["read_only"] for service in services.values())


def test_compose_sends_the_clients_to_the_mock_server() -> None:
    environment = COMPOSE["services"]["clinic"]["environment"]
    for api in ("miramace", "solum"):
        assert environment[f"{api.upper()}_BASE_URL"] == f"http://mock:4010/{api}"
