"""Certificates and proxies of the httpx clients that a client creates.

httpx reads `SSL_CERT_FILE`, `SSL_CERT_DIR` and the proxy variables itself.
"""

import os
import ssl
from typing import Any, NamedTuple

import httpx

from ..errors import ConfigurationError
from ..types import FilePath


class Network(NamedTuple):
    """The network configuration of a client.

    Attributes:
        ca_bundle: a PEM file, or a directory, with the certificate authorities to trust; None for the default ones.
        client_cert: a PEM file with a client certificate and its private key.
        is_loopback: whether the server is on this machine, and thus has no proxy.
    """

    ca_bundle: FilePath | None = None
    client_cert: FilePath | None = None
    is_loopback: bool = False

    @property
    def has_certificates(self) -> bool:
        """True if certificates were passed."""
        return self.ca_bundle is not None or self.client_cert is not None

    def client_options(self, error: type[ConfigurationError]) -> dict[str, Any]:
        """Return the arguments of an httpx client.

        Raises:
            ConfigurationError: a certificate cannot be used; of the class `error`.
        """
        return {"verify": self._ssl_context(error), "trust_env": not self.is_loopback}

    def _ssl_context(self, error: type[ConfigurationError]) -> ssl.SSLContext:
        variable = next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), "certifi")
        try:
            context = httpx.create_ssl_context() if self.ca_bundle is None else _trusting_context(self.ca_bundle)
        except OSError as caught:  # `ssl.SSLError` is one, without a text for users
            name = variable if self.ca_bundle is None else "ca_bundle"
            reason = "it has no PEM certificate" if isinstance(caught, ssl.SSLError) else caught.strerror
            raise error(f"the certificate authorities of {name} cannot be used: {reason}") from None
        if self.client_cert is not None:
            try:
                context.load_cert_chain(self.client_cert, password=lambda: "")  # or OpenSSL prompts for it
            except OSError as caught:
                reason = "it must be a PEM file with a certificate and its unencrypted private key"
                reason = reason if isinstance(caught, ssl.SSLError) else str(caught.strerror)
                raise error(f"client_cert cannot be used: {reason}") from None
        return context


def _trusting_context(ca_bundle: FilePath) -> ssl.SSLContext:
    path = os.fspath(ca_bundle)
    if os.path.isdir(path):  # noqa: PTH112 - importing pathlib takes long
        return ssl.create_default_context(capath=path)
    return ssl.create_default_context(cafile=path)
