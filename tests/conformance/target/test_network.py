"""Headers whose values come from the environment, and certificates."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.conformance.target.network import HeaderReference, build_network
from caretasks.core.errors import UsageError
from tests.bundled_apis import load_api

UNPOD = load_api("unpod")


@pytest.mark.parametrize(
    ("line", "template", "variables"),
    [
        ("X-Gateway: $TOKEN", "$TOKEN", ("TOKEN",)),
        ("X-Gateway:Bearer ${TOKEN}", "Bearer $TOKEN", ("TOKEN",)),
        ("X-Gateway: $USER_NAME:$PASS_2", "$USER_NAME:$PASS_2", ("USER_NAME", "PASS_2")),
    ],
)
def test_header_refers_to_environment_variables(line: str, template: str, variables: tuple[str, ...]) -> None:
    reference = HeaderReference.parse_line(line)
    assert (reference.name, reference.template, reference.variables) == ("X-Gateway", template, variables)


@pytest.mark.parametrize(
    "line", ["X-Gateway", "X Gateway: $A", ": $A", "X-Gateway: MARKER", "X: $A $", "X: $A\n$B", "X:"]
)
def test_invalid_header_is_refused_without_its_value(line: str) -> None:
    with pytest.raises(ValueError, match=r"header|must|invalid") as error:
        HeaderReference.parse_line(line)
    assert "MARKER" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("authorization", "it is the header of the API key; set UNPOD_API_KEY instead"),
        ("org-handle", "it is an account header of unpod; set UNPOD_ORG_HANDLE instead"),
        ("Content-Type", "it is generated for each request and cannot be set"),
    ],
)
def test_header_that_the_suite_varies_is_refused(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        build_network(UNPOD, {"A": "value"}, headers=(HeaderReference(name, "$A"),))


@pytest.mark.parametrize("value", ["ü", "a\nb"])
def test_value_that_a_header_cannot_have_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="invalid value of A"):
        build_network(UNPOD, {"A": value}, headers=(HeaderReference("X-Gateway", "$A"),))


def test_ca_bundle_wins_over_ssl_cert_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(UsageError, match=r"the CA bundle .*ca\.pem cannot be used: it has no PEM certificate"):
        build_network(UNPOD, {"SSL_CERT_FILE": "/nowhere"}, ca_bundle=tmp_path / "ca.pem")
    with pytest.raises(UsageError, match="the CA bundle /nowhere cannot be used: No such file or directory"):
        build_network(UNPOD, {"SSL_CERT_FILE": "/nowhere"})


def test_client_certificate_without_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "client.pem").write_text("no certificate")
    with pytest.raises(UsageError, match="must be a PEM file with a certificate and its unencrypted private key"):
        build_network(UNPOD, {}, client_cert=tmp_path / "client.pem")
