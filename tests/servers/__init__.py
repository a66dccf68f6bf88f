"""Servers that the tests check, which share no code with the mock server."""

from __future__ import annotations

from typing import Any

KEY = "the-key"
"""The API key that the servers require."""
Response = tuple[int, Any]
"""A status and the JSON data of the body."""
