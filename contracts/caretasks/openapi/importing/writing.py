"""Imported documents as YAML that `openapi.source` reads back to the same data."""

from __future__ import annotations

import re
from typing import Any

import yaml


class _Dumper(yaml.CSafeDumper):
    """PyYAML's safe dumper, which quotes what our reader, too, would read as another type."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write equal nodes in full each time."""
        return True


_Dumper.yaml_implicit_resolvers = {key: list(value) for key, value in yaml.CSafeDumper.yaml_implicit_resolvers.items()}
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+.0-9][-+.0-9eE_]*\Z"), list("-+.0123456789"))


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)


def format_yaml(document: Any) -> str:
    """Return a document as YAML."""
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return text
