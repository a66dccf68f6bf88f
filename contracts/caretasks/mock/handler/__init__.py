"""The request handler: one module per step of a request.

Authentication, rate limit, request body, `Prefer` header, magic values, response, error body. `engine` runs the steps.
Which resources exist and how they change is in `caretasks.mock.resources`, which this package imports. Not imported
here: `caretasks.mock.middleware` and `caretasks.mock.ui`.
"""
