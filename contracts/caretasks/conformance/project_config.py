"""The server that a command sends requests to: `--url`, or a target of the project's configuration file."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caretasks.conformance import config
from caretasks.conformance.config_file import FILE_NAME, SERVER_KEYS, ProjectFile, find_project_file
from caretasks.conformance.target import remote
from caretasks.conformance.target.fixtures import NO_FIXTURES, read_fixtures
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.network import HeaderReference, build_network
from caretasks.core.errors import UsageError, suggest_name, unknown_name
from caretasks.openapi.api_info import server_name, server_names
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.facts import fact_entries


@dataclass(frozen=True)
class ProjectConfig:
    """The configuration of a command: the file, if there is one, and the values of the selected target, if any."""

    file: ProjectFile | None = None
    target: str | None = None
    api: str | None = None

    def error_at(self, message: str, *names: str) -> UsageError:
        """Return an error with the line of a key of the target."""
        return (
            UsageError(message)
            if self.file is None
            else self.file.error_at(message, "targets", str(self.target), *names)
        )

    def require_known_api(self, catalog: Catalog) -> None:
        """Check that the API of the target exists.

        Raises:
            UsageError: It does not.
        """
        if self.api is not None and self.api not in catalog.names:
            raise self.error_at(unknown_name("API", self.api, catalog.names), "api")


def apply_project_config(args: argparse.Namespace) -> ProjectConfig:
    """Read the configuration file, and set the arguments that the command line does not set.

    The arguments are those of `config.add_target_arguments`, and any others of `caretasks check`. Top-level keys are
    the defaults of all targets and of `--url`; those about a server are not used without one.

    Raises:
        UsageError: The file is invalid, or has no such target; or a header of the command line is invalid.
    """
    if isinstance(applied := getattr(args, "project_config", None), ProjectConfig):
        return applied
    args.header = [_parse_header(line) for line in args.header]
    for option in ("exclude_operation", "exclude_fact", "allow_not_covered"):
        if option in args:
            setattr(args, option, dict.fromkeys(getattr(args, option), f"--{option.replace('_', '-')}"))
    file = find_project_file(Path.cwd())
    defaults, targets = ({}, {}) if file is None else (file.read_defaults(), file.read_targets())
    project = ProjectConfig(file)
    if args.target is not None:
        values = _select_target(args.target, file, targets)
        project = ProjectConfig(file, args.target, values.get("api"))
        _set_server(args, project, values)
        defaults |= values
    sends_requests = args.url is not None and getattr(args, "har", None) is None
    for key, value in defaults.items():
        if sends_requests or key not in SERVER_KEYS:
            _set_default(args, key, value)
    args.project_config = project
    return project


def _parse_header(line: str) -> HeaderReference:
    try:
        return HeaderReference.parse_line(line)
    except ValueError as error:
        raise UsageError(f"--header: {error} (in single quotes in a shell)") from None


def _select_target(name: str, file: ProjectFile | None, targets: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if file is None:
        raise UsageError(f"--target {name}: there is no {FILE_NAME} here or above, and no [tool.caretasks] either")
    if name not in targets:
        choices = ", ".join(targets) or "none"
        raise UsageError(
            f"unknown target {name!r}; the targets of {file.path} are: {choices}.{suggest_name(name, targets)}"
        )
    return targets[name]


def _set_server(args: argparse.Namespace, project: ProjectConfig, values: dict[str, Any]) -> None:
    """Set the API and the URL of a target. An empty `--url` is ignored: a variable of CI may be empty."""
    if project.api is None:
        raise project.error_at("the target has no api")
    if not args.url and "url" not in values:
        raise project.error_at("the target has no url")
    args.url = args.url or values["url"]
    if "apis" in args:
        if args.apis not in ([], [project.api]) or args.all:
            raise UsageError(f"--target {project.target} is a server of {project.api}: name no other API")
        args.apis = [project.api]


def _set_default(args: argparse.Namespace, key: str, value: Any) -> None:
    """Set an argument that the command line does not set. Headers and reasons are added to those that it sets."""
    name = "header" if key == "headers" else key.replace("-", "_")
    current: Any = getattr(args, name, None)  # a command has only some of the options
    if name == "header":
        names = {reference.name.lower() for reference in current}
        args.header = [*current, *(reference for reference in value if reference.name.lower() not in names)]
    elif isinstance(value, dict):
        setattr(args, name, {**value, **(current or {})})
    elif current is None:
        setattr(args, name, value)


def select_server(args: argparse.Namespace, api: Api) -> dict[str, str]:
    """Leave the URL of `NAME=URL` in `--url`, and return why operations of other servers get no request, by their IDs.

    Raises:
        UsageError: The spec has no such server.
    """
    name, args.url = remote.split_server_name(args.url)
    if not name:
        return {}
    names = server_names(api.document, api.operations)
    if name not in names:
        raise UsageError(f"--url: {unknown_name('server', name, names)}")
    others = [operation for operation in api.operations if server_name(operation) != names[name]]
    return {operation.id: f"--url replaces {name} only" for operation in others}


def resolve_target(
    args: argparse.Namespace,
    catalog: Catalog,
    api_name: str | None = None,
    *,
    is_selected: Callable[[Operation], bool] = lambda operation: True,
) -> Target:
    """Return the remote server that `--url` or `--target` selects, with the key, the fixtures and the network.

    Args:
        args: The options of `config.add_target_arguments`.
        catalog: The known APIs.
        api_name: The API that the server must serve (default: the only one of the arguments).
        is_selected: Whether requests of an operation are sent, so that their keys are needed (default: of all).

    Raises:
        UsageError: An option, the configuration file, the fixtures file or an environment variable cannot be used.
    """
    project = apply_project_config(args)
    project.require_known_api(catalog)
    if args.url is None:
        raise UsageError("name the server with --url or --target")
    names = {*filter(None, (*getattr(args, "apis", ()), project.api, api_name))}
    if len(names) != 1:
        raise UsageError(f"a server has one API: {' and '.join(sorted(names)) or 'name it'}")
    api = catalog.load(*names)
    remote.require_no_version(api, args.url)
    fixtures = read_fixtures(args.fixtures, catalog) if args.fixtures else NO_FIXTURES
    network = build_network(
        api, os.environ, headers=tuple(args.header), ca_bundle=args.ca_bundle, client_cert=args.client_cert
    )
    operations = list(filter(is_selected, api.operations))
    target = remote.remote_target(api, args.url, fixtures.get(api.name, {}), os.environ, network, operations=operations)
    target.tokens.require()
    return target


def require_known_names(args: argparse.Namespace, apis: Sequence[Api]) -> None:
    """Check that the operations and facts of exclusions exist in the selected APIs.

    Raises:
        UsageError: A name is unknown.
    """
    operations = [operation.id for api in apis for operation in api.operations]
    facts = [entry.fact.id for api in apis for entry in fact_entries(api)]
    for option, known in (
        ("exclude-operation", operations),
        ("exclude-fact", facts),
        ("allow-not-covered", operations),
    ):
        accepted = [*known, *([config.ALL_OPERATIONS] if option == "allow-not-covered" else [])]
        for name, reason in getattr(args, option.replace("-", "_")).items():
            if name not in accepted:
                noun = "fact" if option == "exclude-fact" else "operation"
                message = unknown_name(noun, name, accepted)
                if reason == f"--{option}":
                    raise UsageError(f"--{option}: {message}")
                raise apply_project_config(args).error_at(message, option, name)
