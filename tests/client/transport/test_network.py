"""Certificates and proxies of clients: SSL_CERT_FILE, ca_bundle, client_cert, and no proxy for loopback."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.certificates import write_certificate
from tests.client.calls import GET_TASK, script_response
from tests.client.driving import Connect, package
from tests.client.hostile_server import HostileServer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PEM file with a self-signed certificate and its key."""
    return write_certificate(tmp_path_factory.mktemp("client_certificate") / "both.pem")


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> list[ssl.SSLContext]:
    """The TLS contexts of the httpx clients that are created."""
    created: list[ssl.SSLContext] = []
    for kind in (httpx.Client, httpx.AsyncClient):
        original: Any = kind.__init__

        def record(self: object, *args: Any, original: Any = original, **options: Any) -> None:
            created.append(options["verify"])
            original(self, *args, **options)

        monkeypatch.setattr(kind, "__init__", record)
    return created


def test_ca_bundle_is_trusted_instead_of_all_others(
    connect: Connect, server: HostileServer, certificate: Path, contexts: list[ssl.SSLContext]
) -> None:
    script_response(server, GET_TASK)(connect(ca_bundle=certificate))
    assert [len(context.get_ca_certs()) for context in contexts] == [1]


def test_client_certificate_is_loaded(
    connect: Connect, server: HostileServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[object] = []
    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", lambda self, path, **_: loaded.append(path))
    script_response(server, GET_TASK)(connect(client_cert=str(certificate)))
    assert loaded == [str(certificate)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ca_bundle": "/nowhere"}, "the certificate authorities of ca_bundle cannot be used: No such file"),
        ({"ca_bundle": __file__}, "the certificate authorities of ca_bundle cannot be used: it has no PEM certificate"),
        ({"client_cert": "/nowhere"}, "client_cert cannot be used: No such file"),
        ({"client_cert": __file__}, "client_cert cannot be used: it must be a PEM file with a certificate and its"),
    ],
)
def test_unusable_certificate_is_a_configuration_error(connect: Connect, options: dict[str, str], message: str) -> None:
    with pytest.raises(package("miramace").ConfigurationError, match=message):
        connect(**options)


def test_unusable_ssl_cert_file_is_named(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    with pytest.raises(package("miramace").ConfigurationError, match="of SSL_CERT_FILE cannot be used: No such file"):
        connect()


def test_certificates_cannot_be_combined_with_http_client(connect: Connect, certificate: Path) -> None:
    with pytest.raises(package("miramace").ConfigurationError, match="cannot be combined with http_client"):
        connect(ca_bundle=certificate, http_client=httpx.MockTransport(lambda _: httpx.Response(200)))


def test_loopback_is_reached_without_the_proxy(
    connect: Connect, server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    script_response(server, GET_TASK)(connect())
    assert len(server.requests) == 1
