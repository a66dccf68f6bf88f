"""The server under test: the mock server or a remote one, and what is sent to it.

Fixtures, user-provided values, fictional phone numbers, and the transport that blocks unsafe requests. Knows nothing of
phases, checks or reports.
"""
