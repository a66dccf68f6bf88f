"""The handling of one request, one step per module.

Authentication, rate limit, parameters and body, `Prefer` header, magic values, response.
`engine` runs the steps. What the resources are and how they change is in `mock.resources`.
"""
