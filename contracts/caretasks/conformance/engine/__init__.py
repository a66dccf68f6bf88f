"""The integration with Schemathesis: configuration, session, case metadata, schema patches and the failure database.

May import `conformance.target`. The cases that the suite sends itself are in `conformance.phases`.
"""
