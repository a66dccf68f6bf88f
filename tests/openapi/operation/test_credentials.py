"""The environment variables of keys, and the keys that are sent for an operation."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from caretasks.core.errors import UsageError
from caretasks.openapi.document import Api
from caretasks.openapi.operation.credentials import (
    encode_credential,
    key_variables,
    missing_variables,
    read_keys,
    select_alternative,
    unused_variables,
)

HEADER = {"type": "apiKey", "in": "header", "name": "X-Key"}
BEARER = {"type": "http", "scheme": "bearer"}
BASIC = {"type": "http", "scheme": "basic"}
TLS = {"type": "mutualTLS"}


def make_api(schemes: dict[str, Any], **security: list[dict[str, list[str]]]) -> Api:
    """Return an API with one operation for each security requirement, by its ID."""
    paths = {
        f"/{name}": {"get": {"operationId": name, "security": requirement, "responses": {}}}
        for name, requirement in security.items()
    }
    document = {"paths": paths, "components": {"securitySchemes": schemes}}
    return Api("acme", document, None, "acme")


SCHEMES = {"app-id": HEADER, "userToken": BEARER, "login": BASIC}
ACME = make_api(
    SCHEMES,
    both=[{"app-id": [], "userToken": []}],
    either=[{"userToken": []}, {"login": []}],
    optional=[{}, {"login": []}],
    public=[],
)


def alternative(name: str, *known: str) -> list[str]:
    """Return the names of the schemes that are sent for an operation."""
    return [scheme.name for scheme in select_alternative(ACME.get_operation(name), dict.fromkeys(known, "a:b"))]


@pytest.mark.parametrize(
    ("schemes", "variables"),
    [
        ({"any": HEADER}, ("ACME_API_KEY",)),
        ({"any": BASIC}, ("ACME_USERNAME", "ACME_PASSWORD")),
        ({"any": TLS}, ()),
        ({"any": TLS, "other": BEARER}, ("ACME_API_KEY",)),
        ({"app-id.v2": HEADER, "login": BASIC}, ("ACME_APP_ID_V2", "ACME_USERNAME", "ACME_PASSWORD")),
        ({"a": BASIC, "b": BASIC}, ("ACME_A_USERNAME", "ACME_A_PASSWORD", "ACME_B_USERNAME", "ACME_B_PASSWORD")),
    ],
)
def test_variables_are_named_after_the_schemes(schemes: dict[str, Any], variables: tuple[str, ...]) -> None:
    assert key_variables(make_api(schemes, use=[{name: []} for name in schemes])) == variables


def test_scheme_that_no_operation_uses_has_no_variable() -> None:
    assert key_variables(make_api(SCHEMES, use=[{"userToken": []}])) == ("ACME_API_KEY",)


def test_first_alternative_with_keys_is_sent() -> None:
    assert alternative("either", "login") == ["login"]
    assert alternative("either", "login", "userToken") == ["userToken"]
    assert alternative("both", "userToken") == []
    assert alternative("both", "userToken", "app-id") == ["app-id", "userToken"]


def test_optional_key_is_sent_if_there_is_one() -> None:
    assert alternative("optional", "login") == ["login"]
    assert alternative("optional", "userToken") == []
    assert alternative("public", *SCHEMES) == []


def test_missing_variables_name_the_alternatives() -> None:
    operations, environment = ACME.operations, {"ACME_APP_ID": "i"}
    either = "ACME_USERTOKEN or ACME_USERNAME and ACME_PASSWORD (for either)"
    assert missing_variables(operations, environment) == ["ACME_USERTOKEN (for both)", either]
    assert missing_variables(operations, {**environment, "ACME_USERTOKEN": "t"}) == []
    assert missing_variables(operations[1:], {"ACME_USERNAME": "u", "ACME_PASSWORD": ""}) == []


def test_variables_of_alternatives_that_cannot_be_checked_are_listed() -> None:
    environment = {"ACME_APP_ID": "i", "ACME_USERTOKEN": "t"}
    assert unused_variables(ACME.operations, environment) == ["ACME_USERNAME and ACME_PASSWORD (for either, optional)"]
    assert unused_variables(ACME.operations, {**environment, "ACME_USERNAME": "u", "ACME_PASSWORD": "p"}) == []


def test_basic_credentials_are_read_and_encoded() -> None:
    keys = read_keys(ACME, {"ACME_USERNAME": "ann", "ACME_PASSWORD": "pä:ss", "ACME_USERTOKEN": " t "})
    assert keys == {"login": "ann:pä:ss", "userToken": "t"}
    encoded = base64.b64encode("ann:pä:ss".encode()).decode()
    assert encode_credential(ACME.get_security_scheme("login"), keys["login"]) == f"Basic {encoded}"


@pytest.mark.parametrize(
    ("variable", "value"), [("ACME_USERNAME", "a:b"), ("ACME_PASSWORD", "a\nb"), ("ACME_USERTOKEN", "ä")]
)
def test_key_that_cannot_be_sent_is_refused_by_its_variable(variable: str, value: str) -> None:
    environment = {"ACME_USERNAME": "a", "ACME_PASSWORD": "b", variable: value}
    with pytest.raises(UsageError, match=f"invalid value of {variable}"):
        read_keys(ACME, environment)
