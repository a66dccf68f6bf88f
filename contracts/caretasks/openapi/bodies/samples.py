"""The value of a documented body: its example, otherwise a value generated from its schema."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from caretasks.core.http import media_type_essence
from caretasks.openapi.bodies.files import minimal_file
from caretasks.openapi.bodies.kinds import concrete_media_type, is_file, is_xml
from caretasks.openapi.document import Media
from caretasks.openapi.schema.examples import valid_examples
from caretasks.openapi.schema.sampling import sample_value


def body_value(media: Media, seed: str = "") -> Any:
    """Return the first valid example of a body or, without one, a generated value; bytes for a file.

    Each call returns a new object. The same seed gives the same value.
    """
    examples = valid_examples(media)
    return deepcopy(next(iter(examples.values()))) if examples else sample_body(media, seed)


def sample_body(media: Media, seed: str = "") -> Any:
    """Return a generated value for a body; bytes for a file."""
    if is_file(media):
        return minimal_file(media_type_essence(concrete_media_type(media)))
    if media.schema is None:
        return {} if media.is_json or is_xml(media.essence) else "text"
    return sample_value(media.schema, seed)
