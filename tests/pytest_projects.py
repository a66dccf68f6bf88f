"""Run pytest as other projects do, in a separate process."""

from __future__ import annotations

import sys

# Plugins that the extra `mock` does not install: their import takes longer than the tests of a project.
_OTHER_PLUGINS = ("schemathesis", "hypothesispytest", "typeguard")
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(f"-pno:{name}" for name in _OTHER_PLUGINS)]
