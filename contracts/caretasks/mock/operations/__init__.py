"""The operations of a spec, compiled for the mock server: what a request needs to know, derived from the spec once.

`operation.MockOperation` is that object; the other modules derive single parts of it. Nothing here depends on a request
or on stored resources. Imports `mock.model`, `openapi` and `core`.
"""
