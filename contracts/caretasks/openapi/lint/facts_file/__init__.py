"""The linter's checks of a facts file: its facts, their evidence, and the known differences of a vendor's server.

May import what `caretasks.openapi.lint` may.
"""
