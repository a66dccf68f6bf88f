"""Recorded traffic: reading and writing HAR files, recording a run, checking a recording, and redaction.

Sends no requests. May import `phases` and what that imports.
"""
