"""The code that knows Schemathesis: configuration, session, case metadata, schema patches, the failure database.

The cases that the suite sends itself are in `conformance.phases`.
"""
