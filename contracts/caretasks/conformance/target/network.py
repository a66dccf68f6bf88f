"""Network configuration of a remote server: proxy, certificates, and headers for a gateway in front of it.

The values of headers are read from the environment only, because other users of a machine can see command-line
arguments, and configuration files are in version control.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import certifi
from requests.utils import get_environ_proxies, prepend_scheme_if_needed, select_proxy

from caretasks.core.errors import UsageError
from caretasks.core.http import is_loopback, is_token
from caretasks.openapi.document import Api
from caretasks.openapi.operation.credentials import scheme_variables

_REFERENCE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))", re.ASCII)
_GENERATED_HEADERS = frozenset({"connection", "content-length", "content-type", "host", "transfer-encoding"})


@dataclass(frozen=True)
class HeaderReference:
    """A header whose value refers to environment variables.

    Attributes:
        name: The name of the header.
        template: The value, with `$NAME` for the value of an environment variable.
    """

    name: str
    template: str

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the environment variables."""
        return tuple(dict.fromkeys(braced or plain for braced, plain in _REFERENCE.findall(self.template)))

    @classmethod
    def parse(cls, name: str, template: str) -> HeaderReference:
        """Check the name and the value of a header. `${NAME}` is the same as `$NAME`.

        Raises:
            ValueError: The name is not that of a header, or the value has no reference. The message omits the value.
        """
        if not is_token(name):
            raise ValueError("the name of the header is invalid")
        text = template.strip()
        if not _REFERENCE.search(text):
            raise ValueError(
                f"the value of {name} must refer to an environment variable, such as $NAME or Bearer $NAME"
            )
        if "$" in _REFERENCE.sub("", text) or not (text.isascii() and text.isprintable()):
            raise ValueError(f"the value of {name} has an invalid reference or a character that a header cannot have")
        return cls(name, _REFERENCE.sub(lambda found: f"${found[1] or found[2]}", text))

    @classmethod
    def parse_line(cls, line: str) -> HeaderReference:
        """Parse `NAME: VALUE`.

        Raises:
            ValueError: As `parse` does, or there is no colon.
        """
        name, colon, template = line.partition(":")
        if not colon:
            raise ValueError("must be 'NAME: $VARIABLE'")
        return cls.parse(name.strip(), template)

    def resolve(self, environment: Mapping[str, str]) -> str:
        """Return the value of the header.

        Raises:
            UsageError: A variable is not set, or its value cannot be sent in a header.
        """
        for variable in self.variables:
            value = environment.get(variable, "").strip()
            if not value:
                raise UsageError(f"missing environment variable: {variable}; set it for the header {self.name}")
            if not (value.isascii() and value.isprintable()):
                raise UsageError(
                    f"invalid value of {variable}: it has characters other than printable ASCII and cannot be a header"
                )
        return _REFERENCE.sub(lambda found: environment[found[1] or found[2]].strip(), self.template)


