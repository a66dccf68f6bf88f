"""Translation of a JSON Schema `pattern` (ECMA 262) into the same pattern for the engines that pydantic uses.

They agree on most of the syntax and differ in what it means: `\\d` and `\\w` are ASCII in ECMA and Unicode in Rust and
Python, and Python's `$` also matches before a closing line end. The tests compare both with jsonschema-rs.
"""

from __future__ import annotations

import functools
import re
from typing import Literal

from pydantic_core import SchemaError, SchemaValidator, core_schema

Engine = Literal["rust", "python"]

_MEMBERS = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
}
_TOKEN = re.compile(
    r"\\c(?P<control>[A-Za-z])|\\(?P<escaped>.)|(?P<group>\(\?<(?![=!]))|(?P<char>.)",
    re.DOTALL,
)
_PYTHON_ONLY = re.compile(r"\(\?<?[=!]|\\[1-9]|\\k<")


class UntranslatablePatternError(ValueError):
    """A pattern cannot be expressed in any of pydantic's engines."""


def engine_for(pattern: str) -> Engine:
    """Return the engine that a pattern needs: only Python's has look-around and back references."""
    return "python" if _PYTHON_ONLY.search(pattern) else "rust"


@functools.cache
def is_supported(pattern: str) -> bool:
    """Return whether pydantic can match a pattern; a value is validated by the schema itself if it cannot."""
    engine = engine_for(pattern)
    try:
        translate(pattern, "python")  # that of the model, if another one of its patterns needs it
        schema = core_schema.str_schema(
            pattern=translate(pattern, engine), regex_engine="python-re" if engine == "python" else "rust-regex"
        )
        SchemaValidator(schema)
    except (UntranslatablePatternError, SchemaError, re.error):
        return False
    return True


def translate(pattern: str, engine: Engine) -> str:
    """Return the pattern that means in pydantic what `pattern` means in JSON Schema.

    Raises:
        UntranslatablePatternError: it cannot be expressed there.
    """
    written: list[str] = []
    in_class = False
    for token in _TOKEN.finditer(pattern):
        if token["control"]:
            written.append(f"\\x{ord(token['control']) % 32:02x}")
        elif token["escaped"]:
            written.append(_escape(token["escaped"], in_class, engine))
        elif token["group"]:
            written.append("(?P<" if not in_class else token["group"])
        elif in_class:
            in_class = token["char"] != "]"
            # Set operations (`[`, `&&`, `~~`) exist in Rust, cause warnings in Python, and are unknown in ECMA.
            written.append("\\" + token["char"] if token["char"] in "[&~" else token["char"])
        else:
            in_class = token["char"] == "["
            written.append(_END[engine] if token["char"] == "$" else token["char"])
    return "".join(written)


_END = {"rust": "$", "python": r"\Z"}


def _escape(letter: str, in_class: bool, engine: Engine) -> str:
    if letter in _MEMBERS:
        return _MEMBERS[letter] if in_class else f"[{_MEMBERS[letter]}]"
    if letter.lower() in _MEMBERS:
        if in_class and engine == "python":
            raise UntranslatablePatternError(f"\\{letter} within [] together with look-around or a back reference")
        return f"[^{_MEMBERS[letter.lower()]}]"
    if letter == "b" and in_class:
        return r"\x08"
    if letter == "0":
        return r"\x00"
    return "/" if letter == "/" else "\\" + letter
