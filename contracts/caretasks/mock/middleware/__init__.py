"""ASGI layers around the request handler: injected faults, slow clients, aborted connections, the request log.

Layers know nothing of operations; what depends on the spec is in `mock.handler`.
"""
