"""`caretasks drift`: merges the files of `caretasks.client.drift.DriftFile` into a report for each API.

`drift_files` reads and merges them. `locations` finds the schemas of a location in the text of a spec, `acceptance`
decides how they have to change to accept what was received, and `spec_edits` makes these changes without touching the
rest of the text. `drift_reports` writes the result. May import `caretasks.openapi` and `caretasks.core`.
"""
