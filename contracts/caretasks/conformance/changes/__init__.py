"""Changes since a baseline of accepted findings, or since an earlier report.

`baseline_file` reads and updates the file of `--baseline`, `baseline` compares it with the results of a run, and
`comparison` compares the report of an earlier run. May import `results`, but neither `reports` nor Schemathesis.
"""
