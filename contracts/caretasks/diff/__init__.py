"""`caretasks diff`: what changed between two versions of an OpenAPI document, and for whom each change is breaking.

`documents` reads the versions, with `git_files` those of git. `api_changes` compares them: `message_changes` and
`security_changes` the parts of operations, and `caretasks.diff.schemas` the values that they allow. `touched` finds the
facts and the generated names that a change is about, `diff_reports` writes the result, and `surface` compares generated
packages with griffe. May import `caretasks.openapi` and `caretasks.core`; only `touched` imports the code generation,
if it is installed.
"""
