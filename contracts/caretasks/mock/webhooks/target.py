"""The URL that webhooks are sent to. It is resolved once, so that its host cannot become another one later."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from caretasks.core.http import JSON_MEDIA_TYPE, is_loopback

_PORTS = {"http": 80, "https": 443}
_NOT_THIS_MACHINE = (
    "the host {!r} of the URL is not this machine: use a loopback address such as 127.0.0.1, or add --webhook-anywhere"
)


class WebhookUrlError(ValueError):
    """A URL cannot be used as the target of webhooks. The message contains no part of it but its host."""


@dataclass(frozen=True)
class WebhookTarget:
    """A receiver of webhooks.

    Attributes:
        url: Its URL.
        addresses: The IP addresses of its host when the target was created.
    """

    url: httpx.URL
    addresses: tuple[str, ...]

    def iter_requests(
        self, content: bytes, *, method: str = "POST", media_type: str | None = JSON_MEDIA_TYPE
    ) -> Iterator[httpx.Request]:
        """Yield a request for each address, without the name of the host in its URL: nothing resolves it again.

        It has no key and no other header of the user.
        """
        headers = {"Host": self.url.netloc.decode("ascii"), "User-Agent": "caretasks-mock"}
        if media_type is not None:
            headers["Content-Type"] = media_type
        for address in self.addresses:
            yield httpx.Request(
                method,
                self.url.copy_with(host=address),
                headers=headers,
                content=content,
                extensions={"sni_hostname": self.url.host},
            )


def parse_target(text: str, *, anywhere: bool = False) -> WebhookTarget:
    """Return the target of a URL.

    Args:
        text: The URL.
        anywhere: Accept a host that is not this machine.

    Raises:
        WebhookUrlError: The URL is invalid, has a user name or a password, its host is unknown, or one of the host's
            addresses is not a loopback address.
    """
    try:
        url = httpx.URL(text)
        default_port = _PORTS[url.scheme]
    except (httpx.InvalidURL, KeyError):
        raise WebhookUrlError("invalid URL: use http://HOST[:PORT][/PATH] or https://...") from None
    port = default_port if url.port is None else url.port
    if not 0 < port <= 65535:
        raise WebhookUrlError(f"invalid URL: {port} is not a port")
    if not url.host:
        raise WebhookUrlError("invalid URL: it has no host")
    if url.userinfo:
        raise WebhookUrlError("invalid URL: remove the user name and the password")
    try:
        found = socket.getaddrinfo(url.raw_host.decode("ascii"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WebhookUrlError(f"unknown host {url.host!r} in the URL") from None
    addresses = tuple(dict.fromkeys(str(address[0]) for *_, address in found))
    if not anywhere and not all(is_loopback(address) for address in addresses):
        raise WebhookUrlError(_NOT_THIS_MACHINE.format(url.host))
    return WebhookTarget(url, addresses)


def parse_callback_target(text: str, *, anywhere: bool = False) -> WebhookTarget:
    """Return the target of a URL that a request named; see `parse_target`.

    Unless `anywhere` is set, the name of a host is not even resolved, except `localhost`.
    """
    try:
        host = httpx.URL(text).host
    except httpx.InvalidURL:
        host = ""
    if host and not anywhere and host != "localhost" and not host.endswith(".localhost"):
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise WebhookUrlError(_NOT_THIS_MACHINE.format(host)) from None
    return parse_target(text, anywhere=anywhere)
