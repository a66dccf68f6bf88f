"""Everything that can be wrong with a spec or its facts file, reported as problems with file, line and JSON pointer.

`scripts/lint_specs.py` is the command. May import `openapi.schema` and `openapi.operation`.
"""
