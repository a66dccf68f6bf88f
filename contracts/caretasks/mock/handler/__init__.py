"""The request handler: `engine` runs the steps of a request.

The other modules are the rate limit, the `Prefer` header, the response and the error response. Stored resources and
their changes are in `caretasks.mock.resources`, which this package imports. It imports neither
`caretasks.mock.middleware` nor `caretasks.mock.ui`.
"""
