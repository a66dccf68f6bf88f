"""From engine events to findings: failure messages and severity, attribution to facts, correlation, coverage.

What is printed or written is in `conformance.reports`.
"""
