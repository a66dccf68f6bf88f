"""Jinja templates of pages, reports and generated modules."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2


def load_template(directory: Path, name: str) -> jinja2.Template:
    """Return a template. In HTML, values are escaped. Rendering an undefined name is an error."""
    return _environment(directory).get_template(name)


@cache
def _environment(directory: Path) -> jinja2.Environment:
    import jinja2  # imported late: most mock servers and runs never render a template

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(directory),
        autoescape=jinja2.select_autoescape(["html.jinja"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
