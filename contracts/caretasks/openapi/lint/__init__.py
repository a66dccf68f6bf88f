"""The linter: problems in a spec or its facts file, each with file, line and JSON pointer.

`scripts/lint_specs.py` is the command. May import `openapi.schema` and `openapi.operation`.
"""
