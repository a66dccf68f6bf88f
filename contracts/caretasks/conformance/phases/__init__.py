"""Test cases of our own: authentication probes, boundary values, invalid values, documented writes.

May import `conformance.engine` and `conformance.rules`.
"""
