"""JSON Schema: validate values, read keywords, walk locations, make values and redact sensitive ones.

Values are minimal, sampled, realistic, boundary or invalid. Requests and responses as a whole are in
`caretasks.openapi.operation`. May import `caretasks.openapi.document`, `json_pointer` and `caretasks.core`.
"""
