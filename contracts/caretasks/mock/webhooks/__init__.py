"""The webhooks that a mock server sends: the URL and its addresses, what has happened, and the deliveries.

Imports `mock.resources`, `mock.operations`, `openapi` and `core`. Nothing here contacts a URL that a client sent, such
as that of a webhook subscription.
"""
