"""Analysis of what the engine yields: severity of failures, attribution to facts, correlation, and coverage.

May import everything below it in the package (`traffic` and what that imports), but no report.
"""
