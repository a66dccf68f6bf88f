"""The keys of generated clients: alternatives, combinations, optional keys, and HTTP Basic."""

from __future__ import annotations

import base64
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from caretasks.codegen.package import generate_package
from caretasks.openapi.problems import Problem
from caretasks.openapi.source import read_source

SCHEMES = {
    "appId": {"type": "apiKey", "in": "header", "name": "X-App-Id"},
    "appKey": {"type": "apiKey", "in": "query", "name": "app_key"},
    "basic": {"type": "http", "scheme": "basic"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}
LOGIN = {"username": "ann", "password": "pa:ss"}
SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "both": [{"appId": [], "appKey": []}],
    "either": [{"basic": []}, {"session": []}],
    "optional": [{}, {"session": []}],
    "public": [],
}


def generate(folder: Path, name: str, schemes: Mapping[str, Any], security: Mapping[str, Any]) -> list[Problem]:
    """Generate the package `caretasks.<name>` of a spec with one operation for each security requirement."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Vault", "version": "1"},
        "servers": [{"url": "https://vault.example.com"}],
        "paths": {
            f"/{operation}": {
                "get": {
                    "operationId": operation,
                    "tags": ["keys"],
                    "security": requirement,
                    "responses": {"204": {"description": "ok"}},
                }
            }
            for operation, requirement in security.items()
        },
        "components": {"securitySchemes": dict(schemes)},
    }
    spec = folder / "specs" / name / "openapi.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")
    (folder / "caretasks").mkdir(exist_ok=True)
    return generate_package(read_source(spec), None, folder / "caretasks")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the folder of the packages: one with several schemes, and one with HTTP Basic only."""
    folder = tmp_path_factory.mktemp("vault")
    assert generate(folder, "vault", SCHEMES, SECURITY) == []
    assert generate(folder, "safe", {"login": SCHEMES["basic"]}, {"get_me": [{"login": []}]}) == []
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture
def sent() -> list[dict[str, str]]:
    """The keys of each request when it is sent: the client redacts them afterwards."""
    return []


@pytest.fixture
def connect(folder: Path, sent: list[dict[str, str]]) -> Callable[..., Any]:
    """Return a function that creates a client of the package with several schemes."""

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(credentials(request))
        return httpx.Response(204)

    package = importlib.import_module("caretasks.vault")
    return lambda **options: package.Vault(http_client=httpx.MockTransport(handle), **options)


def credentials(request: httpx.Request) -> dict[str, str]:
    """Return the keys in a request by the names of their headers and parameters."""
    headers = {
        name: value for name, value in request.headers.items() if name in ("authorization", "cookie", "x-app-id")
    }
    return {**headers, **request.url.params}


def basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


def test_sends_all_keys_of_a_combination(connect: Callable[..., Any], sent: list[dict[str, str]]) -> None:
    connect(appid="id-1", appkey="key-2", session="s").both()
    assert sent[0] == {"x-app-id": "id-1", "app_key": "key-2"}


def test_sends_the_first_alternative_that_is_set(connect: Callable[..., Any], sent: list[dict[str, str]]) -> None:
    connect(session="s-1").either()
    connect(session="s-1", **LOGIN).either()
    assert sent == [{"cookie": "session=s-1"}, {"authorization": basic("ann:pa:ss")}]


def test_sends_an_optional_key_only_if_it_is_set(connect: Callable[..., Any], sent: list[dict[str, str]]) -> None:
    connect(session="s-1").optional()
    connect(**{**LOGIN, "password": ""}).optional()
    assert sent == [{"cookie": "session=s-1"}, {}]


def test_sends_no_key_to_a_public_operation(connect: Callable[..., Any], sent: list[dict[str, str]]) -> None:
    connect(session="s-1", **LOGIN).public()
    assert sent[0] == {}


def test_reads_each_key_from_its_variable(
    connect: Callable[..., Any], sent: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"APPID": "id-1", "APPKEY": "key-2", "USERNAME": "ann", "PASSWORD": ""}
    for name, value in values.items():
        monkeypatch.setenv(f"VAULT_{name}", value)
    client = connect()
    client.both()
    client.either()
    assert sent == [{"x-app-id": "id-1", "app_key": "key-2"}, {"authorization": basic("ann:")}]


def test_missing_keys_are_named_with_the_alternatives(connect: Callable[..., Any]) -> None:
    client = connect(appid="id-1")
    with pytest.raises(Exception, match=r"^VAULT_APPKEY is not set\. Set it, or pass appkey=\.$"):
        client.both()
    message = (
        r"^either requires an API key\. Set VAULT_USERNAME and VAULT_PASSWORD or VAULT_SESSION, "
        r"or pass username= and password= or session=\.$"
    )
    with pytest.raises(Exception, match=message):
        client.either()


def test_user_header_replaces_a_key(connect: Callable[..., Any], sent: list[dict[str, str]]) -> None:
    connect().either(headers={"Authorization": "Bearer mine"})
    assert sent[0] == {"authorization": "Bearer mine"}


def test_basic_alone_takes_a_user_name_and_a_password(folder: Path) -> None:
    package = importlib.import_module("caretasks.safe")
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["Authorization"])
        return httpx.Response(401, text="ann pa:ss " + request.headers["Authorization"])

    client = package.Safe(**LOGIN, http_client=httpx.MockTransport(handle))
    with pytest.raises(package.ApiStatusError) as caught:
        client.get_me()
    assert sent == [basic("ann:pa:ss")]
    assert "pa:ss" not in f"{caught.value} {caught.value.request.headers}"
    for name, message in (("a:b", "SAFE_USERNAME has a colon"), (None, "SAFE_USERNAME is not set")):
        with pytest.raises(package.ConfigurationError, match=message):
            package.Safe(**{**LOGIN, "username": name})


def test_scheme_whose_argument_another_one_has_is_refused(tmp_path: Path) -> None:
    schemes = dict.fromkeys(("timeout", "other"), SCHEMES["appId"])
    (problem,) = generate(tmp_path, "strongroom", schemes, {"get_me": [{name: []} for name in schemes]})
    assert problem.pointer == "/components/securitySchemes/timeout"
    assert "cannot be called timeout" in problem.message
