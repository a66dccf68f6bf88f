"""The files of the project around the code: community files, templates, requirements, placeholders, addresses."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from packaging.requirements import Requirement

from scripts.release import project_version
from tests.docs.pages import ROOT

TEMPLATES = ROOT / ".github" / "ISSUE_TEMPLATE"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def schema_violations(name: str, file: Path) -> list[str]:
    """Return how a YAML file violates one of the schemas of check-jsonschema."""
    schema = json.loads((files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json").read_text("utf-8"))
    errors = jsonschema_rs.validator_for(schema).iter_errors(yaml.safe_load(file.read_text("utf-8")))
    return [error.message for error in errors]


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("dependabot", ROOT / ".github" / "dependabot.yml"),
        ("github-issue-config", TEMPLATES / "config.yml"),
        *(("github-issue-forms", file) for file in sorted(TEMPLATES.glob("*_*.yml"))),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else value,
)
def test_file_matches_its_schema(schema: str, file: Path) -> None:
    assert schema_violations(schema, file) == []


def test_contributing_lists_every_file_with_the_placeholder_of_the_owner() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.partition("## Set the owner")[2]
    listed = {name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall("`(.+?)`", row)}
    paths = (
        path for path in tracked_files() if path.suffix in (".md", ".toml", ".yml", ".yaml", "") or path.stem == ""
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if re.search(r"\bOWNER\b", path.read_text("utf-8", "replace"))
    }
    assert found - {"CONTRIBUTING.md"} == listed


def test_no_file_names_a_host_of_a_package_registry() -> None:
    hosts = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "docker" + ".io", "gh" + "cr.io", "qua" + "y.io"]
    hosts += ["un" + "pkg.com", "js" + "delivr", "mcr.micro" + "soft"]
    pattern = re.compile("|".join(map(re.escape, hosts)))
    found = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if "swagger-ui" not in path.parts and pattern.search(path.read_text("utf-8", "replace"))
    ]
    assert found == []


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda path: path.stem)
def test_requirements_are_pinned_with_hashes(file: Path) -> None:
    text = file.read_text("utf-8")
    packages = re.findall(r"^([a-z0-9][\w.-]*)==\S+(?: ; [^\\\n]+)? \\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(packages) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 0
    assert "--index-url" not in text


def test_every_requirements_file_is_compiled() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    compiled = re.search(r"for name in ([\w ]+); do \\\n\t\t\$\(COMPILE\)", makefile)
    assert compiled is not None
    assert sorted(compiled[1].split()) == [file.stem for file in REQUIREMENTS if file.stem not in ("dev", "mock")]
    assert "--extra fast --constraint requirements/dev.txt --output-file requirements/mock.txt" in makefile
    assert [file.stem for file in REQUIREMENTS if not file.with_suffix(".in").exists()] == ["mock"]


def pinned_versions(file: Path) -> dict[str, str]:
    pins = re.findall(r"^([a-z0-9][\w.-]*)==([^ ;\\\n]+)", file.read_text("utf-8"), re.MULTILINE)
    return {name.replace("_", "-"): version for name, version in pins}


def test_image_has_the_versions_that_the_tests_use() -> None:
    image, tested = (pinned_versions(ROOT / "requirements" / f"{name}.txt") for name in ("mock", "dev"))
    assert {name: version for name, version in image.items() if tested.get(name) != version} == {}
    lines = (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["mock"])
    assert {Requirement(line).name.replace("_", "-") for line in lines} <= image.keys()


@pytest.mark.parametrize(
    ("package", "vulnerable"),
    [
        ("starlette", "0.49.0"),  # CVE-2025-62727, fixed in 0.49.1
        ("starlette", "1.0.0"),  # CVE-2026-48710, fixed in 1.0.1
        ("starlette", "1.3.0"),  # CVE-2026-54283, fixed in 1.3.1
        ("jinja2", "3.1.5"),  # CVE-2025-27516, fixed in 3.1.6
    ],
)
def test_versions_with_vulnerabilities_are_not_accepted(package: str, vulnerable: str) -> None:
    lines = [line for extra in PROJECT["optional-dependencies"].values() for line in extra]
    requirements = [each for line in (*PROJECT["dependencies"], *lines) if (each := Requirement(line)).name == package]
    assert requirements
    assert [str(each) for each in requirements if each.specifier.contains(vulnerable)] == []


def test_only_pyproject_has_the_version() -> None:
    version = project_version(ROOT)
    assigned = re.compile(rf"""(?:version|VERSION)\w*\s*[:=]\s*["']?{re.escape(version)}\b""")
    sources = [path for path in tracked_files() if path.suffix in (".py", ".toml") and "tests" not in path.parts]
    found = [str(path.relative_to(ROOT)) for path in sources if assigned.search(path.read_text("utf-8"))]
    assert found == ["pyproject.toml"]


def test_pre_commit_hooks_use_tools_of_the_environment() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (repository,) = config["repos"]
    assert repository["repo"] == "local"
    tools = {hook["entry"].split()[0] for hook in repository["hooks"]}
    pinned = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
    assert all(tool.startswith(".venv/bin/") for tool in tools)
    assert [tool for tool in tools if f"\n{Path(tool).name}==" not in pinned] == [".venv/bin/python"]


def test_package_says_who_maintains_it_and_where_it_is() -> None:
    assert PROJECT["maintainers"]
    assert {"Homepage", "Documentation", "Changelog", "Source", "Issues"} <= PROJECT["urls"].keys()
