"""The URL that webhooks are sent to: which ones are accepted, and that its host is resolved once."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from caretasks.mock.webhooks.target import WebhookUrlError, parse_target

PUBLIC = "203.0.113.5"


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Make every host have these addresses, and return the list of the hosts that are resolved."""
    resolved: list[str] = []

    def getaddrinfo(host: Any, port: Any, *args: Any, **options: Any) -> list[Any]:
        resolved.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return resolved


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/hook", "http://localhost/", "https://[::1]:8443", "http://127.9.8.7"]
)
def test_loopback_address_is_accepted(url: str) -> None:
    assert parse_target(url).addresses


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "use http://"),
        ("127.0.0.1:8000/hook", "use http://"),
        ("ftp://127.0.0.1/", "use http://"),
        ("ftp://127.0.0.1:2121/", "use http://"),
        ("file:///etc/passwd", "use http://"),
        ("http:///hook", "no host"),
        ("http://127.0.0.1:99999/", "99999 is not a port"),
        ("http://127.0.0.1:0/", "0 is not a port"),
        ("http://user:secretword@127.0.0.1/", "remove the user name and the password"),
        ("http://nothing.invalid/", "unknown host 'nothing.invalid'"),
        ("http://203.0.113.5/?q=secretword", "not this machine"),
        ("http://0.0.0.0/", "not this machine"),
        ("http://169.254.169.254/latest", "not this machine"),
        ("http://[::ffff:203.0.113.5]/", "not this machine"),
    ],
)
def test_other_url_is_rejected(url: str, message: str) -> None:
    with pytest.raises(WebhookUrlError) as caught:
        parse_target(url)
    assert message in str(caught.value)
    assert "secretword" not in str(caught.value)


def test_host_is_rejected_if_one_of_its_addresses_is_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "127.0.0.1", PUBLIC)
    with pytest.raises(WebhookUrlError, match="not this machine"):
        parse_target("http://receiver.test/")
    assert parse_target("http://receiver.test/", anywhere=True).addresses == ("127.0.0.1", PUBLIC)


def test_host_is_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved = resolve_to(monkeypatch, "127.0.0.1")
    target = parse_target("https://receiver.test:8443/hook?token=a")
    resolve_to(monkeypatch, PUBLIC)
    for _ in range(2):
        (request,) = target.iter_requests(b"{}")
        assert str(request.url) == "https://127.0.0.1:8443/hook?token=a"
        assert request.headers["host"] == "receiver.test:8443"
        assert request.extensions["sni_hostname"] == "receiver.test"  # the name in its certificate
    assert resolved == ["receiver.test"]


def test_request_has_no_key_and_no_cookie() -> None:
    (request,) = parse_target("http://127.0.0.1:9/hook").iter_requests(b"{}")
    assert request.method == "POST"
    assert sorted(request.headers) == ["content-length", "content-type", "host", "user-agent"]
