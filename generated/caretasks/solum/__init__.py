# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.

"""Solum: a client of its API, with its models.

Tasks of a clinic's front desk."""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
