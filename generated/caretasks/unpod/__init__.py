# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.

"""Unpod: a client of its API, with its models.

Runs of voice agents and the calls that their tasks made."""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
