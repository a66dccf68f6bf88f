"""The request handler: one module per step of a request.

Authentication, rate limit, request body, `Prefer` header, magic values, response, error body. `engine` runs the steps.
Stored resources and their changes are in `caretasks.mock.resources`, which this package imports. It imports neither
`caretasks.mock.middleware` nor `caretasks.mock.ui`.
"""
