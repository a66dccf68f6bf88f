"""Has the engine read `prefixItems` in the schemas of answers as OpenAPI 3.1 means it.

It rewrites them as JSON Schema had them before 2020-12, and then refuses what it has written. That is how requests are
made up; an answer is held against the schema as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from schemathesis.specs.openapi.adapter import responses
from schemathesis.specs.openapi.converter import to_json_schema


@contextmanager
def kept() -> Iterator[None]:
    """For the while, tuples in the schemas of answers stay as they are written."""
    with patch.object(responses, "to_json_schema", partial(to_json_schema, convert_prefix_items=False)):
        yield