@dataclass(frozen=True)
class Network:
    """The network configuration of a server.

    Attributes:
        headers: Values of additional headers by reference.
        ca_bundle: A PEM file, or a directory, with the certificate authorities to trust; None for the default ones.
        client_cert: A PEM file with the client certificate and its private key.
        secrets: Values of the environment variables in the headers.
    """

    headers: Mapping[HeaderReference, str] = field(default_factory=dict, repr=False)
    ca_bundle: Path | None = None
    client_cert: Path | None = None
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def header_values(self) -> dict[str, str]:
        """The values of the additional headers by name."""
        return {reference.name: value for reference, value in self.headers.items()}

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the environment variables in the headers."""
        return tuple(dict.fromkeys(name for reference in self.headers for name in reference.variables))

    @property
    def verify(self) -> str | bool:
        """The trusted certificate authorities, as `requests` expects them."""
        return str(self.ca_bundle) if self.ca_bundle is not None else True

    @property
    def cert(self) -> str | None:
        """The client certificate, as `requests` expects it."""
        return None if self.client_cert is None else str(self.client_cert)

    @property
    def curl_options(self) -> tuple[str, ...]:
        """The options with which curl uses these certificates."""
        options: list[str] = []
        if self.ca_bundle is not None:
            options += ["--capath" if self.ca_bundle.is_dir() else "--cacert", str(self.ca_bundle)]
        return (*options, *([] if self.client_cert is None else ["--cert", str(self.client_cert)]))

    def ssl_context(self) -> ssl.SSLContext:
        """Return a TLS context with these certificates.

        Raises:
            UsageError: A file cannot be used.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # it verifies, and trusts no certificate authority yet
        bundle = self.ca_bundle or Path(certifi.where())
        try:
            context.load_verify_locations(**{"capath" if bundle.is_dir() else "cafile": str(bundle)})
        except OSError as error:  # `ssl.SSLError` is one, without a text for users
            reason = "it has no PEM certificate" if isinstance(error, ssl.SSLError) else error.strerror
            raise UsageError(f"the CA bundle {bundle} cannot be used: {reason}") from None
        if self.client_cert is not None:
            try:
                context.load_cert_chain(self.client_cert, password=_refuse_password)
            except OSError as error:
                reason = error.strerror
                if isinstance(error, ssl.SSLError):
                    reason = "it must be a PEM file with a certificate and its unencrypted private key"
                raise UsageError(f"the client certificate {self.client_cert} cannot be used: {reason}") from None
        return context


def _refuse_password() -> str:
    """Return no password for an encrypted key, for which OpenSSL would otherwise prompt on the terminal."""
    return ""


def build_network(
    api: Api,
    environment: Mapping[str, str],
    *,
    headers: tuple[HeaderReference, ...] = (),
    ca_bundle: Path | None = None,
    client_cert: Path | None = None,
) -> Network:
    """Return how to reach a server of an API. `SSL_CERT_FILE` and `SSL_CERT_DIR` are the default of `ca_bundle`.

    Raises:
        UsageError: A header is one of the API, its variable is not set, or a certificate cannot be used.
    """
    for reference in headers:
        if message := _reserved_header_message(api, reference.name):
            raise UsageError(f"header {reference.name}: {message}")
    if ca_bundle is None and (path := environment.get("SSL_CERT_FILE") or environment.get("SSL_CERT_DIR")):
        ca_bundle = Path(path)
    values = {reference: reference.resolve(environment) for reference in headers}
    secrets = frozenset(environment[name].strip() for reference in headers for name in reference.variables)
    network = Network(values, ca_bundle, client_cert, secrets)
    network.ssl_context()  # reports an unusable file before the first request
    return network


def _reserved_header_message(api: Api, name: str) -> str | None:
    """Return why a header cannot be added to all requests, or None. Requests without it must remain possible."""
    lower = name.lower()
    for scheme in api.security_schemes:
        if (scheme.header_name or "").lower() == lower:
            return f"it is the header of the API key; set {' and '.join(scheme_variables(scheme))} instead"
    for operation in api.operations:
        for parameter in operation.parameters:
            if parameter.location == "header" and parameter.name.lower() == lower:
                if parameter.is_account_header:
                    return f"it is an account header of {api.name}; set {parameter.environment_variable} instead"
                return f"it is a parameter of {operation.id}; set its values with --fixtures instead"
    return "it is generated for each request and cannot be set" if lower in _GENERATED_HEADERS else None


def find_proxy(url: str) -> str | None:
    """Return the URL of the proxy that the environment sets for a URL; None without one.

    The variables are `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`. Loopback addresses have no proxy.
    """
    if is_loopback(urlsplit(url).hostname or ""):
        return None
    proxy = select_proxy(url, get_environ_proxies(url))
    return prepend_scheme_if_needed(proxy, "http") if proxy else None


def describe_address(url: str) -> str:
    """Return host and port of a URL, without credentials."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{default_port(url)}" if host else "the server"


def default_port(url: str) -> int | None:
    """Return the port of a URL, or the default port of its scheme; None if there is none."""
    parts = urlsplit(url)
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)


NO_NETWORK = Network()
"""The network configuration of a server in this process."""
