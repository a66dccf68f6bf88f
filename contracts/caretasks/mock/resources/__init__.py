"""The resources of a mock server: the store, their lifecycles, and how to read, create, update and list them.

HTTP is in `mock.handler`. Imports `mock.operations`, `mock.model`, `openapi` and
`core`.
"""
