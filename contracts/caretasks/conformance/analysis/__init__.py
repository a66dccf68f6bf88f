"""Analysis of engine events: messages, severity, attribution to facts, correlation, and coverage.

May import everything below it in the package (`traffic` and what that imports), but no report.
"""
