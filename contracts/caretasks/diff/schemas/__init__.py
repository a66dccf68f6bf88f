"""Comparison of schemas: what changed, and whether more or fewer values are allowed.

`schema_pairs` compares two schemas and everything in them. `schema_views` is what a schema says, however it is written.
`keyword_changes`, `members`, `alternatives` and `discriminators` compare parts of it, and `containment` what cannot be
taken apart. May import `caretasks.diff.change` and modules of `caretasks.openapi` that know no operation.
"""
