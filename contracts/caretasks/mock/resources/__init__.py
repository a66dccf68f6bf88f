"""The resources of a mock server: the store, their state over time, and how to read, create, update and list them.

HTTP is in `mock.handler`. Imports `mock.model`, `openapi` and `core`.
"""
