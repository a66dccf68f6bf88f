"""The suite's own phases: authentication probes, boundary values, invalid values and documented writes.

May import `conformance.engine` and `conformance.rules`.
"""
