"""Recorded traffic: HAR files in and out, the recording of a run, the check of a recording, and redaction.

Nothing here sends a request.
"""
